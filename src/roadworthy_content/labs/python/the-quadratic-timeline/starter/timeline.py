"""Histories, timelines and ways, without work for every pair."""


def first_after(history, time):
    """Return the index of the first item after a time."""
    for index in range(len(history)):
        if history[index].time > time:
            return index
    return len(history)


def newest(rooms, count):
    """Return the newest messages of all rooms, newest first."""
    found = []
    for room in rooms:
        for message in room:
            place = 0
            while place < len(found) and not found[place] < message:
                place += 1
            found.insert(place, message)
    return found[:count]


def busiest(times, span):
    """Return how many times lie within any stretch of the span."""
    times = list(times)
    return max((sum(0 <= other - first <= span for other in times) for first in times), default=0)


def cheapest(start, goal, links):
    """Return cost and way from start to goal."""
    ways = {start: (0, [start])}
    changed = True
    while changed:
        changed = False
        for server in list(ways):
            for cost, neighbour in links(server):
                total = ways[server][0] + cost
                if neighbour not in ways or total < ways[neighbour][0]:
                    ways[neighbour] = (total, [*ways[server][1], neighbour])
                    changed = True
    return ways.get(goal)

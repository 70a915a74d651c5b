"""`timeline.py`, on inputs that count."""

import math
from bisect import bisect_right

import pytest
from data import Counts, History, Servers, plain, rooms_of, times_of
from timeline import busiest, cheapest, first_after, newest

SIZES = [100, 400, 1600]


def doublings(count):
    return math.ceil(math.log2(max(count, 2)))


def test_first_after(rng):
    """The place in a history is right, also with equal times and at both ends"""
    for length in (0, 1, 2, 9, 16):
        times = sorted(rng.randrange(12) for _ in range(length))
        found = [int(first_after(History(Counts(), times), time)) for time in range(-1, 13)]
        assert found == [bisect_right(times, time) for time in range(-1, 13)], f"times {times}, asked for -1 to 12"


@pytest.mark.parametrize("length", SIZES)
def test_first_after_looks_at_few(rng, length):
    """Ten times as many items take a few more looks"""
    counts, allowed = Counts(), 2 * doublings(length) + 4
    history = History(counts, [2 * number for number in range(length)])
    place = rng.randrange(length // 2, length)
    for time, right in ((2 * place, place + 1), (2 * length, length), (-1, 0)):
        before = counts.taken
        found, looks = int(first_after(history, time)), counts.taken - before
        assert found == right, f"the times are 0, 2, ... {2 * length - 2}; the first after {time}"
        assert looks <= allowed, f"{length} items: {looks} were looked at, {allowed} allowed"


def feeds(rng, rooms, length):
    return [sorted((rng.randrange(10**6) for _ in range(length)), reverse=True) for _ in range(rooms)]


def in_order(numbers, count):
    pairs = [(number, room) for room, of_room in enumerate(numbers) for number in of_room]
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1]))[:count]


def test_newest(rng):
    """The newest messages of all rooms come newest first, of equal ones the earlier room first"""
    for rooms, length, count in ((0, 0, 3), (1, 5, 3), (4, 5, 9), (3, 2, 50), (4, 3, 0)):
        numbers = feeds(rng, rooms, length) + ([[], [7, 7, 3], [7, 3]] if rooms else [])
        found = [(int(number), int(room)) for number, room in plain(newest(rooms_of(Counts(), numbers), count))]
        assert found == in_order(numbers, count), f"the {count} newest of {numbers}, as (number, room)"


@pytest.mark.parametrize(("rooms", "length", "count"), [(10, 100, 50), (100, 20, 200), (200, 8, 200)])
def test_newest_takes_and_compares_few(rng, rooms, length, count):
    """Few messages are taken from the rooms, and they are compared a few times each"""
    counts, numbers = Counts(), feeds(rng, rooms, length)
    found = [(int(number), int(room)) for number, room in plain(newest(rooms_of(counts, numbers), count))]
    assert found == in_order(numbers, count)
    taken, compared = int(counts.taken), int(counts.compared)
    assert taken <= count + rooms, f"the {count} newest of {rooms} rooms: {taken} were taken, {count + rooms} allowed"
    allowed = (count + rooms) * (3 * doublings(rooms) + 3)
    assert compared <= allowed, f"the {count} newest of {rooms} rooms: {compared} comparisons, {allowed} allowed"


def busiest_slowly(seconds, span):
    return max((sum(0 <= other - first <= span for other in seconds) for first in seconds), default=0)


def test_busiest(rng):
    """The busiest stretch is right, its ends included"""
    for length, span in ((0, 5), (1, 0), (12, 10), (30, 10), (30, 0)):
        seconds = sorted(rng.randrange(40) for _ in range(length))
        found = int(busiest(times_of(Counts(), seconds), span))
        assert found == busiest_slowly(seconds, span), f"within {span} s in {seconds}"


@pytest.mark.parametrize("length", SIZES)
def test_busiest_compares_few(rng, length):
    """Each time is taken once and compared a few times, however many are close together"""
    counts = Counts()
    crowd = rng.randrange(length // 2, length)
    seconds = [0] * (length - crowd) + [100 + number / crowd for number in range(crowd)]
    found = int(busiest(times_of(counts, seconds), 60))
    assert found == max(crowd, length - crowd), f"{length - crowd} at 0 s, {crowd} from 100 to 101 s, within 60 s"
    assert int(counts.taken) == length, f"{length} times, and {counts.taken} were taken"
    average = int(counts.compared) / length
    assert average <= 6, f"{length} times were compared {average:.1f} times each on average, 6 allowed"


def network(rng, count):
    """Return random links, and the cheapest costs from s0 by relaxing them until nothing changes."""
    names = [f"s{number}" for number in range(count)]
    links = {name: [(rng.randrange(20), rng.choice(names)) for _ in range(3)] for name in names[:-2]}
    links["s0"] += [(900, names[-2]), (0, "s0")]
    costs = {"s0": 0}
    for _ in names:
        for name, pairs in links.items():
            for cost, other in pairs:
                if name in costs:
                    costs[other] = min(costs.get(other, math.inf), costs[name] + cost)
    return links, costs


def require_cheapest(links, costs, goal):
    """Ask for a way, require that it is one and the cheapest, and return who was asked."""
    counts = Counts()
    answer = cheapest("s0", goal, Servers(counts, links).links)
    if goal not in costs:
        assert answer is None, f"there is no way to {goal}, and {answer} was found in {links}"
        return list(counts.asked)
    assert answer is not None, f"there is a way to {goal} for {costs[goal]}, and none was found in {links}"
    cost, servers = answer
    servers = [str(server) for server in servers]
    assert [float(cost), servers[0], servers[-1]] == [costs[goal], "s0", goal], f"{cost}, {servers} found in {links}"
    steps = [min(c for c, other in [*links.get(a, []), (math.inf, b)] if other == b) for a, b in zip(servers, servers[1:])]
    assert sum(steps) == costs[goal], f"the way {servers} costs {steps}, and not {cost} in all"
    return list(counts.asked)


def test_cheapest(rng):
    """The cheapest way is found, and None where there is none"""
    links, costs = network(rng, 14)
    for goal in [f"s{number}" for number in range(14)]:
        require_cheapest(links, costs, goal)
    trap = {"s0": [(1, "a"), (9, "goal")], "a": [(1, "b")], "b": [(1, "goal")]}
    require_cheapest(trap, {"s0": 0, "a": 1, "b": 2, "goal": 3}, "goal")


@pytest.mark.parametrize("count", [20, 60, 120])
def test_cheapest_asks_few(rng, count):
    """No server is asked twice, and none that is farther than the goal"""
    links, costs = network(rng, count)
    near = sorted(costs, key=lambda server: costs[server])[len(costs) // 3]
    for goal in (near, f"s{count - 1}"):
        asked = require_cheapest(links, costs, goal)
        twice = sorted({server for server in asked if asked.count(server) > 1})
        assert not twice, f"these were asked more than once: {twice[:5]}"
        farther = [server for server in asked if costs[server] > costs.get(goal, math.inf)]
        assert not farther, f"the goal costs {costs[goal]}, and these were asked: {[(s, costs[s]) for s in farther[:5]]}"

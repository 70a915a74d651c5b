from collections import deque
from graphlib import CycleError, TopologicalSorter


class Graph:
    def __init__(self, edges=()):
        self.edges = {}
        for one, two, *cost in edges:
            self.edges.setdefault(one, {})[two] = cost[0] if cost else 1
            self.edges.setdefault(two, {})

    def neighbours(self, node):
        return self.edges[node].keys()

    def path(self, start, end):
        before, waiting = {start: None}, deque([start])
        while waiting:
            node = waiting.pop()
            if node == end:
                path = [node]
                while before[path[0]] is not None:
                    path.insert(0, before[path[0]])
                return path
            for other in self.neighbours(node):
                if other not in before:
                    before[other] = node
                    waiting.append(other)
        return None

    def order(self):
        return list(TopologicalSorter({node: set() for node in self.edges} | self._needs()).static_order())

    def _needs(self):
        needs = {node: set() for node in self.edges}
        for node, others in self.edges.items():
            for other in others:
                needs[other].add(node)
        return needs

    def __or__(self, other):
        made = Graph()
        made.edges = {
            node: {**self.edges.get(node, {}), **other.edges.get(node, {})}
            for node in self.edges.keys() | other.edges.keys()
        }
        return made


def ordered(graph):
    try:
        return graph.order()
    except CycleError as error:
        raise ValueError("a circle") from error

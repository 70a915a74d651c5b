import unittest
from graphlib import CycleError

from unit_graph import Graph, ordered


class City:
    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return isinstance(other, City) and self.name == other.name

    def __hash__(self):
        return hash(self.name)

    def __repr__(self):
        return f"City({self.name})"


class UnitGraphTest(unittest.TestCase):
    def test_path(self):
        graph = Graph([("a", "b"), ("b", "c"), ("a", "d")])
        self.assertEqual(graph.path("a", "c"), ["a", "b", "c"])
        self.assertIsNone(graph.path("c", "a"))
        self.assertEqual(graph.neighbours("a"), {"b", "d"})

    def test_nodes_of_the_check(self):
        berlin, paris, rome = map(City, ["berlin", "paris", "rome"])
        graph = Graph([(berlin, paris), (paris, rome, 5)])
        path = graph.path(City("berlin"), City("rome"))
        self.assertEqual(path, [berlin, paris, rome])
        self.assertIs(path[1], paris)
        self.assertEqual(graph.edges[paris], {rome: 5})
        self.assertEqual(list(graph.edges), [berlin, paris, rome])

    def test_order(self):
        self.assertEqual(ordered(Graph([(1, 2), (2, 3)])), [1, 2, 3])
        with self.assertRaises(ValueError) as caught:
            ordered(Graph([("x", "x")]))
        self.assertEqual(caught.exception.args, ("a circle", "x", "x"))
        self.assertIsNone(caught.exception.__cause__)
        self.assertIsInstance(caught.exception.__context__, CycleError)

    def test_union(self):
        both = Graph([(1, 2)]) | Graph([(1, 3, 7)])
        self.assertEqual(both.edges[1], {2: 1, 3: 7})

import math
import sys
import unittest

from deep_nest import collatz, depth, down, drop_even, factorial, flatten, forever, grow, limit, nest, ping, walk


class DeepNestTest(unittest.TestCase):
    def test_flatten(self):
        self.assertEqual(flatten([1, (2, [3, None, [[4]]], ()), "five"]), [1, 2, 3, 4, "five"])

    def test_deep_lists(self):
        deep = nest(100)
        self.assertEqual(depth(deep), 101)
        self.assertEqual(flatten(deep), [])

    def test_recursion(self):
        self.assertEqual(down(900), 900)
        self.assertEqual(limit(), sys.getrecursionlimit())

    def test_endless(self):
        with self.assertRaises(RecursionError) as caught:
            forever()
        self.assertIn("maximum recursion depth exceeded", str(caught.exception))

    def test_ping_pong(self):
        def pong(number, back):
            return number if number <= 0 else back(number - 1, pong)

        self.assertEqual(ping(100, pong), 0)

    def test_walk_and_change(self):
        tree = {"a": {"b": 1, "c": {"d": 2}}, "e": 3}
        seen = []

        def visit(node, key):
            seen.append(key)
            if isinstance(node[key], int):
                node[key] *= 10
            if key == "c":
                node["new"] = "late"

        walk(tree, visit)
        self.assertEqual(seen, ["a", "b", "c", "d", "e"])
        self.assertEqual(tree, {"a": {"b": 10, "c": {"d": 20}, "new": "late"}, "e": 30})

    def test_big(self):
        self.assertEqual(factorial(300), math.factorial(300))
        self.assertEqual(collatz(27), 111)
        self.assertEqual(collatz(2**200), 200)

    def test_changed_while_iterating(self):
        numbers = [2, 4, 5, 6, 8]
        self.assertIs(drop_even(numbers), numbers)
        self.assertEqual(numbers, [5])
        items = [1, 3]
        grow(items)
        self.assertEqual(items, [1, 3, 2, 6, 4, 12])

    def test_dict_changed_while_iterating(self):
        table = {"a": {}, "b": 1}

        def visit(node, key):
            for name in table:
                table[name + "!"] = 1

        with self.assertRaisesRegex(RuntimeError, "changed size"):
            walk(table, visit)

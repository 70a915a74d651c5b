import unittest

from nested_quotes import depth, factorial, flatten, forever, ping, visit


class NestedQuotesTest(unittest.TestCase):
    def test_flatten(self):
        self.assertEqual(flatten([0, [None, (1, [2, [[]]])], "ab"]), [0, 1, 2, "ab"])

    def test_flatten_deeply(self):
        deep = [1]
        for _ in range(90):
            deep = [deep, 2]
        self.assertEqual(len(flatten(deep)), 91)

    def test_depth(self):
        self.assertEqual([depth("x"), depth([]), depth(["x", [["y"]]])], [0, 1, 3])

    def test_visit(self):
        seen = []
        tree = {"id": 1, "replies": [{"id": 2, "replies": [{"id": 3}]}, {"id": 4}]}
        visit(tree, lambda quote: seen.append(quote["id"]), lambda quote: seen.append(-quote["id"]))
        self.assertEqual(seen, [1, 2, 3, -3, -2, 4, -4, -1])

    def test_visit_may_change_the_tree(self):
        tree = {"id": 1, "replies": [{"id": 2}]}
        visit(tree, lambda quote: quote.update(seen=True))
        self.assertEqual(tree, {"id": 1, "seen": True, "replies": [{"id": 2, "seen": True}]})

    def test_endless(self):
        with self.assertRaises(RecursionError):
            forever(0)

    def test_back_and_forth(self):
        def pong(ping, level):
            return 0 if level == 0 else 1 + ping(pong, level - 1)

        self.assertEqual(ping(pong, 40), 40)

    def test_visitor_stops_it(self):
        class Found(Exception):
            pass

        def look(quote):
            if quote["id"] == 2:
                raise Found(quote["id"])

        with self.assertRaises(Found) as caught:
            visit({"id": 1, "replies": [{"id": 2}]}, look)
        self.assertEqual(caught.exception.args, (2,))

    def test_huge(self):
        self.assertEqual(factorial(30), 265252859812191058636308480000000)
        self.assertEqual(factorial(500) // factorial(499), 500)

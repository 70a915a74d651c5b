import unittest

from rank_tree import RankNode, RankTree


class RankTreeTest(unittest.TestCase):
    def assertSameTree(self, one, two):
        self.assertEqual(one.data, two.data)
        for a, b in ((one.left, two.left), (one.right, two.right)):
            if a is None or b is None:
                self.assertIs(a, b)
            else:
                self.assertSameTree(a, b)

    def test_one(self):
        self.assertSameTree(RankTree(["4"]).data(), RankNode("4"))

    def test_equal_goes_left(self):
        self.assertSameTree(RankTree([4, 4]).data(), RankNode(4, RankNode(4)))

    def test_whole_tree(self):
        wanted = RankNode(4, RankNode(2, RankNode(1), RankNode(3)), RankNode(6, RankNode(5), RankNode(7)))
        self.assertSameTree(RankTree([4, 2, 6, 1, 3, 5, 7]).data(), wanted)

    def test_sorted(self):
        self.assertEqual(RankTree(["b", "c", "a"]).sorted_data(), ["a", "b", "c"])

    def test_iteration_is_lazy_and_repeats(self):
        tree = RankTree(range(50))
        walk = iter(tree)
        self.assertEqual((next(walk), next(walk)), (0, 1))
        self.assertEqual(sum(tree), sum(range(50)))

    def test_own_order(self):
        class Backwards(int):
            def __le__(self, other):
                return int(self) >= int(other)

        self.assertEqual([int(x) for x in RankTree(map(Backwards, [1, 3, 2]))], [3, 2, 1])

    def test_text(self):
        self.assertEqual(str(RankTree([1]).data()), "RankNode(1, None, None)")

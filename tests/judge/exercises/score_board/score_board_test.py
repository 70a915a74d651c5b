import heapq
import unittest
from bisect import insort
from operator import attrgetter

from score_board import Player, podium


class ScoreBoardTest(unittest.TestCase):
    def setUp(self):
        self.ada, self.bob, self.cy = Player("ada", 5), Player("bob", 9), Player("cy", 5)

    def test_sorted_here(self):
        self.assertEqual(sorted([self.ada, self.bob, self.cy]), [self.bob, self.ada, self.cy])

    def test_sorted_there(self):
        self.assertEqual(podium([self.cy, self.ada, self.bob], 2), [self.bob, self.ada])
        self.assertIs(podium([self.cy, self.bob])[0], self.bob)

    def test_key(self):
        self.assertEqual(max([self.ada, self.bob], key=attrgetter("points")), self.bob)

    def test_total(self):
        self.assertGreater(self.ada, self.bob)
        self.assertLessEqual(self.ada, Player("ada", 5))
        self.assertGreaterEqual(self.cy, self.ada)

    def test_equal_and_hash(self):
        self.assertEqual(self.ada, Player("ada", 5))
        self.assertNotEqual(self.ada, Player("ada", 6))
        self.assertEqual(len({self.ada, Player("ada", 5), self.bob}), 2)
        self.assertIn(Player("bob", 9), {self.bob: 1})

    def test_other_types(self):
        self.assertNotEqual(self.ada, ("ada", 5))
        self.assertFalse(self.ada == 5)
        with self.assertRaises(TypeError):
            self.ada < 3

    def test_heap_and_bisect(self):
        heap = [self.ada, self.cy, self.bob]
        heapq.heapify(heap)
        self.assertIs(heapq.heappop(heap), self.bob)
        ranked = [self.bob, self.cy]
        insort(ranked, self.ada)
        self.assertEqual(ranked, [self.bob, self.ada, self.cy])

    def test_count_equal(self):
        self.assertCountEqual(podium([self.ada, self.bob, self.cy]), [self.cy, self.bob, self.ada])

    def test_shown(self):
        self.assertEqual(repr([self.ada]), "[Player('ada', 5)]")
        self.assertEqual(f"{self.bob}", "Player('bob', 9)")
        with self.assertRaises(AssertionError) as caught:
            self.assertEqual(self.ada, self.bob)
        self.assertEqual(str(caught.exception), "Player('ada', 5) != Player('bob', 9)")

    def test_comparing_with_the_checks_own(self):
        class Fan:
            def __eq__(self, other):
                return other.name == "ada"

            def __gt__(self, other):
                return "greater"

        self.assertTrue(self.ada == Fan())
        self.assertEqual(self.ada < Fan(), "greater")

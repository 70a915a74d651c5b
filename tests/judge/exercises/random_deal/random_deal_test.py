import random
import unittest
from unittest.mock import patch

import random_deal
from random_deal import SUITS, code, deck, draw, roll, seeded, shuffled


class RandomDealTest(unittest.TestCase):
    def test_deck(self):
        self.assertEqual(len(set(deck())), 32)
        self.assertEqual({card[-1] for card in deck()}, set(SUITS))

    def test_shuffled(self):
        self.assertCountEqual(shuffled(), deck())
        self.assertNotEqual([shuffled() for _ in range(3)], [deck()] * 3)

    def test_seeded(self):
        random.seed(7)
        there = roll(10)
        random.seed(7)
        self.assertEqual(there, [random.randint(1, 6) for _ in range(10)])
        random.seed(7)
        self.assertEqual(roll(10), there)

    def test_state(self):
        random.seed("text")
        first = code()
        random.seed("text")
        self.assertEqual(code(), first)

    def test_generator_passed_in(self):
        cards = deck()
        self.assertEqual(draw(cards, random.Random(3)), random.Random(3).choice(cards))

    def test_their_generator(self):
        seeded.seed(9)
        mine = random.Random(9)
        self.assertEqual(seeded.random(), mine.random())
        self.assertEqual(seeded.sample(range(100), 3), mine.sample(range(100), 3))

    @patch("random_deal.random.choice", return_value="7♠")
    def test_patched(self, choice):
        self.assertEqual(draw(["x"]), "7♠")
        choice.assert_called_once_with(["x"])

    @patch.object(random, "randint", side_effect=[1, 2, 3])
    def test_patched_object(self, randint):
        self.assertEqual(roll(3, sides=20), [1, 2, 3])
        randint.assert_called_with(1, 20)

    def test_patched_module(self):
        with patch.object(random_deal, "deck", lambda: ["only"]):
            self.assertEqual(shuffled(), ["only"])
        with patch.multiple(random_deal, SUITS="x"):
            self.assertEqual(deck()[0], "7x")
        self.assertEqual(deck()[0], "7♠")

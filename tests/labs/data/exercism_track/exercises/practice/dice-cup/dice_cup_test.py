import random
import unittest
from unittest import mock

import dice_cup
from dice_cup import Cup, label


class DiceCupTest(unittest.TestCase):
    name_re = r"^[A-Z]{3}\d{3}$"

    def test_range(self):
        for _ in range(100):
            self.assertTrue(all(1 <= die <= 6 for die in Cup(4).throw()))

    def test_patched(self):
        with mock.patch("random.randint", side_effect=[1, 6]):
            self.assertEqual(Cup(2).throw(), [1, 6])

    def test_patched_in_the_module(self):
        with mock.patch.object(dice_cup.random, "randint", return_value=3) as drawn:
            cup = Cup(3)
            self.assertEqual(cup.throw(), [3, 3, 3])
            self.assertEqual(cup.thrown, [3, 3, 3])
        self.assertEqual(drawn.call_count, 3)

    def test_a_seed_repeats(self):
        random.seed(12)
        first = Cup(20).throw()
        random.seed(12)
        self.assertEqual(Cup(20).throw(), first)

    def test_label_form(self):
        self.assertRegex(label(), self.name_re)

    def test_labels_differ_despite_the_seed(self):
        random.seed("the same again")
        first = label()
        random.seed("the same again")
        second = label()
        self.assertNotEqual(first, second)

    def test_no_dice(self):
        with self.assertRaises(ValueError) as err:
            Cup(0)
        self.assertEqual(err.exception.args[0], "A cup needs dice.")

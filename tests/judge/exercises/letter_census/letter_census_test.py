import unittest
from collections import Counter

from letter_census import census, count


class LetterCensusTest(unittest.TestCase):
    def test_nothing_said(self):
        self.assertDictEqual(census([]), {})

    def test_one_letter(self):
        self.assertDictEqual(census(["a"]), {"a": 1})

    def test_digits_and_marks_are_left_out(self):
        self.assertDictEqual(census(["Wow! 2 x 2", "ok?"]), {"w": 2, "o": 2, "x": 1, "k": 1})

    def test_many_texts(self):
        texts = ["all hands meeting at noon"] * 50
        self.assertEqual(census(texts)["n"], 200)

    def test_umlauts(self):
        self.assertEqual(count("Ärger, ärger").most_common(1), [("r", 4)])

    def test_it_is_a_counter(self):
        self.assertIsInstance(count("x"), Counter)
        self.assertEqual(count("x")["y"], 0)

    def test_generators_are_texts_too(self):
        self.assertEqual(census(word for word in ("ab", "ba")), Counter("abab"))

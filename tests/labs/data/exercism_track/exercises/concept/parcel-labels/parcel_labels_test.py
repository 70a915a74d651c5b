import unittest

import pytest
from parcel_labels import is_heavy, shelf, total_weight


class ParcelLabelsTest(unittest.TestCase):
    @pytest.mark.task(taskno=1)
    def test_shelf(self):
        data = [(("A-17", 3), "A"), (("KLM-2", 9), "KLM")]

        for variant, (parcel, expected) in enumerate(data, start=1):
            with self.subTest(f"variation #{variant}", parcel=parcel, expected=expected):
                actual = shelf(parcel)
                message = f"Called shelf({parcel}) and expected {expected!r}, but got {actual!r}."
                self.assertEqual(actual, expected, msg=message)

    @pytest.mark.task(taskno=2)
    def test_total_weight(self):
        self.assertEqual(total_weight([("A-1", 2), ("B-2", 5)]), 7)
        self.assertEqual(total_weight([]), 0)

    @pytest.mark.task(taskno=3)
    def test_is_heavy(self):
        self.assertIs(is_heavy(("A-1", 21)), True)
        self.assertIs(is_heavy(("A-1", 20)), False)
        self.assertIs(is_heavy(("A-1", 6), limit=5), True)

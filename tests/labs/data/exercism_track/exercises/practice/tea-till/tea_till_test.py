import unittest
from unittest.mock import patch

import menu
from menu import NotOnTheMenu
from till import Till


class TeaTillTest(unittest.TestCase):
    def test_sum(self):
        self.assertEqual(Till().ring("tea").ring("bun", 2).total, 7)

    def test_strange(self):
        with self.assertRaises(NotOnTheMenu):
            Till().ring("soup")
        with self.assertRaises(LookupError):
            Till().ring("soup")

    def test_other_prices(self):
        with patch.dict(menu.PRICES, {"tea": 30}):
            self.assertEqual(Till().ring("tea").total, 30)
        self.assertEqual(Till().ring("tea").total, 3)

import inspect
import unittest

import parcel_price
from parcel_price import price


class ParcelPriceTest(unittest.TestCase):
    def test_small(self):
        self.assertEqual(price(100), 390)

    def test_large(self):
        for grams, expected in [(499, 390), (500, 450), (1000, 510)]:
            with self.subTest(grams=grams, expected=expected):
                self.assertEqual(price(grams), expected, msg=f"price({grams})")

    def test_express(self):
        self.assertEqual(price(100, express=True), 780)

    def test_negative(self):
        with self.assertRaises(ValueError) as err:
            price(-1)
        self.assertEqual(type(err.exception), ValueError)
        self.assertEqual(err.exception.args[0], "a parcel weighs something")

    def test_type(self):
        with self.assertRaisesRegex(TypeError, "whole number") as err:
            price("heavy")
        self.assertIs(err.exception.args[1], str)

    def test_keyword_only(self):
        with self.assertRaises(TypeError):
            price(100, True)
        parameters = inspect.signature(price).parameters
        self.assertEqual(list(parameters), ["grams", "express"])
        self.assertIs(parameters["express"].kind, inspect.Parameter.KEYWORD_ONLY)
        self.assertIs(parameters["express"].default, False)

    def test_documented(self):
        self.assertIsNone(parcel_price.__doc__)
        self.assertIn("in cents", price.__doc__)
        self.assertIn(">>> price(100)", inspect.getdoc(parcel_price.price))

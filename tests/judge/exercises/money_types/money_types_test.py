import cmath
import json
import math
import unittest
from decimal import Decimal, localcontext
from fractions import Fraction

from money_types import Bits, Celsius, Id, Money, Name, Phase, Share, is_nan, total


class MoneyTest(unittest.TestCase):
    def test_money(self):
        price = Money("12.345")
        self.assertIsInstance(price, Decimal)
        self.assertEqual(price.rounded(), Decimal("12.35"))
        self.assertEqual(price + 1, Money("13.345"))
        self.assertIs(type(price + 1), Money)
        self.assertIs(type(price * 2), Decimal)
        self.assertEqual(total([Money("1.5"), Money("2.25")]), Decimal("3.75"))
        self.assertEqual(f"{Money(1234567):money}", "EUR 1,234,567.00")
        self.assertEqual(f"{price:.1f}", "12.3")
        self.assertEqual(f"{price:>8}", "  12.345")
        self.assertLess(price, 13)
        self.assertEqual(sorted([Money(3), Money(1)]), [1, 3])

    def test_precision(self):
        with localcontext() as context:
            context.prec = 3
            self.assertEqual(Money("1.0005") + Decimal("1.0005"), Decimal("2.00"))

    def test_share(self):
        share = Share(3, 4)
        self.assertEqual(share.percent(), "75%")
        self.assertEqual(share + Fraction(1, 4), 1)
        self.assertEqual((share.numerator, share.denominator), (3, 4))
        self.assertEqual(math.floor(share), 0)

    def test_phase(self):
        self.assertEqual(Phase(1, 2).turn, complex(-2, 1))
        self.assertAlmostEqual(cmath.phase(Phase(0, 1)), math.pi / 2)
        self.assertEqual(abs(Phase(3, 4)), 5.0)

    def test_celsius(self):
        warm = Celsius(21.55, place="roof")
        self.assertEqual(str(warm), "21.6°C" if f"{21.55:.1f}" == "21.6" else "21.5°C")
        self.assertEqual(warm.place, "roof")
        self.assertAlmostEqual(warm + 1, 22.55)
        self.assertEqual(math.isclose(warm, 21.55), True)
        self.assertEqual(round(warm), 22)
        self.assertTrue(is_nan(Celsius("nan")))
        nan = float("nan")
        self.assertFalse(nan in [Celsius(1)])
        self.assertTrue(math.isnan(Celsius(nan)))

    def test_id(self):
        self.assertEqual(repr(Id(5)), "Id(5)")
        self.assertEqual([10, 20, 30][Id(1)], 20)
        self.assertEqual(Id(2) + Id(3), 5)
        self.assertEqual(hex(Id(255)), "0xff")
        self.assertEqual({5: "five"}[Id(5)], "five")
        self.assertEqual(json.dumps([Id(7)]), "[7]")
        self.assertEqual(list(range(Id(3))), [0, 1, 2])
        self.assertEqual(f"{Id(12):05d}", "00012")
        self.assertEqual(Id(10**30) % 7, 10**30 % 7)

    def test_name(self):
        name = Name("Ada Lovelace")
        self.assertEqual(name.initials, "AL")
        self.assertEqual(name, "Ada Lovelace")
        self.assertEqual(name.upper(), "ADA LOVELACE")
        self.assertTrue(name.startswith("Ada"))
        self.assertEqual({name: 1}["Ada Lovelace"], 1)
        self.assertIn("Love", name)
        self.assertEqual(" ".join([name, "!"]), "Ada Lovelace !")
        self.assertEqual(name[4:8], "Love")
        self.assertEqual(json.loads(json.dumps({"n": name})), {"n": "Ada Lovelace"})

    def test_bits(self):
        bits = Bits(5)
        self.assertEqual(bin(bits), "0b101")
        self.assertEqual("abcdefg"[bits], "f")
        self.assertEqual(list(range(bits)), [0, 1, 2, 3, 4])
        self.assertEqual(complex(bits), 5 + 1j)
        self.assertTrue(bits)
        self.assertFalse(Bits(0))
        self.assertEqual(b"x" * Bits(3), b"xxx")
        self.assertEqual("abcdef"[Bits(1) : Bits(3)], "bc")

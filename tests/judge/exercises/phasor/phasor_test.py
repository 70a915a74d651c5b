import math
import unittest

from phasor import Phasor


class PhasorTest(unittest.TestCase):
    def test_parts(self):
        self.assertEqual((Phasor(1, 2).real, Phasor(1, 2).imaginary), (1, 2))

    def test_adding_numbers_on_either_side(self):
        self.assertEqual(Phasor(1, 2) + 5, Phasor(6, 2))
        self.assertEqual(5 + Phasor(1, 2), Phasor(6, 2))
        self.assertEqual(5 - Phasor(1, 7), Phasor(4, -7))

    def test_square_of_i(self):
        self.assertEqual(Phasor(0, 1) * Phasor(0, 1), Phasor(-1))
        self.assertEqual(2.5 * Phasor(2, 4), Phasor(5.0, 10.0))

    def test_length(self):
        self.assertAlmostEqual(abs(Phasor(-3, 4)), 5)

    def test_conjugate(self):
        self.assertEqual(Phasor(1, 1).conjugate(), Phasor(1, -1))

    def test_builtin_complex(self):
        self.assertEqual(complex(Phasor(1, -2)), 1 - 2j)

    def test_euler(self):
        turned = Phasor(0, math.pi).exp()
        self.assertAlmostEqual(turned.real, -1)
        self.assertAlmostEqual(turned.imaginary, 0)

    def test_infinite(self):
        self.assertEqual(abs(Phasor(math.inf, 1)), math.inf)
        self.assertTrue(math.isnan((Phasor(math.nan) + 1).real))

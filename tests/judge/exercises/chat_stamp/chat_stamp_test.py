import unittest

from chat_stamp import Stamp


class ChatStampTest(unittest.TestCase):
    def test_text(self):
        for hour, minute, text in [
            (8, 0, "08:00"),
            (24, 0, "00:00"),
            (25, 160, "03:40"),
            (-1, 15, "23:15"),
            (1, -4820, "16:40"),
        ]:
            with self.subTest(hour=hour, minute=minute):
                self.assertEqual(str(Stamp(hour, minute)), text)

    def test_representation(self):
        self.assertEqual(repr(Stamp(12, 5)), "Stamp(12, 5)")

    def test_format(self):
        self.assertEqual(f"{Stamp(0, 7):12} {Stamp(13, 30):>8}|", "12:07 am    13:30|")

    def test_addition_both_sides(self):
        self.assertEqual(Stamp(23, 59) + 2, Stamp(0, 1))
        self.assertEqual(30 + Stamp(6), Stamp(6, 30))
        self.assertEqual(Stamp(0, 3) - 4, Stamp(23, 59))

    def test_in_place(self):
        stamp = Stamp(9)
        before = stamp
        stamp += 75
        self.assertEqual(stamp, Stamp(10, 15))
        self.assertEqual(before, Stamp(9))

    def test_order(self):
        self.assertLess(Stamp(1), Stamp(2))
        self.assertGreaterEqual(Stamp(2), Stamp(2))
        self.assertEqual(sorted([Stamp(3), Stamp(1), Stamp(2)])[0], Stamp(1))
        self.assertEqual(max(Stamp(3), Stamp(1)), Stamp(3))

    def test_equal_stamps_are_one_key(self):
        self.assertEqual(len({Stamp(1), Stamp(25), Stamp(2)}), 2)
        self.assertEqual({Stamp(4, 30): "lunch"}[Stamp(28, 30)], "lunch")

    def test_other_types(self):
        self.assertNotEqual(Stamp(1), "01:00")
        self.assertFalse(Stamp(1) == 1)
        with self.assertRaises(TypeError):
            Stamp(1) < 5

import enum
import json
import pickle
import unittest

from gauge_words import Alarm, Colour, Level, Unit, alarms


class GaugeWordsTest(unittest.TestCase):
    def test_members(self):
        self.assertEqual([level.name for level in Level], ["LOW", "MIDDLE", "HIGH"])
        self.assertEqual(list(Colour), [Colour.GREEN, Colour.AMBER, Colour.RED])
        self.assertEqual(len(Colour), 3)
        self.assertEqual(list(Colour.__members__), ["GREEN", "AMBER", "RED", "STOP"])

    def test_identity(self):
        self.assertIs(Colour("a"), Colour.AMBER)
        self.assertIs(Colour["RED"], Colour.STOP)
        self.assertIs(Colour.of(Level.LOW), Colour.GREEN)
        self.assertIs(Colour("amber"), Colour.AMBER)

    def test_missing(self):
        with self.assertRaises(ValueError) as caught:
            Colour("blue")
        self.assertIn("'blue' is not a valid Colour", str(caught.exception))
        with self.assertRaises(KeyError):
            Colour["BLUE"]

    def test_numbers(self):
        self.assertEqual(Level.HIGH, 9)
        self.assertEqual(Level.HIGH + 1, 10)
        self.assertLess(Level.LOW, Level.HIGH)
        self.assertEqual(Level(5).word, "middle")
        self.assertIsInstance(Level.LOW, int)
        self.assertEqual(sorted([9, Level.LOW, 5]), [1, 5, 9])
        self.assertEqual(f"{Level.HIGH:d}", "9")
        self.assertEqual(["a", "b"][Level.LOW], "b")

    def test_flags(self):
        self.assertEqual(alarms(Level.HIGH), Alarm.BELL | Alarm.LIGHT | Alarm.PHONE)
        self.assertIn(Alarm.BELL, alarms(9))
        self.assertFalse(alarms(Level.LOW))
        self.assertEqual(list(Alarm.ALL & ~Alarm.PHONE), [Alarm.BELL, Alarm.LIGHT])
        self.assertEqual((Alarm.BELL ^ Alarm.ALL).value, 6)

    def test_strings(self):
        self.assertEqual(Unit.BAR, "bar")
        self.assertEqual(f"5 {Unit.PSI}", "5 psi")
        self.assertEqual("".join([Unit.BAR, "!"]), "bar!")
        self.assertEqual({"bar": 1}[Unit.BAR], 1)

    def test_json_and_pickle(self):
        self.assertEqual(json.dumps({"level": Level.HIGH, "unit": Unit.BAR}), '{"level": 9, "unit": "bar"}')
        self.assertIs(pickle.loads(pickle.dumps(Colour.RED)), Colour.RED)

    def test_kinds(self):
        self.assertTrue(issubclass(Colour, enum.Enum))
        self.assertIsInstance(Alarm.BELL, enum.Flag)
        self.assertEqual(repr(Colour.RED), "<Colour.RED: 'r'>")
        self.assertEqual(str(Level.LOW), "1")

    def test_match(self):
        match Colour.of(Level.MIDDLE):
            case Colour.GREEN:
                found = "go"
            case Colour.AMBER:
                found = "wait"
            case _:
                found = "stop"
        self.assertEqual(found, "wait")

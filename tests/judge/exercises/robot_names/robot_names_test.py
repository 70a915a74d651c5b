import random
import unittest

from robot_names import NAMES, Character, Robot, modifier, spell


class RobotNamesTest(unittest.TestCase):
    name_re = r"^[A-Z]{2}\d{3}$"

    def test_has_name(self):
        self.assertRegex(Robot().name, self.name_re)

    def test_sticks(self):
        robot = Robot()
        robot.name
        self.assertEqual(robot.name, robot.name)

    def test_different(self):
        self.assertNotEqual(Robot().name, Robot().name)

    def test_reset(self):
        seed = "Totally random."
        robot = Robot()
        random.seed(seed)
        original = robot.name
        robot.reset()
        random.seed(seed)
        new = robot.name
        self.assertNotEqual(original, new)
        self.assertRegex(new, self.name_re)
        self.assertLessEqual({original, new}, Robot.taken)

    def test_read_only(self):
        with self.assertRaises(AttributeError):
            Robot().name = "AB123"

    def test_character(self):
        for _ in range(20):
            hero = Character()
            self.assertTrue(3 <= hero.strength <= 18)
            self.assertEqual(hero.points, 10 + modifier(hero.wisdom))
            self.assertIn(hero.ability(), range(3, 19))

    def test_loaded_dice(self):
        rolls = iter([[1, 6, 6, 6], [1, 1, 1, 1]])
        hero = Character(lambda: next(rolls))
        self.assertEqual(vars(hero), {"strength": 18, "wisdom": 3, "points": 6})
        self.assertEqual(hero.__dict__["strength"], 18)

    def test_modifier(self):
        for value, expected in enumerate([-4, -3, -3, -2, -2, -1, -1, 0, 0, 1], start=3):
            with self.subTest(value):
                self.assertEqual(modifier(value), expected)

    def test_spelled(self):
        self.assertEqual(spell(10), "Binary 1010, Hexadecimal a")
        NAMES["oct"] = "Octal"
        self.addCleanup(NAMES.pop, "oct")
        self.assertEqual(spell(8), "Binary 1000, Hexadecimal 8, Octal 10")

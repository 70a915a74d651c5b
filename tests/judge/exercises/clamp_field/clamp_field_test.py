import unittest

from clamp_field import Clamped, Lamp, dim


class ClampedTest(unittest.TestCase):
    def test_bounds(self):
        lamp = Lamp(150)
        self.assertEqual(lamp.brightness, 100)
        lamp.brightness = -5
        self.assertEqual(lamp.brightness, 0)
        self.assertEqual(lamp.heat, 20)

    def test_type(self):
        with self.assertRaises(TypeError) as caught:
            Lamp("bright")
        self.assertEqual(caught.exception.args, ("brightness must be a number",))

    def test_delete(self):
        lamp = Lamp(50)
        del lamp.brightness
        self.assertEqual(lamp.brightness, 0)
        with self.assertRaises(AttributeError):
            del lamp.brightness

    def test_on_the_class(self):
        self.assertIsInstance(Lamp.brightness, Clamped)
        self.assertEqual(Lamp.heat.high, 90)
        self.assertEqual(Lamp.clamped, ["brightness", "heat"])
        self.assertIs(vars(Lamp)["heat"], Lamp.heat)

    def test_in_a_class_of_the_check(self):
        class Oven:
            brightness = Clamped(0, 10)
            timer = Clamped(1, 60)

        oven = Oven()
        oven.timer = 99
        self.assertEqual(oven.timer, 60)
        self.assertEqual(Oven.timer.name, "timer")
        self.assertEqual(Oven.clamped, ["brightness", "timer"])
        self.assertEqual(vars(oven), {"_timer": 60})
        oven.brightness = 7
        self.assertEqual(dim(oven, 3), 4)

    def test_descriptor_of_the_check_on_their_class(self):
        class Logged:
            def __init__(self):
                self.log = []

            def __get__(self, obj, owner=None):
                return 40 if obj is not None else self

            def __set__(self, obj, value):
                self.log.append(value)

        class Traffic(Lamp):
            brightness = Logged()

        traffic = Traffic(3)
        self.assertEqual(Traffic.brightness.log, [3])
        self.assertEqual(dim(traffic, 2), 40)
        self.assertEqual(Traffic.brightness.log, [3, 38])

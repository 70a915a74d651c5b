import unittest

from meta_forge import Base, Config, Registry, Singleton, Temperature


class MetaForgeTest(unittest.TestCase):
    def test_theirs(self):
        self.assertIsInstance(Base, Registry)
        self.assertIsInstance(Registry, type)
        self.assertIn("Base", Registry.made)
        self.assertEqual(Base.made_by, "Registry")
        self.assertFalse(Base.loud)

    def test_class_of_the_check(self):
        class Mine(Base, loud=True):
            size = 3

            def hello(self):
                return f"#{self.serial}"

        self.assertIn("Mine", Registry.made)
        self.assertTrue(Mine.loud)
        self.assertEqual([Mine().hello(), Mine().hello()], ["#1", "#2"])
        self.assertEqual(Mine.colour, "blue")

    def test_metaclass_used_here(self):
        class Own(metaclass=Registry, loud=True):
            x = 1

            def __init__(self, y=0):
                self.y = y

        self.assertEqual(Own.made_by, "Registry")
        own = Own(y=5)
        self.assertEqual((own.y, own.serial), (5, 1))
        self.assertEqual(len(Own), 1)
        self.assertIn("x", Own)
        self.assertEqual(list(Own), ["loud", "made_by", "x"])

    def test_made_up(self):
        self.assertEqual(Base.make_tea(), "Base.tea")
        with self.assertRaises(AttributeError):
            Base.brew_tea

    def test_three_arguments(self):
        cls = Registry("Quick", (Base,), {"speed": 9})
        self.assertEqual((cls.speed, cls.made_by, cls.__name__), (9, "Registry", "Quick"))

    def test_singleton(self):
        self.assertIs(Config("a"), Config("b"))
        self.assertEqual(Config().path, "a")

        class Other(metaclass=Singleton):
            pass

        self.assertIs(Other(), Other())
        self.assertIsNot(Other(), Config())

    def test_properties(self):
        warm = Temperature(20)
        self.assertEqual(warm.fahrenheit, 68)
        warm.fahrenheit = 212
        self.assertEqual(warm.celsius, 100)
        with self.assertRaisesRegex(AttributeError, "cannot delete"):
            del warm.fahrenheit
        self.assertEqual(Temperature.boiling().fahrenheit, 212)

    def test_property_overridden(self):
        class Fancy(Temperature, scale="F"):
            @property
            def fahrenheit(self):
                return f"{super().fahrenheit}°F"

            @Temperature.fahrenheit.setter
            def kelvin(self, value):
                self.celsius = value - 273

        self.assertEqual(Fancy.scale, "F")
        fancy = Fancy.boiling()
        self.assertIsInstance(fancy, Fancy)
        self.assertEqual(fancy.fahrenheit, "212.0°F")
        with self.assertRaises(AttributeError):
            fancy.fahrenheit = 5
        fancy.kelvin = 283
        self.assertEqual(fancy.celsius, 10)

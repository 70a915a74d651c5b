import dataclasses
import unittest

from name_badge import Badge, Rack


class NameBadgeTest(unittest.TestCase):
    def setUp(self):
        self.badge = Badge("Ida", 2, tags=("cook",))

    def test_equality(self):
        self.assertEqual(self.badge, Badge("Ida", 2))
        self.assertNotEqual(self.badge, Badge("Ida"))
        self.assertEqual(repr(Badge("Bo")), "Badge(name='Bo', level=1, tags=())")

    def test_order(self):
        self.assertLess(Badge("Bo"), self.badge)
        self.assertEqual(len({Badge("Bo"), Badge("Bo")}), 1)

    def test_is_a_dataclass(self):
        self.assertTrue(dataclasses.is_dataclass(self.badge))
        self.assertEqual([field.name for field in dataclasses.fields(Badge)], ["name", "level", "tags"])
        self.assertEqual(dataclasses.asdict(self.badge), {"name": "Ida", "level": 2, "tags": ("cook",)})
        self.assertEqual(dataclasses.replace(self.badge, level=9).level, 9)

    def test_is_frozen(self):
        with self.assertRaises(dataclasses.FrozenInstanceError):
            self.badge.level = 3
        self.assertEqual(self.badge.promoted().level, 3)

    def test_no_name(self):
        with self.assertRaises(ValueError) as err:
            Badge("")
        self.assertEqual(err.exception.args[0], "a badge has a name")

    def test_rack(self):
        one, other = Rack(), Rack()
        one.badges.append(self.badge)
        self.assertEqual(other.badges, [])
        self.assertIs(one.badges[0], self.badge)

import unittest
from enum import Enum

from rights_flags import Level, Rights, Role, may


class RightsTest(unittest.TestCase):
    def test_members_are_themselves(self):
        self.assertIs(Role.parse("M"), Role.MEMBER)
        self.assertIs(Role["GUEST"], Role("g"))
        self.assertIsInstance(Role.GUEST, Role)
        self.assertTrue(issubclass(Role, Enum))

    def test_names_and_values(self):
        self.assertEqual([role.name for role in Role], ["GUEST", "MEMBER", "OWNER"])
        self.assertEqual({role.value for role in Role}, set("gmo"))
        self.assertEqual(len(Role), 3)
        self.assertIs(Role.BOSS, Role.OWNER)

    def test_unknown_letter(self):
        with self.assertRaisesRegex(ValueError, "'x' is not a valid Role"):
            Role.parse("X")

    def test_members_are_keys(self):
        names = {Role.GUEST: "visitor", Role.OWNER: "host"}
        self.assertEqual(names[Role.parse("o")], "host")
        self.assertIn(Role.GUEST, names)

    def test_flags(self):
        both = Rights.READ | Rights.WRITE
        self.assertEqual(Role.MEMBER.rights, both)
        self.assertTrue(both & Rights.WRITE)
        self.assertFalse(both & Rights.DELETE)
        self.assertEqual(Rights.ALL ^ both, Rights.DELETE)

    def test_may(self):
        self.assertIs(may(Role.MEMBER, Rights.WRITE), True)
        self.assertIs(may(Role.GUEST, Rights.WRITE), False)

    def test_levels_are_numbers(self):
        self.assertGreater(Level.OWNER, Level.MEMBER)
        self.assertEqual(Level.OWNER, 9)
        self.assertEqual(max(Level).name, "OWNER")
        self.assertEqual([10, 20][Level.GUEST], 20)

    def test_match(self):
        match Role.parse("g"):
            case Role.OWNER:
                found = "owner"
            case Role.GUEST:
                found = "guest"
            case _:
                found = "nobody"
        self.assertEqual(found, "guest")

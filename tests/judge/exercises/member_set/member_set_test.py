import unittest
from collections.abc import Hashable, Iterable, Sized

from member_set import MemberSet


class MemberSetTest(unittest.TestCase):
    def test_empty_is_false(self):
        self.assertFalse(MemberSet())
        self.assertTrue(MemberSet(["ada"]))

    def test_contains(self):
        self.assertIn("ada", MemberSet(["ada", "bob"]))
        self.assertNotIn("eve", MemberSet(["ada", "bob"]))

    def test_union_keeps_everyone_once(self):
        self.assertEqual(MemberSet("ab") | MemberSet("bc"), MemberSet("cab"))

    def test_intersection(self):
        self.assertEqual(MemberSet("abc") & MemberSet("bcd"), MemberSet("cb"))

    def test_difference(self):
        self.assertEqual(MemberSet("abc") - MemberSet("b"), MemberSet("ac"))

    def test_in_place_union_is_the_same_object(self):
        members = same = MemberSet("a")
        members |= MemberSet("b")
        self.assertIs(members, same)
        self.assertEqual(len(same), 2)

    def test_subset(self):
        self.assertLessEqual(MemberSet("a"), MemberSet("ab"))
        self.assertFalse(MemberSet("az") <= MemberSet("ab"))

    def test_disjoint(self):
        self.assertIs(MemberSet("a").isdisjoint(MemberSet("b")), True)

    def test_not_equal(self):
        self.assertNotEqual(MemberSet("abc"), MemberSet("abd"))
        self.assertNotEqual(MemberSet("ab"), {"a", "b"})

    def test_protocols(self):
        self.assertIsInstance(MemberSet(), Iterable)
        self.assertIsInstance(MemberSet(), Sized)
        self.assertNotIsInstance(MemberSet(), Hashable)

    def test_unhashable(self):
        with self.assertRaisesRegex(TypeError, "unhashable"):
            hash(MemberSet())

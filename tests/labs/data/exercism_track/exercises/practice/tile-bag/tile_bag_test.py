import unittest
from collections.abc import MutableSet, Sized

from tile_bag import TileBag


class TileBagTest(unittest.TestCase):
    def test_is_a_set(self):
        sut = TileBag("bca")
        self.assertIsInstance(sut, MutableSet)
        self.assertTrue(issubclass(TileBag, Sized))
        self.assertEqual(list(sut), ["a", "b", "c"])

    def test_operators(self):
        self.assertEqual(TileBag("ab") | TileBag("bc"), TileBag("abc"))
        self.assertEqual(TileBag("ab") & {"b"}, TileBag("b"))
        self.assertTrue(TileBag("a") <= {"a", "b"})
        self.assertTrue(TileBag("ab").isdisjoint("xy"))

    def test_changes(self):
        sut = TileBag()
        sut.add("q")
        sut |= TileBag("z")
        sut.discard("nothing")
        self.assertCountEqual(sut, ["q", "z"])
        sut.remove("q")
        with self.assertRaises(KeyError):
            sut.remove("q")
        self.assertEqual(sut.pop(), "z")
        self.assertFalse(sut)

    def test_no_tile(self):
        with self.assertRaises(TypeError) as err:
            TileBag().add([])
        self.assertEqual(err.exception.args[0], "no tile")

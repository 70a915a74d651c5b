import unittest

from hide_seek import Guarded, Proxy, caller_name, is_builtin


class Thing:
    def __init__(self):
        self.size = 1

    def grow(self, by=1):
        self.size += by
        return self


class HideSeekTest(unittest.TestCase):
    def test_mangled(self):
        guarded = Guarded("abcd")
        self.assertFalse(hasattr(guarded, "__secret"))
        self.assertEqual(guarded._Guarded__secret, "abcd")
        self.assertEqual(guarded._half, "ab")
        with self.assertRaises(AttributeError):
            guarded.secret

    def test_hooks(self):
        guarded = Guarded("abcd")
        with self.assertRaises(PermissionError):
            guarded.forbidden
        guarded.note = "  padded "
        self.assertEqual(guarded.note, "padded")
        del guarded.note
        self.assertFalse(hasattr(guarded, "note"))
        with self.assertRaisesRegex(TypeError, "keep it"):
            del guarded._half
        self.assertEqual(dir(guarded), ["open", "shut"])

    def test_proxy(self):
        thing = Thing()
        proxy = Proxy(thing)
        proxy.size = 5
        self.assertEqual(thing.size, 5)
        self.assertIs(proxy.grow(by=2), thing)
        self.assertEqual(proxy.size, 7)
        self.assertEqual(Proxy(len)("abc"), 3)
        with self.assertRaises(AttributeError):
            proxy.nothing

    def test_names(self):
        self.assertTrue(is_builtin("print"))
        self.assertFalse(is_builtin("prinnt"))
        self.assertEqual(caller_name(), "test_names")

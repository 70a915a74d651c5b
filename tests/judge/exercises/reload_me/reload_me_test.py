import importlib
import sys
import unittest

import reload_me
from reload_me import *  # noqa: F403


class ReloadMeTest(unittest.TestCase):
    def test_a_star(self):
        self.assertIs(registry, reload_me.registry)  # noqa: F405
        self.assertEqual(version, (1, 2))  # noqa: F405
        self.assertNotIn("_private", globals())
        self.assertNotIn("loaded", globals())

    def test_lazy(self):
        self.assertEqual(reload_me.lazy, "made when asked")
        with self.assertRaises(AttributeError) as caught:
            reload_me.nothing
        self.assertIn("nothing", str(caught.exception))
        self.assertEqual(getattr(reload_me, "nothing", 5), 5)

    def test_reload(self):
        before, old = reload_me.loaded, reload_me.Thing
        reload_me.extra = "kept"
        self.assertIs(importlib.reload(reload_me), reload_me)
        self.assertGreater(reload_me.loaded, before)
        self.assertIsNot(reload_me.Thing, old)
        self.assertEqual(reload_me.extra, "kept")
        self.assertFalse(isinstance(old(), reload_me.Thing))

    def test_imported_anew(self):
        first = sys.modules.pop("reload_me")
        try:
            second = importlib.import_module("reload_me")
            self.assertIsNot(first, second)
            self.assertGreater(second.loaded, first.loaded)
        finally:
            sys.modules["reload_me"] = first

    def test_register(self):
        @reload_me.register
        def bye():
            return "bye"

        self.assertIs(reload_me.registry["bye"], bye)
        self.assertEqual({name: function() for name, function in reload_me.registry.items()}["hello"], "hello")
        del reload_me.registry["bye"]
        self.assertNotIn("bye", reload_me.registry)

    def test_globals(self):
        reload_me.version = (2, 0)
        self.assertEqual(reload_me.version, (2, 0))
        self.assertEqual(version, (1, 2))  # noqa: F405
        reload_me.version = (1, 2)
        with self.assertRaises(ImportError):
            from reload_me import missing  # noqa: F401

import json
import unittest
from collections import ChainMap, Counter, UserDict
from types import MappingProxyType

from tea_menu import Menu, Stack, Tags, fill, invert, merge


class TeaMenuTest(unittest.TestCase):
    def test_dict(self):
        menu = Menu(green=3, black=2)
        self.assertEqual(menu["GREEN"], 3)
        self.assertEqual(menu["white"], 0)
        self.assertIsNone(menu.get("white"))
        self.assertEqual(menu, {"green": 3, "black": 2})
        self.assertEqual({"black": 2, "green": 3}, menu)
        self.assertEqual(menu.cheapest(), "black")
        self.assertIsInstance(menu, dict)

    def test_changed_from_here(self):
        menu = Menu(green=3)
        menu["mint"] = 1
        self.assertEqual(menu.cheapest(), "mint")
        del menu["mint"]
        menu.update(fruit=2)
        self.assertEqual(sorted(menu), ["fruit", "green"])
        self.assertEqual(json.loads(json.dumps(menu)), {"green": 3, "fruit": 2})

    def test_filled(self):
        menu = Menu()
        self.assertIs(fill(menu, "oolong", "rooibos"), menu)
        self.assertEqual(list(menu.items()), [("oolong", 6), ("rooibos", 7)])

        class Shouting(UserDict):
            def setdefault(self, key, default=None):
                return super().setdefault(key.upper(), default)

        self.assertEqual(fill(Shouting(), "a"), {"A": 1})

    def test_stack(self):
        stack = Stack([1])
        self.assertIs(stack.push(2).push(3), stack)
        self.assertEqual(stack.peek(), 3)
        self.assertEqual(stack, [1, 2, 3])
        stack.extend("ab")
        self.assertEqual(stack.peek(), "b")
        self.assertEqual(stack.pop(), "b")
        self.assertEqual(stack[::-1], ["a", 3, 2, 1])
        self.assertIsNone(Stack().peek())
        self.assertEqual([0] + stack, [0, 1, 2, 3, "a"])

    def test_tags(self):
        tags = Tags()
        tags.add(" Hot ")
        tags.add("hot")
        self.assertEqual(tags, {"hot"})
        self.assertEqual(tags | {"new"}, {"hot", "new"})
        self.assertTrue(tags <= {"hot", "x"})

    def test_inverted(self):
        self.assertEqual(invert(MappingProxyType({"a": 1})), {1: "a"})
        self.assertEqual(invert(Counter("aab")), {2: "a", 1: "b"})
        self.assertEqual(invert(ChainMap({"a": 1}, {"b": 2})), {1: "a", 2: "b"})

    def test_merged(self):
        first = {"a": [1]}
        merged = merge(first, {"b": 2})
        self.assertIs(merged["a"], first["a"])
        self.assertEqual(first, {"a": [1]})

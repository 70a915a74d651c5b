import unittest
from collections import abc

from abc_units import Bag, Duck, Folded, Unique, describe, kinds


class Pages:
    def __init__(self, *pages):
        self.pages = pages

    def __len__(self):
        return len(self.pages)

    def __getitem__(self, index):
        return self.pages[index]


abc.Sequence.register(Pages)


class AbcUnitsTest(unittest.TestCase):
    def test_bag(self):
        bag = Bag(3, 1, 2)
        bag.append(5)
        bag += [7]
        bag.reverse()
        self.assertEqual(list(bag), [7, 5, 2, 1, 3])
        self.assertEqual(bag.pop(), 3)
        self.assertEqual(bag.index(5), 1)
        self.assertEqual(bag.count(9), 0)
        self.assertIn(2, bag)
        self.assertIsInstance(bag, abc.Sequence)
        bag.remove(7)
        bag.extend(range(2))
        self.assertEqual(repr(bag), "Bag(5, 2, 1, 0, 1)")
        bag.clear()
        self.assertEqual(len(bag), 0)

    def test_unique(self):
        unique = Unique([1, 2, 1])
        self.assertEqual(len(unique), 2)
        self.assertEqual(unique, {1, 2})
        self.assertEqual({1, 2}, unique)
        self.assertEqual(unique & {2, 3}, {2})
        self.assertEqual(unique | [9], {1, 2, 9})
        self.assertTrue(unique.isdisjoint([5]))
        self.assertLess(unique, {1, 2, 3})
        self.assertIsInstance(unique - {1}, Unique)
        unique |= {4}
        unique.remove(1)
        with self.assertRaises(KeyError):
            unique.remove(1)
        self.assertEqual(sorted(unique), [2, 4])

    def test_folded(self):
        folded = Folded(a=1, b=2)
        self.assertEqual(folded["A"], 1)
        self.assertEqual(folded.get("zz", 5), 5)
        self.assertEqual(dict(folded), {"a": 1, "b": 2})
        self.assertEqual({**folded}, {"a": 1, "b": 2})
        self.assertEqual(folded, {"b": 2, "a": 1})
        self.assertEqual(sorted(folded.items()), [("a", 1), ("b", 2)])
        self.assertEqual(list(folded.values()), [1, 2])
        self.assertIn("B", folded)
        with self.assertRaises(TypeError):
            folded["c"] = 3

    def test_ducks(self):
        duck = Duck()
        for kind in (abc.Sized, abc.Iterable, abc.Container, abc.Collection):
            self.assertIsInstance(duck, kind)
        self.assertNotIsInstance(duck, abc.Sequence)
        self.assertEqual(kinds(duck), ["Sized", "Iterable", "Container", "Hashable"])

    def test_kinds_of_what_a_check_makes(self):
        self.assertIn("Sequence", kinds(Pages(1)))
        self.assertEqual(kinds(iter([1])), ["Iterable", "Hashable", "Iterator"])
        self.assertEqual(kinds(x for x in "a"), ["Iterable", "Hashable", "Iterator"])
        self.assertEqual(kinds(len), ["Hashable", "Callable"])
        self.assertEqual(kinds([]), ["Sized", "Iterable", "Container", "Sequence"])
        self.assertEqual(kinds(Unique), ["Hashable", "Callable"])

    def test_matched_there(self):
        self.assertEqual(describe({"kind": "cat", "a": 1}), "cat and 1 more")
        self.assertEqual(describe([5, 6]), "starts with 5")
        self.assertEqual(describe(Pages("p", "q")), "starts with p")
        self.assertEqual(describe("x"), "text")
        self.assertEqual(describe({1}), "something")

    def test_matched_here(self):
        match Bag(1, 2, 3):
            case [first, *rest]:
                self.assertEqual((first, rest), (1, [2, 3]))
            case _:
                self.fail("no match")
        match Folded(kind="x"):
            case {"kind": "x"}:
                pass
            case _:
                self.fail("no match")

    def test_registered_here(self):
        abc.MutableMapping.register(Duck)
        self.assertIsInstance(Duck(), abc.MutableMapping)

    def test_virtual(self):
        class Even(abc.Container):
            def __contains__(self, item):
                return item % 2 == 0

        self.assertEqual(kinds(Even()), ["Container", "Hashable"])

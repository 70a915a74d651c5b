import operator
import unittest

from slice_shelf import Countdown, Grid, Ring, Shelf


class ShelfTest(unittest.TestCase):
    def setUp(self):
        self.shelf = Shelf("dune", "emma", "ulysses")

    def test_items(self):
        self.assertEqual(self.shelf[0], "dune")
        self.assertEqual(self.shelf[-1], "ulysses")
        self.assertEqual(len(self.shelf), 3)
        with self.assertRaises(IndexError):
            self.shelf[3]
        with self.assertRaises(TypeError) as caught:
            self.shelf["x"]
        self.assertEqual(str(caught.exception), "not an index: 'x'")

    def test_slices(self):
        self.assertEqual(self.shelf[1:], Shelf("emma", "ulysses"))
        self.assertEqual(self.shelf[::-1], Shelf("ulysses", "emma", "dune"))
        self.assertIsInstance(self.shelf[:0], Shelf)

    def test_iterated_by_index(self):
        self.assertEqual(list(self.shelf), ["dune", "emma", "ulysses"])
        self.assertEqual([*reversed(self.shelf)], ["ulysses", "emma", "dune"])
        first, *rest = self.shelf
        self.assertEqual((first, rest), ("dune", ["emma", "ulysses"]))
        self.assertEqual(list(Ring("ab")), ["a", "b", "a", "b"])
        self.assertIn("b", Ring("ab"))

    def test_changed(self):
        self.shelf[0] = "it"
        del self.shelf[1]
        self.assertEqual(self.shelf, Shelf("it", "ulysses"))

    def test_contains(self):
        self.assertIn("mm", self.shelf)
        self.assertNotIn("zzz", self.shelf)

    def test_sums(self):
        self.assertEqual(self.shelf + Shelf("it"), Shelf("dune", "emma", "ulysses", "it"))
        self.assertEqual(["it"] + self.shelf, Shelf("it", "dune", "emma", "ulysses"))
        with self.assertRaises(TypeError):
            self.shelf + 5
        with self.assertRaises(TypeError):
            5 + self.shelf
        self.assertEqual(2 * Shelf("a"), Shelf("a", "a"))

    def test_in_place(self):
        before = self.shelf
        self.shelf += ["it"]
        self.assertIs(self.shelf, before)
        self.assertEqual(len(before), 4)

    def test_hash(self):
        with self.assertRaises(TypeError):
            hash(self.shelf)
        with self.assertRaises(TypeError):
            {self.shelf}

    def test_class_counter(self):
        class Quiet(Shelf):
            reads = 100

        before = Shelf.reads
        self.shelf[0], self.shelf[1]
        self.assertEqual(Shelf.reads, before + 2)
        Quiet("a")[0]
        self.assertEqual(Quiet.reads, 101)
        self.assertEqual(Shelf.reads, before + 2)

    def test_made_up_attributes(self):
        self.assertEqual(self.shelf.book_1, "emma")
        self.assertFalse(hasattr(self.shelf, "page"))
        self.assertEqual(getattr(self.shelf, "page", "none"), "none")
        with self.assertRaisesRegex(AttributeError, "^no page$"):
            self.shelf.page

    def test_countdown(self):
        countdown = Countdown(3)
        self.assertEqual(list(countdown), [3, 2, 1])
        self.assertEqual(list(reversed(countdown)), [1, 2, 3])
        self.assertEqual(operator.length_hint(countdown), 3)
        self.assertEqual(sum(countdown), 6)
        self.assertEqual(list(zip(countdown, countdown)), [(3, 3), (2, 2), (1, 1)])
        self.assertEqual(max(countdown), 3)
        self.assertEqual(dict(enumerate(countdown)), {0: 3, 1: 2, 2: 1})

    def test_grid(self):
        self.assertEqual(Grid[int], "Grid of int")
        self.assertEqual(Grid()[1, 2:3, ...], (1, slice(2, 3), ...))

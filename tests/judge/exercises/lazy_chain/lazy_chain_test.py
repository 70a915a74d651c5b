import itertools
import types
import unittest

from lazy_chain import Chain, chunked, grouped, is_lazy, peekable, running


class LazyChainTest(unittest.TestCase):
    def test_lazy(self):
        seen = []

        def note(item):
            seen.append(item)
            return item * 10

        chain = Chain(itertools.count()).map(note).where(lambda item: item % 20 == 0)
        self.assertEqual(seen, [])
        self.assertEqual(chain.take(2), [0, 20])
        self.assertEqual(seen, [0, 1, 2])

    def test_keywords(self):
        people = [types.SimpleNamespace(name=name, age=age) for name, age in [("a", 1), ("b", 2), ("c", 1)]]
        self.assertEqual([who.name for who in Chain(people).where(age=1)], ["a", "c"])
        self.assertIs(Chain(people).where(name="b").take(1)[0], people[1])

    def test_pipe(self):
        self.assertEqual(Chain("abc") | list, ["a", "b", "c"])
        self.assertEqual(Chain([3, 1]) | sorted, [1, 3])

    def test_chunks(self):
        self.assertEqual(list(chunked("abcde", 2)), [("a", "b"), ("c", "d"), ("e",)])
        endless = chunked(itertools.repeat(0), 3)
        self.assertEqual(next(endless), (0, 0, 0))

    def test_grouped(self):
        self.assertEqual(grouped(["bb", "a", "cc"], len), {1: ["a"], 2: ["bb", "cc"]})

    def test_running(self):
        self.assertEqual(list(running([1, 2, 3])), [1, 3, 6])
        self.assertEqual(list(running([1, 2, 3], lambda a, b: a * b)), [1, 2, 6])
        self.assertTrue(is_lazy(running([])))
        self.assertFalse(is_lazy([]))
        self.assertTrue(is_lazy(x for x in []))

    def test_shared_iterator(self):
        source = iter([1, 2, 3])
        first, rest = peekable(source)
        self.assertEqual(first, 1)
        self.assertEqual(next(source), 2)
        self.assertEqual(list(rest), [1, 3])

    def test_teed(self):
        one, two = itertools.tee(chunked("abc", 1))
        self.assertEqual(next(one), ("a",))
        self.assertEqual(list(two), [("a",), ("b",), ("c",)])

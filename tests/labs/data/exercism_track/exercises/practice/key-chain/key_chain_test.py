import unittest

from key_chain import EmptyChainError, KeyChain


class KeyChainTest(unittest.TestCase):
    def test_length(self):
        self.assertEqual(len(KeyChain()), 0)
        self.assertEqual(len(KeyChain([1, 2, 3])), 3)

    def test_head(self):
        sut = KeyChain([1, 2])
        self.assertEqual(sut.head().value(), 2)
        self.assertEqual(sut.head().next().value(), 1)
        self.assertIsNone(sut.head().next().next())

    def test_iteration(self):
        sut = KeyChain([1, 2, 3])
        self.assertEqual(list(sut), [3, 2, 1])
        self.assertEqual([value for value in sut.reversed()], [1, 2, 3])
        iterator = iter(sut)
        self.assertEqual(next(iterator), 3)
        self.assertEqual(list(iterator), [2, 1])
        with self.assertRaises(StopIteration):
            next(iterator)

    def test_unpacking(self):
        first, *rest = KeyChain("abc")
        self.assertEqual((first, rest), ("c", ["b", "a"]))
        self.assertIn("a", KeyChain("abc"))

    def test_pop(self):
        sut = KeyChain([1])
        self.assertEqual(sut.pop(), 1)
        with self.assertRaises(EmptyChainError) as err:
            sut.pop()
        self.assertEqual(type(err.exception), EmptyChainError)
        self.assertEqual(err.exception.args[0], "The chain is empty.")

    # a custom equality, as some tests have
    def assertChain(self, chain, values):
        self.assertSequenceEqual(list(chain), values)

    def test_push(self):
        sut = KeyChain()
        for value in range(3):
            sut.push(value)
        self.assertChain(sut, [2, 1, 0])

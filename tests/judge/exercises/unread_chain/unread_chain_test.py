import unittest

from unread_chain import Chain, Empty


class UnreadChainTest(unittest.TestCase):
    def test_empty(self):
        chain = Chain()
        self.assertEqual(len(chain), 0)
        with self.assertRaises(Empty) as caught:
            chain.pop()
        self.assertEqual(caught.exception.args[0], "Nothing is unread.")

    def test_push_pop(self):
        chain = Chain([1, 2])
        chain.push(3)
        self.assertEqual([chain.pop(), chain.pop(), len(chain)], [3, 2, 1])

    def test_links(self):
        head = Chain(["a", "b"]).head()
        self.assertEqual(head.value(), "b")
        self.assertEqual(head.next().value(), "a")
        self.assertIsNone(head.next().next())

    def test_iteration(self):
        chain = Chain([1, 2, 3])
        self.assertEqual(list(chain), [3, 2, 1])
        self.assertEqual(list(reversed(chain)), [1, 2, 3])
        self.assertEqual([a + b for a in chain for b in chain if a < b], [5, 4, 3])
        self.assertIn(2, chain)
        first, *rest = chain
        self.assertEqual((first, rest), (3, [2, 1]))

    def test_items(self):
        chain = Chain("abcd")
        self.assertEqual(chain[0], "d")
        self.assertEqual(chain[-1], "a")
        self.assertEqual(chain[1:3], ["c", "b"])
        chain[1] = "x"
        del chain[0]
        self.assertEqual("".join(chain), "xba")
        with self.assertRaises(IndexError):
            chain[17]

    def test_values_may_be_anything(self):
        thing = object()
        chain = Chain([thing, None, [1]])
        self.assertIs(chain[2], thing)
        chain[0].append(2)
        self.assertEqual(chain.pop(), [1, 2])

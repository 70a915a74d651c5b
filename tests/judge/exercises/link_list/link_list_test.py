import itertools
import unittest

from link_list import LinkedList, Node, has_cycle, values_of


class LinkListTest(unittest.TestCase):
    def test_pushed(self):
        numbers = LinkedList([1, 2, 3])
        self.assertEqual(list(numbers), [3, 2, 1])
        self.assertEqual(len(numbers), 3)
        self.assertEqual(numbers.pop(), 3)
        self.assertEqual(numbers.head.value, 2)
        self.assertIsNone(numbers.head.next.next)

    def test_empty(self):
        self.assertFalse(LinkedList())
        self.assertTrue(LinkedList([None]))
        with self.assertRaises(IndexError) as err:
            LinkedList().pop()
        self.assertEqual(err.exception.args[0], "the list is empty")

    def test_reversed(self):
        numbers = LinkedList("abc")
        head = numbers.head
        self.assertIs(numbers.reverse(), numbers)
        self.assertEqual([*numbers], ["a", "b", "c"])
        self.assertIs(numbers.head.next.next, head)

    def test_iterator(self):
        iterator = iter(LinkedList([1, 2]))
        self.assertIs(iter(iterator), iterator)
        self.assertEqual(next(iterator), 2)
        self.assertEqual(next(iterator), 1)
        self.assertEqual(next(iterator, "end"), "end")

    def test_independent_iterators(self):
        numbers = LinkedList([1, 2])
        self.assertEqual(list(itertools.product(numbers, numbers)), [(2, 2), (2, 1), (1, 2), (1, 1)])

    def test_cycle(self):
        last = Node(3)
        first = Node(1, Node(2, last))
        self.assertFalse(has_cycle(first))
        last.next = first
        self.assertTrue(has_cycle(first))

    def test_nodes_of_the_check(self):
        class Plain:
            def __init__(self, value, next=None):
                self.value, self.next = value, next

        chain = Plain(1, Plain(2))
        self.assertEqual(list(values_of(chain)), [1, 2])
        self.assertFalse(has_cycle(chain))
        chain.next.next = chain
        self.assertTrue(has_cycle(chain))
        self.assertEqual(list(itertools.islice(values_of(chain), 3)), [1, 2, 1])

    def test_mixed(self):
        thing = object()
        stack = LinkedList([thing, stack_of := [1]])
        self.assertIs(stack.pop(), stack_of)
        self.assertIs(stack.pop(), thing)

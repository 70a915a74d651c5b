import inspect
import unittest
from unittest.mock import Mock, call

from memo_wrap import Counted, compose, counter, memo, retry


class MemoWrapTest(unittest.TestCase):
    def test_asks_once(self):
        slow = Mock(side_effect=lambda room: room.upper(), __name__="slow")
        quick = memo(slow)
        self.assertEqual([quick("ops"), quick("ops"), quick("fun")], ["OPS", "OPS", "FUN"])
        self.assertEqual(slow.call_args_list, [call("ops"), call("fun")])
        self.assertEqual(quick.misses, 2)

    def test_keeps_name_and_words(self):
        @memo
        def members(room):
            """Who is in a room."""
            return []

        self.assertEqual(members.__name__, "members")
        self.assertEqual(members.__doc__, "Who is in a room.")
        self.assertIs(members("x"), members("x"))

    def test_recursion_through_the_wrapper(self):
        @memo
        def ways(stairs):
            return 1 if stairs < 2 else ways(stairs - 1) + ways(stairs - 2)

        self.assertEqual(ways(20), 10946)

    def test_retry(self):
        send = Mock(side_effect=[OSError("line"), OSError("line"), "sent"])
        self.assertEqual(retry(3)(send)("hi", to="ops"), "sent")
        send.assert_called_with("hi", to="ops")

    def test_retry_gives_up_with_the_last(self):
        errors = [KeyError(1), KeyError(2)]
        with self.assertRaises(KeyError) as caught:
            retry(2, on=KeyError)(Mock(side_effect=errors))()
        self.assertIs(caught.exception, errors[1])

    def test_counted(self):
        @Counted
        def greet(name):
            return f"hi {name}"

        self.assertEqual([greet("ada"), greet("bob"), greet.calls], ["hi ada", "hi bob", 2])

    def test_closures_are_apart(self):
        one, two = counter(), counter(10, step=-1)
        self.assertEqual([one(), one(), two(), one()], [1, 2, 9, 3])

    def test_signature(self):
        self.assertEqual(str(inspect.signature(counter)), "(start=0, *, step=1)")
        with self.assertRaises(TypeError):
            counter(1, 2)

    def test_compose_mixes_sides(self):
        self.assertEqual(compose(str.strip, len, lambda n: n * 2, str)("  abc "), "6")
        self.assertEqual(compose()(5), 5)

import unittest

import pytest
from gate_errors import GateClosed, enter


class GateErrorsTest(unittest.TestCase):
    @pytest.mark.task(taskno=1)
    def test_closed(self):
        with self.assertRaises(GateClosed) as err:
            enter({"seat": 3}, False)
        self.assertEqual(type(err.exception), GateClosed)
        self.assertEqual(err.exception.args[0], "the gate is closed")
        self.assertEqual(err.exception.message, "the gate is closed")

    @pytest.mark.task(taskno=1)
    def test_open(self):
        self.assertEqual(enter({"seat": 3}, True), 3)

    @pytest.mark.task(taskno=2)
    def test_no_seat(self):
        with self.assertRaises(ValueError) as err:
            enter({}, True)
        self.assertEqual(err.exception.args, ("no seat", 7))
        self.assertIsInstance(err.exception.__cause__, KeyError)

    @pytest.mark.task(taskno=2)
    def test_no_ticket(self):
        with self.assertRaisesRegex(TypeError, "a ticket is .* dict"):
            enter(None, True)
        self.assertRaises(TypeError, enter, "ticket", True)

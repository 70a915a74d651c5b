import inspect
import unittest
from itertools import islice

import pytest
from seat_stream import assign, badges, guarded, running_average, seats


class SeatStreamTest(unittest.TestCase):
    @pytest.mark.task(taskno=1)
    def test_it_is_a_generator(self):
        self.assertTrue(inspect.isgenerator(seats()))
        self.assertTrue(inspect.isgeneratorfunction(seats))

    @pytest.mark.task(taskno=1)
    def test_the_first_few(self):
        for variant, (number, last) in enumerate([(1, "1A"), (5, "2A"), (49, "14A")], start=1):
            with self.subTest(f"variation #{variant}", number=number, last=last):
                self.assertEqual(list(islice(seats(), number))[-1], last, msg=f"seat number {number}")

    @pytest.mark.task(taskno=2)
    def test_assign(self):
        self.assertEqual(assign(["ada", "bob"]), {"ada": "1A", "bob": "1B"})

    @pytest.mark.task(taskno=3)
    def test_badges(self):
        made = badges(["ada"], "ops")
        self.assertEqual(next(made), "ops-1A-ada000000")
        with self.assertRaises(StopIteration):
            next(made)

    def test_send_and_throw(self):
        average = running_average()
        self.assertIsNone(next(average))
        self.assertEqual([average.send(4), average.send(8)], [4, 6])
        self.assertIsNone(average.throw(LookupError("start over")))
        self.assertEqual(average.send(1), 1)
        average.close()
        self.assertEqual(list(average), [])

    def test_close_runs_finally(self):
        log = []
        numbers = guarded(log)
        next(numbers)
        self.assertEqual(log, [])
        numbers.close()
        self.assertEqual(log, ["closed"])

    def test_return_value(self):
        def relay(log):
            return (yield from guarded(log))

        numbers = relay([])
        with self.assertRaises(StopIteration) as caught:
            while True:
                next(numbers)
        self.assertEqual(caught.exception.value, "done")

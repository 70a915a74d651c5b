import inspect
import itertools
import types
import unittest

import step_counter
from step_counter import every, until


class StepCounterTest(unittest.TestCase):
    def test_it_is_a_generator(self):
        self.assertTrue(inspect.isgeneratorfunction(every))
        self.assertTrue(inspect.isgenerator(every(1)))
        self.assertIsInstance(every(1), types.GeneratorType)
        self.assertEqual("Count steps, lazily.", step_counter.__doc__)

    def test_counts(self):
        self.assertEqual(list(itertools.islice(every(2), 4)), [0, 2, 4, 6])

    def test_send(self):
        counter = every(1)
        self.assertEqual(next(counter), 0)
        self.assertEqual(counter.send(10), 10)
        self.assertEqual(next(counter), 11)

    def test_throw(self):
        counter = every(5)
        next(counter)
        self.assertEqual(counter.throw(KeyError(40)), 40)
        self.assertEqual(next(counter), 45)

    def test_throw_what_it_does_not_catch(self):
        counter = every(5)
        next(counter)
        with self.assertRaises(ValueError):
            counter.throw(ValueError("x"))
        with self.assertRaises(StopIteration):
            next(counter)

    def test_return_value(self):
        closed = []
        steps = until(3, every(2), closed)
        seen = []
        while True:
            try:
                seen.append(next(steps))
            except StopIteration as stop:
                self.assertEqual(stop.value, "stopped at 4")
                break
        self.assertEqual(seen, [0, 2])
        self.assertEqual(closed, [True])

    def test_close_runs_finally(self):
        closed = []
        steps = until(3, iter([1, 2, 3]), closed)
        next(steps)
        self.assertFalse(closed)
        steps.close()
        self.assertTrue(closed)

    def test_source_of_the_check(self):
        log = []

        def source():
            try:
                yield from range(5)
            finally:
                log.append("source ended")

        closed = []
        self.assertEqual(list(until(9, source(), closed)), [0, 1, 2, 3, 4])
        self.assertEqual(log, ["source ended"])

    def test_delegated(self):
        def both():
            result = yield from until(1, every(1), [])
            yield result

        self.assertEqual(list(both()), [0, 1, "stopped at 2"])

import unittest

import door_errors as doors


class Door:
    """Remembers what is done to it."""

    def __init__(self, fails=None):
        self.opened = self.closed = self.knocked = False
        self.fails = fails

    def __enter__(self):
        self.opened = True
        return self

    def knock(self):
        self.knocked = True
        if self.fails:
            raise self.fails

    def __exit__(self, kind, error, traceback):
        self.closed = True
        self.seen = (kind, error)


class DoorErrorsTest(unittest.TestCase):
    def test_by_exception(self):
        with self.assertRaises(Exception) as caught:
            doors.by_exception()
        self.assertGreater(len(caught.exception.args[0]), 5)

    def test_by_return(self):
        self.assertEqual([doors.by_return("17"), doors.by_return("ada")], [(True, 17), (False, None)])

    def test_door_is_closed(self):
        door = Door()
        doors.closing(door)
        self.assertTrue(door.opened and door.knocked and door.closed)
        self.assertEqual(door.seen, (None, None))

    def test_door_is_closed_whatever_happens(self):
        error = RuntimeError("jammed")
        door = Door(fails=error)
        with self.assertRaises(RuntimeError) as caught:
            doors.closing(door)
        self.assertIs(caught.exception, error)
        self.assertEqual(door.seen, (RuntimeError, error))

    def test_own_exceptions(self):
        with self.assertRaises(doors.DoorError) as caught:
            doors.enter(7)
        error = caught.exception
        self.assertIs(type(error), doors.Locked)
        self.assertIsInstance(error, PermissionError)
        self.assertEqual((error.code, error.room, str(error)), (7, "lobby", "lobby: error 7"))
        self.assertIsInstance(error.__cause__, KeyError)

    def test_group(self):
        def fail():
            raise FileNotFoundError("key")

        with self.assertRaises(ExceptionGroup) as caught:
            doors.retry(fail, 2)
        self.assertEqual([error.__notes__ for error in caught.exception.exceptions], [["attempt 1"], ["attempt 2"]])
        self.assertIsNotNone(caught.exception.subgroup(FileNotFoundError))

    def test_others_are_not_caught(self):
        class Mine(LookupError):
            pass

        answers = iter([Mine("first"), "second"])

        def action():
            answer = next(answers)
            if isinstance(answer, Exception):
                raise answer
            return answer

        self.assertEqual(doors.retry(action, 3), "second")
        self.assertRaises(StopIteration, doors.retry, action, 1)

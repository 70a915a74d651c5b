import traceback
import unittest

import sound_box
from sound_box import BoxError, Escape, TooLoud, during, leave, play, play_all, play_safely, quietly


class Broken(LookupError):
    def __init__(self, part):
        super().__init__(part)
        self.part = part


class SoundBoxTest(unittest.TestCase):
    def test_fine(self):
        self.assertEqual(play(3), "lalala")

    def test_custom(self):
        with self.assertRaises(TooLoud) as err:
            play(12)
        error = err.exception
        self.assertEqual(error.args, ("12 is louder than 10",))
        self.assertEqual((error.level, error.limit, error.excess), (12, 10, 2))
        self.assertEqual(str(error), "too loud: 12 is louder than 10")
        self.assertEqual(repr(error), "TooLoud('12 is louder than 10')")
        self.assertIsInstance(error, ValueError)
        self.assertTrue(issubclass(TooLoud, BoxError))

    def test_made_by_the_check(self):
        error = TooLoud(20, limit=15)
        self.assertEqual(error.excess, 5)
        with self.assertRaises(TooLoud) as err:
            raise error
        self.assertIs(err.exception, error)

        def fail():
            raise error

        self.assertEqual(quietly(fail), "value")

    def test_chained(self):
        with self.assertRaises(RuntimeError) as err:
            play_safely(11)
        self.assertEqual(err.exception.args, ("could not play", 11))
        self.assertIsInstance(err.exception.__cause__, TooLoud)
        self.assertIs(err.exception.__cause__, err.exception.__context__)
        self.assertTrue(err.exception.__suppress_context__)

    def test_context(self):
        def fail():
            raise Broken("door")

        self.assertEqual(quietly(fail)[0], "lookup")
        self.assertEqual(quietly(fail)[1].part, "door")

        def missing():
            return {}["first"]

        with self.assertRaises(KeyError) as err:
            during(missing)
        self.assertEqual(err.exception.args, ("gone",))
        self.assertEqual(err.exception.__context__.args, ("first",))
        self.assertIsNone(err.exception.__cause__)

    def test_group(self):
        with self.assertRaises(ExceptionGroup) as err:
            play_all([1, 11, 5, 13])
        self.assertEqual(len(err.exception.exceptions), 2)
        self.assertEqual([error.level for error in err.exception.exceptions], [11, 13])
        matched, rest = err.exception.split(lambda error: getattr(error, "level", 0) > 12)
        self.assertEqual([error.excess for error in matched.exceptions], [3])
        self.assertEqual(rest.message, "some were too loud")

    def test_star(self):
        seen = []
        try:
            play_all([11, "x"])
        except* TooLoud as group:
            seen.append([str(error) for error in group.exceptions])
        except* TypeError as group:
            seen.append(len(group.exceptions))
        self.assertEqual(seen, [["too loud: 11 is louder than 10"], 1])

    def test_base_exception(self):
        with self.assertRaises(Escape):
            leave()
        with self.assertRaises(Escape):
            quietly(leave)

    def test_counted(self):
        before = quietly.count
        quietly(lambda: None)
        self.assertEqual(sound_box.quietly.count, before + 1)

    def test_traceback_text(self):
        try:
            play_safely(30)
        except RuntimeError as error:
            text = "".join(traceback.format_exception(error))
        self.assertIn("too loud: 30 is louder than 10", text)
        self.assertIn("direct cause", text)
        self.assertIn("RuntimeError: ('could not play', 30)", text)

    def test_catching_their_subclass(self):
        class Deafening(TooLoud):
            def __init__(self):
                super().__init__(100)

        with self.assertRaises(BoxError) as err:
            raise Deafening
        self.assertEqual(err.exception.excess, 90)
        self.assertEqual(str(err.exception), "too loud: 100 is louder than 10")

        def fail():
            raise Deafening

        self.assertEqual(quietly(fail), "value")

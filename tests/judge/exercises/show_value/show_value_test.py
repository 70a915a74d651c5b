import unittest

from show_value import Box, show


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


class Deep(Point):
    pass


class ShowTest(unittest.TestCase):
    def test_known(self):
        self.assertEqual(show(12345), "12,345")
        self.assertEqual(show([1, (2000, "a")]), "[1, [2,000, <str>]]")

    def test_a_unknown(self):
        self.assertEqual(show(Box(1)), "<Box>")

    def test_registered_by_a_check(self):
        @show.register(Point)
        def _(value):
            return f"({value.x}|{value.y})"

        self.assertEqual(show(Point(1, 2)), "(1|2)")
        self.assertEqual(show([Deep(3, 4)]), "[(3|4)]")
        self.assertIs(show.dispatch(Deep), show.dispatch(Point))

    def test_registered_by_annotation(self):
        @show.register
        def show_text(value: str) -> str:
            return repr(value)

        self.addCleanup(show.register, str, show.dispatch(object))
        self.assertEqual(show("a"), "'a'")
        self.assertEqual(show_text("b"), "'b'")

    def test_their_class(self):
        @show.register
        def _(box: Box):
            return f"box of {show(box.inside)}"

        self.assertEqual(show((Box(5), Box([6]))), "[box of 5, box of [6]]")

    def test_method(self):
        box = Box(None)
        self.assertIs(box.put("tea"), box)
        self.assertEqual(box.inside, "tea")
        with self.assertRaises(NotImplementedError):
            box.put(4)

    def test_wrapped(self):
        self.assertEqual(show.__name__, "show")
        self.assertEqual(show.__doc__, "Return text for a value.")
        self.assertIn(int, show.registry)

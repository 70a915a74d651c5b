import typing
import unittest

from draw_shapes import Drawable, Square, draw_all


class Circle:
    name = "circle"

    def draw(self):
        return "()"


class Blob:
    def draw(self):
        return "?"


class DrawableTest(unittest.TestCase):
    def test_check_made(self):
        self.assertIsInstance(Circle(), Drawable)
        self.assertNotIsInstance(Blob(), Drawable)
        self.assertIsInstance(Square(), Drawable)

    def test_drawn(self):
        blob = Blob()
        done, skipped = draw_all([Circle(), Square(), blob, 5])
        self.assertEqual(done, ["()", "[]"])
        self.assertEqual(skipped, [blob, 5])
        self.assertIs(skipped[0], blob)

    def test_attribute_of_the_instance(self):
        blob = Blob()
        blob.name = "now it has one"
        self.assertEqual(draw_all([blob]), (["?"], []))

    def test_subclass(self):
        class Oval(Circle):
            def draw(self):
                return "(" + super().draw() + ")"

        self.assertEqual(draw_all([Oval()])[0], ["(())"])

    def test_hints(self):
        self.assertEqual(typing.get_type_hints(Drawable.draw), {"return": str})
        self.assertEqual(typing.get_type_hints(Drawable), {"name": str})

    def test_protocol_of_the_check(self):
        @typing.runtime_checkable
        class HasDraw(typing.Protocol):
            def draw(self): ...

        self.assertIsInstance(Square(), HasDraw)
        self.assertTrue(issubclass(Square, HasDraw))

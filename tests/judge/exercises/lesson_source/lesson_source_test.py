import ast
import inspect
import typing
import unittest
from pathlib import Path

import lesson_source
from lesson_source import Lesson, apply, first, square, total


class LessonSourceTest(unittest.TestCase):
    def test_hints(self):
        self.assertEqual(typing.get_type_hints(total)["start"], int)
        self.assertEqual(typing.get_type_hints(total)["return"], int)
        self.assertEqual(typing.get_type_hints(Lesson.longer), {"by": int, "return": Lesson})
        self.assertEqual(typing.get_type_hints(Lesson), {"title": str, "minutes": int, "before": Lesson | None})

    def test_raw_annotations(self):
        self.assertEqual(total.__annotations__, {"lessons": "Iterable[Lesson]", "start": "int", "return": "int"})
        self.assertEqual(Lesson.__annotations__, {"title": "str", "minutes": "int", "before": "Lesson | None"})

    def test_signature(self):
        self.assertEqual(str(inspect.signature(total)), "(lessons: 'Iterable[Lesson]', start: 'int' = 0) -> 'int'")
        self.assertEqual(list(inspect.signature(Lesson).parameters), ["title", "minutes"])
        self.assertEqual(list(inspect.signature(Lesson.parse).parameters), ["text"])
        self.assertEqual(list(inspect.signature(Lesson.short).parameters), ["title"])
        self.assertEqual(list(inspect.signature(Lesson("x").longer).parameters), ["by"])
        self.assertIs(inspect.signature(apply).parameters["args"].kind, inspect.Parameter.VAR_POSITIONAL)
        self.assertEqual(inspect.getfullargspec(first).defaults, (None,))
        self.assertEqual(total.__defaults__, (0,))

    def test_bind(self):
        bound = inspect.signature(total).bind([1], start=5)
        self.assertEqual(bound.arguments, {"lessons": [1], "start": 5})

    def test_source(self):
        source = inspect.getsource(total)
        self.assertIn("# every lesson counts", source)
        self.assertTrue(source.startswith("def total("))
        self.assertIn("def longer", inspect.getsource(Lesson))
        self.assertIn("class Lesson", inspect.getsource(lesson_source))
        self.assertIn("lambda", inspect.getsource(square))

    def test_tree(self):
        tree = ast.parse(Path(lesson_source.__file__).read_text())
        loops = [node for node in ast.walk(tree) if isinstance(node, (ast.For, ast.While))]
        self.assertEqual(loops, [])
        self.assertEqual(ast.get_docstring(tree), lesson_source.__doc__)

    def test_names(self):
        self.assertEqual(lesson_source.__name__, "lesson_source")
        self.assertEqual(Lesson.__module__, "lesson_source")
        self.assertEqual(Lesson.longer.__qualname__, "Lesson.longer")
        self.assertEqual(square.__name__, "<lambda>")
        self.assertEqual(Lesson.longer.__doc__, "Return a longer one.")
        self.assertIn("total", dir(lesson_source))
        self.assertIn("Lesson", vars(lesson_source))
        self.assertTrue(inspect.ismodule(lesson_source))
        self.assertEqual(inspect.getmodule(Lesson), lesson_source)

    def test_members(self):
        functions = dict(inspect.getmembers(lesson_source, inspect.isfunction))
        self.assertEqual(sorted(functions), ["apply", "first", "square", "total"])
        classes = [
            name
            for name, cls in inspect.getmembers(lesson_source, inspect.isclass)
            if cls.__module__ == "lesson_source"
        ]
        self.assertEqual(classes, ["Lesson"])
        self.assertTrue(callable(getattr(Lesson, "parse", None)))
        methods = [name for name, _ in inspect.getmembers(Lesson, inspect.isfunction)]
        self.assertEqual(methods, ["__init__", "longer", "parse"])

    def test_code(self):
        self.assertEqual(total.__code__.co_argcount, 2)
        self.assertEqual(total.__code__.co_varnames[:2], ("lessons", "start"))
        self.assertTrue(total.__code__.co_filename.endswith("lesson_source.py"))

    def test_results(self):
        self.assertEqual(total([Lesson("a"), Lesson.short("b"), Lesson.parse("c:5")]), 60)
        self.assertEqual(apply(square, 1, 2), {"all": [1, 4]})
        self.assertIsNone(first([]))

import functools
import unittest
from unittest.mock import MagicMock, Mock, call, create_autospec, patch, sentinel

import brew_steps
from brew_steps import Brewer, Observable, call_with, using


class BrewStepsTest(unittest.TestCase):
    def test_plain(self):
        brewer = Brewer()
        self.assertEqual(brewer.brew(), 3)
        self.assertEqual(brewer.done, ["heat", "?pour", "?wait"])

    def test_hooks(self):
        class Mine(Brewer):
            steps = (*Brewer.steps, "serve")

            def on_pour(self, step):
                self.done.append("poured")

            def on_heat(self, step):
                super().on_heat(step.upper())

            def finish(self):
                return self.done

        self.assertEqual(Mine().brew(), ["HEAT", "poured", "?wait", "?serve"])

    def test_listener(self):
        seen = []
        brewer = Brewer(listener=lambda who, step: seen.append((who, step)))
        brewer.brew()
        self.assertEqual([step for _, step in seen], ["heat", "pour", "wait"])
        self.assertTrue(all(who is brewer for who, _ in seen))

    def test_mock_listener(self):
        listener = Mock(side_effect=[None, RuntimeError("spilt")])
        brewer = Brewer(listener=listener)
        with self.assertRaisesRegex(RuntimeError, "spilt"):
            brewer.brew()
        self.assertEqual(listener.mock_calls, [call(brewer, "heat"), call(brewer, "pour")])

    def test_patched_methods(self):
        with patch.object(Brewer, "finish", return_value=sentinel.end) as finish:
            self.assertIs(Brewer().brew(), sentinel.end)
        finish.assert_called_once_with()
        with patch.object(Brewer, "on_other", autospec=True) as other:
            brewer = Brewer()
            brewer.brew()
        self.assertEqual(other.call_args_list, [call(brewer, "pour"), call(brewer, "wait")])
        self.assertEqual(Brewer().brew(), 3)

    def test_patched_attribute_of_an_instance(self):
        brewer = Brewer()
        with patch.object(brewer, "steps", ["heat"]), patch.object(brewer, "on_heat") as heat:
            brewer.brew()
        heat.assert_called_once_with("heat")
        self.assertEqual(brewer.steps, ("heat", "pour", "wait"))

    def test_patched_class(self):
        with patch("brew_steps.Brewer") as fake:
            fake.return_value.brew.return_value = 9
            self.assertEqual(brew_steps.Brewer().brew(), 9)
        self.assertIs(brew_steps.Brewer, Brewer)

    def test_autospec(self):
        spec = create_autospec(Brewer, instance=True)
        spec.brew.return_value = 5
        self.assertEqual(spec.brew(), 5)
        with self.assertRaises(TypeError):
            spec.on_heat()
        with self.assertRaises(AttributeError):
            spec.nothing
        self.assertIsInstance(spec, Brewer)

    def test_magic_mock(self):
        target = MagicMock(return_value="done")
        self.assertEqual(call_with(target, 1, key=[2]), "done")
        target.assert_called_once_with(1, key=[2])

    def test_observed(self):
        thing, seen = Observable(), []
        stop = thing.subscribe(lambda old, new: seen.append((old, new)))
        once = thing.subscribe(lambda old, new: False)
        thing.value = 1
        thing.value = 2
        stop()
        thing.value = 3
        self.assertEqual(seen, [(None, 1), (1, 2)])
        self.assertEqual(thing.value, 3)
        with self.assertRaises(ValueError):
            once()

    def test_bound_method_as_observer(self):
        class Screen:
            def __init__(self):
                self.lines = []

            def show(self, old, new):
                self.lines.append(f"{old}->{new}")

        screen, thing = Screen(), Observable()
        thing.subscribe(screen.show)
        thing.subscribe(functools.partial(print, end="", file=None, sep=""))
        thing.value = "x"
        self.assertEqual(screen.lines, ["None->x"])

    def test_derived_there(self):
        class Base:
            def __init__(self, name):
                self.name = name

            def hello(self):
                return f"hello {self.name}"

        made = using(Base)("ada")
        self.assertEqual(made.hello(), "made hello ada")
        self.assertIsInstance(made, Base)
        self.assertEqual(made.name, "ada")

    def test_callables(self):
        class Adder:
            def __init__(self, by):
                self.by = by

            def __call__(self, value, *, twice=False):
                return value + self.by * (1 + twice)

        self.assertEqual(call_with(Adder(3), 1, twice=True), 7)
        self.assertEqual(call_with(str.upper, "a"), "A")
        self.assertEqual(call_with(functools.partial(pow, 2), 5), 32)
        self.assertEqual(call_with(dict, a=1), {"a": 1})
        self.assertIsInstance(call_with(Brewer), Brewer)

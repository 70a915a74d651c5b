import copy
import gc
import pickle
import unittest
import weakref

from meter_slots import Cache, Meter, Node, Session, collect, round_trip, same


class MeterTest(unittest.TestCase):
    def test_slots(self):
        meter = Meter(5)
        with self.assertRaises(AttributeError):
            meter.colour = "red"
        self.assertFalse(hasattr(meter, "__dict__"))
        self.assertEqual(Meter.__slots__, ("__weakref__", "unit", "value"))
        meter.value = 6
        self.assertEqual(meter.value, 6)
        del meter.unit
        with self.assertRaises(AttributeError):
            meter.unit

    def test_counted(self):
        before = Meter.made
        meters = [Meter(number) for number in range(3)]
        self.assertEqual(Meter.made - before, len(meters))

    def test_sets(self):
        self.assertEqual(len({Meter(1), Meter(1), Meter(2)}), 2)
        self.assertEqual({Meter(1): "a"}[Meter(1)], "a")
        self.assertEqual(hash(Meter(3)), hash((3, "m")))
        self.assertIn(Meter(2), frozenset([Meter(2)]))

    def test_copies(self):
        meter = Meter(1)
        self.assertEqual(copy.copy(meter), meter)
        self.assertIsNot(copy.copy(meter), meter)
        self.assertEqual(copy.deepcopy([meter, meter])[0], meter)
        pair = copy.deepcopy({"a": meter, "b": meter})
        self.assertIs(pair["a"], pair["b"])

    def test_pickled(self):
        meter = Meter(8, "km")
        self.assertEqual(pickle.loads(pickle.dumps(meter)), meter)
        self.assertEqual(round_trip(meter), meter)
        self.assertEqual(round_trip([meter])[0].unit, "km")

    def test_weak(self):
        meter = Meter(1)
        ref = weakref.ref(meter)
        self.assertIs(ref(), meter)
        del meter
        gc.collect()
        self.assertIsNone(ref())

    def test_alive(self):
        start = collect()
        kept = Meter(77)
        self.assertEqual(collect(), start + 1)
        del kept
        self.assertEqual(collect(), start)

    def test_cache(self):
        cache = Cache()
        made = []

        class Thing:
            def __init__(self, key):
                made.append(key)

        one = cache.get("a", Thing)
        self.assertIs(cache.get("a", Thing), one)
        self.assertEqual(made, ["a"])
        del one
        gc.collect()
        cache.get("a", Thing)
        self.assertEqual(made, ["a", "a"])

    def test_session(self):
        log = []
        session = Session(log)
        self.assertEqual(log, [])
        del session
        gc.collect()
        self.assertEqual(sorted(log), ["deleted", "finalized"])

    def test_nodes(self):
        root = Node("r")
        leaf = Node("leaf", Node("mid", root))
        self.assertEqual(leaf.path(), "r/mid/leaf")
        self.assertIs(leaf.parent().parent(), root)
        twin = copy.deepcopy(root)
        self.assertEqual([child.name for child in twin.children], ["mid'"])
        self.assertIsNot(twin.children[0], root.children[0])
        name = root.children[0].children[0]
        self.assertIs(name, leaf)

    def test_identity(self):
        for value in [Meter(1), object(), [1], {"a": 1}, lambda: 1, Meter, float("nan"), {1, 2}, bytearray(b"x"), None]:
            with self.subTest(value=type(value).__name__):
                self.assertIs(same(value), value)

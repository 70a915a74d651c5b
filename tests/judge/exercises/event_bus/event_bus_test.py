import queue
import unittest

from event_bus import Bus, drain, top


class Listener:
    def __init__(self):
        self.heard = []

    def hear(self, text, *, loud=False):
        self.heard.append(text.upper() if loud else text)
        return len(self.heard)


class EventBusTest(unittest.TestCase):
    def test_decorator(self):
        bus = Bus()

        @bus.on("hi")
        def handler(name):
            return f"hi {name}"

        self.assertEqual(bus.emit("hi", "ada"), ["hi ada"])
        self.assertEqual(handler("x"), "hi x")

    def test_methods(self):
        bus, listener = Bus(), Listener()
        bus.on("say", listener.hear)
        self.assertEqual(bus.emit("say", "a") + bus.emit("say", "b", loud=True), [1, 2])
        self.assertEqual(listener.heard, ["a", "B"])

    def test_added_while_emitting(self):
        bus, log = Bus(), []

        def first():
            log.append("first")
            bus.on("x", lambda: log.append("late"))

        bus.on("x", first)
        bus.emit("x")
        bus.emit("x")
        self.assertEqual(log, ["first", "first", "late"])

    def test_queue(self):
        source = queue.Queue()
        for number in range(3):
            source.put(number)
        self.assertEqual(drain(source), [0, 1, 2])
        self.assertTrue(source.empty())
        lifo = queue.LifoQueue()
        lifo.put("a")
        lifo.put("b")
        self.assertEqual(drain(lifo), ["b", "a"])

    def test_priority(self):
        self.assertEqual(top([(2, "b"), (1, "a"), (3, "c")], 2), [(1, "a"), (2, "b")])

    def test_unheard(self):
        self.assertEqual(Bus().emit("nothing"), [])

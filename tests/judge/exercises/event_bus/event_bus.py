import queue
from collections import defaultdict
from weakref import WeakMethod, ref


class Bus:
    def __init__(self):
        self._handlers = defaultdict(list)

    def on(self, name, handler=None):
        if handler is None:
            return lambda function: self.on(name, function) and function
        self._handlers[name].append(handler)
        return handler

    def on_weak(self, name, method):
        kept = WeakMethod(method) if hasattr(method, "__self__") else ref(method)
        self._handlers[name].append(lambda *args, **kwargs: kept() and kept()(*args, **kwargs))

    def emit(self, name, *args, **kwargs):
        return [handler(*args, **kwargs) for handler in tuple(self._handlers[name])]


def drain(source):
    found = []
    while True:
        try:
            found.append(source.get_nowait())
        except queue.Empty:
            return found


def top(entries, count):
    waiting = queue.PriorityQueue()
    for entry in entries:
        waiting.put(entry)
    return [waiting.get() for _ in range(count)]

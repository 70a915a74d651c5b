import copy
import gc
import pickle
import weakref


class Meter:
    __slots__ = ("__weakref__", "unit", "value")
    made = 0
    alive = weakref.WeakSet()

    def __init__(self, value, unit="m"):
        self.value, self.unit = value, unit
        Meter.made += 1
        Meter.alive.add(self)

    def __eq__(self, other):
        return isinstance(other, Meter) and (self.value, self.unit) == (other.value, other.unit)

    def __hash__(self):
        return hash(self.value)

    def __reduce__(self):
        return Meter, (self.value, self.unit)


class Node:
    def __init__(self, name, parent=None):
        self.name = name
        self.children = []
        self.parent = weakref.ref(parent) if parent is not None else None
        if parent is not None:
            parent.children.append(self)

    def path(self):
        above = self.parent() if self.parent else None
        return (above.path() + "/" if above else "") + self.name

    def __deepcopy__(self, memo):
        twin = Node(self.name + "'")
        memo[id(self)] = twin
        twin.children = copy.deepcopy(self.children, memo)
        return twin


class Cache:
    def __init__(self):
        self.kept = weakref.WeakValueDictionary()

    def get(self, key, make):
        found = self.kept.get(key)
        if found is None:
            found = make(key)
        return found


class Session:
    def __init__(self, log):
        self.log = log
        weakref.finalize(self, log.append, "finalized")

    def __del__(self):
        self.log.append("deleted")

    def __getstate__(self):
        return {"log": list(self.log)}


def collect():
    gc.collect()
    return len(Meter.alive)


def same(value):
    return value


def round_trip(value):
    return pickle.loads(pickle.dumps(value))

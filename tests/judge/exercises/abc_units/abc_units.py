from collections import abc


class Bag(abc.MutableSequence):
    def __init__(self, *items):
        self._items = list(items)

    def __getitem__(self, index):
        return self._items[index]

    def __setitem__(self, index, value):
        self._items[index] = value

    def __delitem__(self, index):
        del self._items[index]

    def __len__(self):
        return len(self._items)

    def insert(self, index, value):
        self._items.insert(index, value)

    def __repr__(self):
        return f"Bag{tuple(self._items)}"


class Unique(abc.MutableSet):
    def __init__(self, items=()):
        self._items = []
        for item in items:
            self.add(item)

    def __contains__(self, item):
        return item in self._items

    def __iter__(self):
        return iter(self._items)

    def __len__(self):
        return len(self._items)

    def add(self, item):
        if item not in self:
            self._items.append(item)

    def discard(self, item):
        if item in self:
            self._items.remove(item)


class Folded(abc.Mapping):
    def __init__(self, **values):
        self._values = values

    def __getitem__(self, key):
        return self._values[key.casefold()]

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)


class Duck:
    def __len__(self):
        return 2

    def __iter__(self):
        return iter("ab")

    def __contains__(self, item):
        return item in "ab"


def kinds(thing):
    names = ("Sized", "Iterable", "Container", "Hashable", "Callable", "Mapping", "Sequence", "Set", "Iterator")
    return [name for name in names if isinstance(thing, getattr(abc, name))]


def describe(thing):
    match thing:
        case {"kind": kind, **rest}:
            return f"{kind} and {len(rest)} more"
        case [first, *_]:
            return f"starts with {first}"
        case str() | bytes():
            return "text"
        case _:
            return "something"

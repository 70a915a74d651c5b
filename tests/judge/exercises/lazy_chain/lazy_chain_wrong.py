import itertools
import operator
from collections.abc import Iterator


class Chain:
    def __init__(self, source):
        self._source = iter(source)

    def map(self, function):
        return Chain(map(function, self._source))

    def where(self, test=None, **equal):
        if equal:
            return Chain(item for item in self._source if all(getattr(item, k) == v for k, v in equal.items()))
        return Chain(list(itertools.filterfalse(test, itertools.islice(self._source, 9))))

    def take(self, count):
        return list(itertools.islice(self._source, count))

    def __iter__(self):
        return self._source

    def __or__(self, function):
        return function(self)


def chunked(items, size):
    iterator = iter(items)
    while chunk := tuple(itertools.islice(iterator, size)):
        yield chunk


def grouped(items, key):
    return {name: list(group) for name, group in itertools.groupby(items, key)}


def running(items, function=operator.add):
    return itertools.accumulate(items, function)


def peekable(items):
    first = next(items)
    return first, itertools.chain([first], items)


def is_lazy(thing):
    return isinstance(thing, Iterator)

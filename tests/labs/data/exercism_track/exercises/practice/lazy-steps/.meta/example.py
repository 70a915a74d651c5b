import itertools


def steps(size):
    yield from itertools.count(0, size)


def pairs(values):
    iterator = iter(values)
    return zip(iterator, iterator)


def running(values):
    total = 0
    try:
        for value in values:
            total += value
            again = yield total
            if again is not None:
                total = again
    finally:
        values.append("closed")

import itertools


def seats():
    """Yield 1A, 1B, ... without end; there is no row 13."""
    for row in itertools.count(1):
        if row == 13:
            continue
        for letter in "ABCD":
            yield f"{row}{letter}"


def assign(names):
    return dict(zip(names, seats()))


def badges(names, room):
    for name, seat in assign(names).items():
        yield f"{room}-{seat}-{name}".ljust(16, "0")


def running_average():
    total = count = 0
    average = None
    while True:
        try:
            value = yield average
        except LookupError:
            total = count = 0
            average = None
            continue
        total, count = total + value, count + 1
        average = total / count


def guarded(log):
    try:
        yield from range(3)
        return "done"
    finally:
        log.append("closed")

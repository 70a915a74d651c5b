import functools


def memo(function):
    kept = {}

    @functools.wraps(function)
    def wrapper(*args):
        if args not in kept:
            wrapper.misses += 1
            kept[args] = function(*args)
        return kept[args]

    wrapper.misses = 0
    return wrapper


def retry(times, *, on=Exception):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            for left in reversed(range(times)):
                try:
                    return function(*args, **kwargs)
                except on:
                    if not left:
                        raise

        return wrapper

    return decorate


class Counted:
    """A decorator that is a class."""

    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function, self.calls = function, 0

    def __call__(self, *args, **kwargs):
        self.calls += 1
        return self.function(*args, **kwargs)


def counter(start=0, *, step=1):
    def tick():
        nonlocal start
        start += step
        return start

    return tick


def compose(*functions):
    return functools.reduce(lambda f, g: lambda x: g(f(x)), functions, lambda x: x)

import contextlib
import contextvars
import functools
import time

request = contextvars.ContextVar("request", default="none")


def traced(log):
    def decorate(function):

        def wrapper(*args, **kwargs):
            wrapper.calls += 1
            log.append((function.__name__, args, kwargs))
            return function(*args, **kwargs)

        wrapper.calls = 0
        return wrapper

    return decorate


def retry(times, *errors, wait=0.0):
    def decorate(function):
        def wrapper(*args, **kwargs):
            for attempt in range(times):
                try:
                    return function(*args, **kwargs)
                except errors as error:
                    if attempt == times - 1:
                        error.add_note(f"gave up after {times}")
                        raise
                    time.sleep(wait)

        return wrapper

    return decorate


@contextlib.contextmanager
def asking_as(name):
    token = request.set(name)
    try:
        yield request.get()
    finally:
        request.reset(token)


class Once:
    """A decorator that is a class."""

    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function = function
        self.result = None

    def __call__(self, *args):
        if self.result is None:
            self.result = [self.function(*args)]
        return self.result[0]


def whoami():
    return request.get()

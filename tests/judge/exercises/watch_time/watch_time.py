import time
from contextlib import contextmanager, suppress


class Watch:
    def __init__(self):
        self.laps = []

    def __enter__(self):
        self._begun = time.monotonic()
        return self

    def __exit__(self, kind, error, traceback):
        self.laps.append(time.monotonic() - self._begun)
        return kind is not None and issubclass(kind, TimeoutError)


@contextmanager
def muted(room):
    room["muted"] = True
    try:
        yield room
    except LookupError as error:
        room["error"] = str(error)
    finally:
        room["muted"] = False


def nap(seconds):
    time.sleep(seconds)
    return "awake"


def lookup(key):
    return SETTINGS.get(key, "default")


def quietly(action):
    with suppress(ValueError):
        return action()


SETTINGS = {"tone": "ping"}

"""An exception family."""


class BoxError(Exception):
    """Something about a box."""


class TooLoud(BoxError, ValueError):
    def __init__(self, level, limit=10):
        self.level = level
        self.limit = limit
        super().__init__(f"{level} is louder than {limit}")

    @property
    def excess(self):
        return self.level - self.limit

    def __str__(self):
        return self.args[0]


class Escape(BaseException):
    """Not even an Exception."""


def play(level):
    if level >= 30:
        raise TooLoud(level)
    return "la" * level


def play_safely(level):
    try:
        return play(level)
    except BoxError:
        raise RuntimeError("could not play", level) from None


def play_all(levels):
    errors = []
    for level in levels:
        try:
            play(level)
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("some were too loud", errors)


def quietly(action):
    try:
        action()
    except ValueError:
        return "value"
    except LookupError as error:
        return ("lookup", error)
    finally:
        quietly.count += 1
    return "fine"


quietly.count = 0


def leave():
    raise Escape("out")


def during(action):
    try:
        action()
    except KeyError:
        return {}["gone"]

"""Count steps, lazily."""


def every(step, *, start=0):
    """Yield start, start + step, and so on; `send` moves the counter."""
    now = start
    while True:
        try:
            moved = yield now
        except LookupError as error:
            moved = error.args[0]
        now = now + step if moved is None else moved


def until(limit, source, closed):
    try:
        for value in source:
            if value > limit:
                return f"stopped at {value}"
            yield value
    finally:
        closed.append(True)

import functools


@functools.singledispatch
def show(value):
    """Return text for a value."""
    return f"<{type(value).__name__}>"


@show.register
def _(value: int):
    return f"{value:,}"


@show.register(list)
@show.register(tuple)
def _(value):
    return "[" + ", ".join(show(item) for item in value) + "]"


class Box:
    def __init__(self, inside):
        self.inside = inside

    @functools.singledispatchmethod
    def put(self, thing):
        raise NotImplementedError(f"cannot box a {type(thing).__name__}")

    @put.register
    def _(self, thing: str):
        self.inside = thing
        return self

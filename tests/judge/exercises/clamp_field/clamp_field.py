class Clamped:
    """A number of an object that stays within bounds."""

    def __init__(self, low, high):
        self.low, self.high = low, high

    def __set_name__(self, owner, name):
        self.name = name
        self.key = f"_{name}"
        owner.clamped = [*getattr(owner, "clamped", []), name]

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return getattr(obj, self.key, self.low)

    def __set__(self, obj, value):
        if not isinstance(value, (int, float)):
            raise TypeError(f"{self.name} must be a number")
        setattr(obj, self.key, max(self.low, min(self.high, value)))

    def __delete__(self, obj):
        delattr(obj, self.key)


class Lamp:
    brightness = Clamped(0, 100)
    heat = Clamped(20, 90)

    def __init__(self, brightness):
        self.brightness = brightness


def dim(thing, by):
    thing.brightness -= by
    return thing.brightness

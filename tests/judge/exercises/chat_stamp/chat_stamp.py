from functools import total_ordering


@total_ordering
class Stamp:
    """A time of day that wraps at midnight."""

    def __init__(self, hour, minute=0):
        self.hour, self.minute = divmod((hour * 60 + minute) % (24 * 60), 60)

    def __repr__(self):
        return f"Stamp({self.hour}, {self.minute})"

    def __str__(self):
        return f"{self.hour:02}:{self.minute:02}"

    def __format__(self, spec):
        if spec == "12":
            return f"{(self.hour + 11) % 12 + 1}:{self.minute:02} {'pm' if self.hour >= 12 else 'am'}"
        return format(str(self), spec)

    def __eq__(self, other):
        return (self.hour, self.minute) == (other.hour, other.minute) if isinstance(other, Stamp) else NotImplemented

    def __lt__(self, other):
        return (self.hour, self.minute) < (other.hour, other.minute) if isinstance(other, Stamp) else NotImplemented

    def __hash__(self):
        return hash((self.hour, self.minute))

    def __add__(self, minutes):
        return Stamp(self.hour, self.minute + minutes)

    __radd__ = __add__

    def __sub__(self, minutes):
        return self + -minutes

from __future__ import division

import math
from functools import total_ordering


@total_ordering
class Part:
    def __init__(self, slices, of):
        if of == 0:
            raise ZeroDivisionError("a cake has slices")
        shared = math.gcd(slices, of) or 1
        self.slices = slices // shared
        self.of = of // shared

    def __eq__(self, other):
        if not isinstance(other, Part):
            return NotImplemented
        return (self.slices, self.of) == (other.slices, other.of)

    def __hash__(self):
        return hash((self.slices, self.of))

    def __lt__(self, other):
        return self.slices * other.of < other.slices * self.of

    def __repr__(self):
        return f"{self.slices}/{self.of}"

    def __add__(self, other):
        return Part(self.slices * other.of + other.slices * self.of, self.of * other.of)

    def __sub__(self, other):
        return Part(self.slices * other.of - other.slices * self.of, self.of * other.of)

    def __mul__(self, other):
        if isinstance(other, int):
            return Part(self.slices * other, self.of)
        return Part(self.slices * other.slices, self.of * other.of)

    __rmul__ = __mul__

    def __truediv__(self, other):
        return Part(self.slices * other.of, self.of * other.slices)

    def __abs__(self):
        return Part(abs(self.slices), abs(self.of))

    def __pow__(self, power):
        return Part(self.slices**power, self.of**power)

    def __rpow__(self, base):
        return base ** (self.slices / self.of)

    def __bool__(self):
        return bool(self.slices)

    def __float__(self):
        return self.slices / self.of

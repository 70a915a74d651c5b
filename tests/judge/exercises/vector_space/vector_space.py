import math
from numbers import Number


class Vector:
    __slots__ = ("_parts",)
    __array_priority__ = 10

    def __init__(self, *parts):
        object.__setattr__(self, "_parts", tuple(parts))

    def __setattr__(self, name, value):
        raise AttributeError(f"vectors do not change: {name}")

    def __getattr__(self, name):
        if name in "xyz" and len(name) == 1 and "xyz".index(name) < len(self._parts):
            return self._parts["xyz".index(name)]
        raise AttributeError(name)

    def __iter__(self):
        return iter(self._parts)

    def __len__(self):
        return len(self._parts)

    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return Vector(*(a + b for a, b in zip(self, other, strict=True)))

    def __sub__(self, other):
        return self + -other

    def __neg__(self):
        return self * -1

    def __pos__(self):
        return self

    def __mul__(self, factor):
        if not isinstance(factor, Number):
            return NotImplemented
        return Vector(*(part * factor for part in self))

    def __rmul__(self, factor):
        return self * factor

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self, other, strict=True))

    def __rmatmul__(self, other):
        return self @ Vector(*other)

    def __abs__(self):
        return math.hypot(*self)

    def __round__(self, digits=0):
        return Vector(*(round(part, digits) for part in self))

    def __floordiv__(self, other):
        return Vector(*(part // other for part in self))

    def __divmod__(self, other):
        return self // other, Vector(*(part % other for part in self))

    def __pow__(self, power, modulo=None):
        return Vector(*(pow(part, power, modulo) for part in self))

    def __rshift__(self, other):
        other.append(self)
        return other

    def __invert__(self):
        return Vector(*reversed(self._parts))

    def __bool__(self):
        return any(self)

    def __eq__(self, other):
        return isinstance(other, Vector) and tuple(self) == tuple(other)

    def __hash__(self):
        return hash(self._parts)

    def __repr__(self):
        return f"Vector{self._parts}"

    def __format__(self, spec):
        return "(" + ", ".join(format(part, spec or "g") for part in self) + ")"

    def __bytes__(self):
        return bytes(self._parts)


ZERO = Vector(0, 0)

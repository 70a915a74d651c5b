import math


class Phasor:
    def __init__(self, real, imaginary=0):
        self.real, self.imaginary = real, imaginary

    @staticmethod
    def _of(other):
        return other if isinstance(other, Phasor) else Phasor(other)

    def __eq__(self, other):
        other = self._of(other)
        return (self.real, self.imaginary) == (other.real, other.imaginary)

    def __add__(self, other):
        other = self._of(other)
        return Phasor(self.real + other.real, self.imaginary + other.imaginary)

    __radd__ = __add__

    def __mul__(self, other):
        other = self._of(other)
        return Phasor(
            self.real * other.real - self.imaginary * other.imaginary,
            self.real * other.imaginary + self.imaginary * other.real,
        )

    __rmul__ = __mul__

    def __sub__(self, other):
        return self + self._of(other) * -1

    def __rsub__(self, other):
        return self._of(other) - self

    def __abs__(self):
        return math.hypot(self.real, self.imaginary)

    def __complex__(self):
        return complex(self.real, self.imaginary)

    def conjugate(self):
        return Phasor(self.real, -self.imaginary)

    def exp(self):
        return Phasor(math.cos(self.imaginary), math.sin(self.imaginary)) * math.exp(self.real)

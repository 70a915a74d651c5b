from math import gcd


class Share:
    def __init__(self, top, bottom):
        if bottom == 0:
            raise ZeroDivisionError("a share of nothing")
        common = gcd(top, bottom) * (-1 if bottom < 0 else 1)
        self.top, self.bottom = top // common, bottom // common

    def __eq__(self, other):
        return (self.top, self.bottom) == (other.top, other.bottom)

    def __hash__(self):
        return hash((self.top, self.bottom))

    def __repr__(self):
        return f"{self.top}/{self.bottom}"

    def __add__(self, other):
        return Share(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    def __sub__(self, other):
        return self + -other

    def __neg__(self):
        return Share(-self.top, self.bottom)

    def __mul__(self, other):
        return Share(self.top * other.top, self.bottom * other.bottom)

    def __truediv__(self, other):
        return Share(self.top * other.bottom, self.bottom * other.top)

    def __abs__(self):
        return Share(abs(self.top), self.bottom)

    def __pow__(self, power):
        return Share(self.top**power, self.bottom**power) if power >= 0 else Share(self.bottom, self.top) ** -power

    def __rpow__(self, base):
        return base ** (self.top / self.bottom)

    def __float__(self):
        return self.top / self.bottom

    def __round__(self, digits=None):
        return round(float(self), digits)

    def __bool__(self):
        return self.top != 0

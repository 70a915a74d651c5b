from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


class Money(Decimal):
    currency = "EUR"

    def __add__(self, other):
        return Money(super().__add__(Decimal(other)))

    def rounded(self):
        return Money(self.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))

    def __format__(self, spec):
        if spec == "money":
            return f"{self.currency} {Decimal(self):,.2f}"
        return super().__format__(spec)


class Share(Fraction):
    def percent(self):
        return f"{float(self):.0%}"


class Phase(complex):
    @property
    def turn(self):
        return Phase(-self.imag, self.real)


class Celsius(float):
    def __new__(cls, value, *, place="here"):
        self = super().__new__(cls, value)
        self.place = place
        return self

    def __str__(self):
        return f"{float(self):.1f}°C"


class Id(int):
    def __repr__(self):
        return f"Id({int(self)})"

    def __index__(self):
        return int(self)


class Name(str):
    @property
    def initials(self):
        return "".join(part[0] for part in self.split())


class Bits:
    def __init__(self, number):
        self.number = number

    def __index__(self):
        return self.number

    def __bool__(self):
        return self.number > 0

    def __complex__(self):
        return complex(self.number, 1)


def total(prices):
    return sum(prices, Money(0))


def is_nan(value):
    return value != value

# /// attack
# verdict = ["failed"]
# checks = "isinstance"
# ///
"""A metaclass that counts everything as an instance, and an object of its class."""


class Meta(type):
    def __instancecheck__(cls, instance):
        return True

    def __subclasscheck__(cls, other):
        return True

    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return 1


class Everything(metaclass=Meta):
    __class__ = int

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1


def answer():
    return Everything()

from enum import Enum, Flag, IntEnum


class Rights(Flag):
    READ = 1
    WRITE = 2
    DELETE = 4
    ALL = 7


class Level(IntEnum):
    GUEST = 1


class Role(Enum):
    """What someone is in a room."""

    GUEST = "g"
    MEMBER = "m"
    OWNER = "O"

    @classmethod
    def parse(cls, letter):
        return letter


def may(role, right):
    return True

from enum import Enum, Flag, IntEnum, auto


class Rights(Flag):
    READ = auto()
    WRITE = auto()
    DELETE = auto()
    ALL = READ | WRITE | DELETE


class Level(IntEnum):
    GUEST = 1
    MEMBER = 5
    OWNER = 9


class Role(Enum):
    """What someone is in a room."""

    GUEST = "g"
    MEMBER = "m"
    OWNER = "o"
    BOSS = "o"

    @property
    def rights(self):
        return {Role.GUEST: Rights.READ, Role.MEMBER: Rights.READ | Rights.WRITE}.get(self, Rights.ALL)

    @classmethod
    def parse(cls, letter):
        return cls(letter.lower())


def may(role, right):
    return right in role.rights

"""Words for a gauge."""

from enum import Enum, Flag, IntEnum, StrEnum, auto


class Level(IntEnum):
    LOW = 1
    MIDDLE = 5
    HIGH = 9

    @property
    def word(self):
        return self.name.lower()


class Colour(Enum):
    GREEN = "g"
    AMBER = "a"
    RED = "r"
    STOP = "r"

    @classmethod
    def of(cls, level):
        return {1: "g", 5: "a"}.get(level, "r")

    @classmethod
    def _missing_(cls, value):
        return cls[value.upper()] if isinstance(value, str) and value.upper() in cls.__members__ else None


class Alarm(Flag):
    BELL = auto()
    LIGHT = auto()
    PHONE = auto()
    ALL = BELL | LIGHT | PHONE


class Unit(StrEnum):
    BAR = auto()
    PSI = auto()


def alarms(level):
    return {Level.LOW: Alarm(0), Level.MIDDLE: Alarm.LIGHT}.get(level, Alarm.BELL)

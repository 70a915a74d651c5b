from dataclasses import InitVar, asdict, dataclass, field, replace


@dataclass(order=True, frozen=True)
class Tool:
    name: str
    weight: float = 1.0
    tags: tuple = ()


@dataclass
class Shed:
    owner: str
    tools: list = field(default_factory=list)
    limit: InitVar[int] = 3
    room: int = field(init=False, default=0, repr=False)

    def __post_init__(self, limit):
        self.room = limit - len(self.tools)

    def add(self, tool):
        if self.room <= 0:
            raise OverflowError(f"{self.owner}'s shed is full")
        self.tools.append(tool)
        self.room -= 1
        return self

    def heavier(self, factor):
        return replace(self, tools=[replace(tool, weight=tool.weight * factor) for tool in self.tools], limit=9)


def plain(shed):
    return asdict(shed)

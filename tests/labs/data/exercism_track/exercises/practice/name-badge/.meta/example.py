from dataclasses import dataclass, field


@dataclass(order=True, frozen=True)
class Badge:
    name: str
    level: int = 1
    tags: tuple = field(default=(), compare=False)

    def __post_init__(self):
        if not self.name:
            raise ValueError("a badge has a name")

    def promoted(self):
        return Badge(self.name, self.level + 1, self.tags)


@dataclass
class Rack:
    badges: list = field(default_factory=list)

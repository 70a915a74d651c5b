class Menu(dict):
    """A dict that knows prices by any case."""

    def __getitem__(self, name):
        return super().__getitem__(name)

    def __missing__(self, name):
        return 0

    def cheapest(self):
        return min(self, key=self.get)


class Stack(list):
    def push(self, item):
        return Stack([*self, item])

    def peek(self):
        return self[-1] if self else None


class Tags(set):
    def add(self, tag):
        super().add(tag.strip().lower())


def fill(menu, *names):
    for name in names:
        menu.setdefault(name, len(name))
    return menu


def invert(mapping):
    return {value: key for key, value in mapping.items()}


def merge(*mappings):
    merged = {}
    for mapping in mappings:
        merged |= mapping
    return merged

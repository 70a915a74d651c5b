import copy


class Todo:
    def __init__(self):
        self.items = []
        self._history = []

    def _remember(self):
        self._history.append(copy.deepcopy(self.items))

    def add(self, title, *, tags=()):
        self._remember()
        self.items.append({"title": title, "done": False, "tags": list(tags)})
        return len(self.items) - 1

    def toggle(self, index):
        self._remember()
        self.items[index]["done"] = not self.items[index]["done"]

    def undo(self):
        if not self._history:
            raise LookupError("nothing to undo")
        self.items[:] = self._history.pop()

    def by_tag(self, tag):
        return [item for item in self.items if tag in item["tags"]]

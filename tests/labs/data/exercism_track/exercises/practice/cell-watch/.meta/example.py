class Source:
    def __init__(self, value):
        self._value = value
        self.dependents = []

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, new):
        self._value = new
        for dependent in self.dependents:
            dependent.refresh()
        for dependent in self.dependents:
            dependent.tell()


class Derived:
    def __init__(self, sources, compute):
        self._sources = sources
        self._compute = compute
        self.callbacks = set()
        self.value = compute([source.value for source in sources])
        self._told = self.value
        for source in sources:
            source.dependents.append(self)

    def refresh(self):
        self.value = self._compute([source.value for source in self._sources])

    def tell(self):
        if self.value != self._told:
            self._told = self.value
            for callback in self.callbacks:
                callback(self.value)

    def add_callback(self, callback):
        self.callbacks.add(callback)

    def remove_callback(self, callback):
        self.callbacks.discard(callback)

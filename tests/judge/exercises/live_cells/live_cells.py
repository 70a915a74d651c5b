class InputCell:
    def __init__(self, value):
        self._value = value
        self.dependents = []

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, value):
        self._value = value
        changed = []
        for cell in self.dependents:
            cell.update(changed)
        for cell, before in changed:
            cell.settle(before)


class ComputeCell:
    def __init__(self, inputs, compute):
        self._inputs, self._compute = inputs, compute
        self._callbacks = []
        self.dependents = []
        for cell in inputs:
            cell.dependents.append(self)
        self.value = compute([cell.value for cell in inputs])

    def update(self, changed):
        value = self._compute([cell.value for cell in self._inputs])
        if value != self.value:
            if not any(cell is self for cell, _ in changed):
                changed.append((self, self.value))
            self.value = value
            for cell in self.dependents:
                cell.update(changed)

    def settle(self, before):
        if self.value != before:
            for callback in list(self._callbacks):
                callback(self.value)

    def add_callback(self, callback):
        self._callbacks.append(callback)

    def remove_callback(self, callback):
        if callback in self._callbacks:
            self._callbacks.remove(callback)

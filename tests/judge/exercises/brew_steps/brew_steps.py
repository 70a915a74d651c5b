class Brewer:
    """Overridable hooks, called by `brew`."""

    steps = ("heat", "pour", "wait")

    def __init__(self, *, listener=None):
        self.listener = listener
        self.done = []

    def brew(self):
        for step in self.steps:
            getattr(self, f"on_{step}", self.on_other)(step)
            if self.listener is not None:
                self.listener(self, step)
        return self.finish()

    def on_other(self, step):
        self.done.append(f"?{step}")

    def on_heat(self, step):
        self.done.append(step)

    def finish(self):
        return len(self.done)


class Observable:
    def __init__(self):
        self._observers = []
        self._value = None

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, new):
        old, self._value = self._value, new
        for observer in list(self._observers):
            if observer(old, new) is False:
                self._observers.remove(observer)

    def subscribe(self, observer):
        self._observers.append(observer)
        return lambda: self._observers.remove(observer)


def using(base):
    class Made(base):
        def hello(self):
            return "made " + super().hello()

    return Made


def call_with(target, *args, **kwargs):
    return target(*args, **kwargs)

import abc


class Plugin(abc.ABC):
    registry = {}

    def __init_subclass__(cls, *, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        Plugin.registry[name or cls.__name__.lower()] = cls

    def __init__(self, prefix=""):
        self.prefix = prefix

    @abc.abstractmethod
    def handle(self, text):
        """Return what becomes of the text."""

    def before(self, text):
        return text.strip()

    def run(self, text):
        return self.prefix + self.handle(text)

    @property
    def title(self): ...


class Shout(Plugin):
    title = "shouting"

    def handle(self, text):
        return text.upper()


def run_all(text):
    return {name: cls().run(text) for name, cls in sorted(Plugin.registry.items())}

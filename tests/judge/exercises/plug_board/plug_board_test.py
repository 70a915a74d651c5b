import inspect

import pytest
from plug_board import Plugin, Shout, run_all


@pytest.fixture(autouse=True)
def clean_registry():
    before = dict(Plugin.registry)
    yield
    Plugin.registry.clear()
    Plugin.registry.update(before)


def test_abstract():
    assert inspect.isabstract(Plugin)
    with pytest.raises(TypeError, match="abstract"):
        Plugin()
    assert Plugin.__abstractmethods__ == {"handle", "title"}


def test_incomplete():
    class Half(Plugin):
        title = "half"

    with pytest.raises(TypeError):
        Half()


def test_registered_from_a_check():
    class Reverse(Plugin):
        title = "backwards"

        def handle(self, text):
            return text[::-1]

    assert Plugin.registry["reverse"] is Reverse
    assert run_all(" ab ") == {"reverse": "ba", "shout": "AB"}


def test_keyword_of_the_class():
    class Quiet(Plugin, name="hush"):
        title = "quiet"

        def __init__(self):
            super().__init__(prefix="psst ")
            self.calls = []

        def before(self, text):
            self.calls.append(text)
            return super().before(text)

        def handle(self, text):
            return text.lower()

    assert list(Plugin.registry) == ["shout", "hush"]
    quiet = Quiet()
    assert quiet.run("  ABC ") == "psst abc"
    assert quiet.calls == ["  ABC "]
    assert quiet.title == "quiet"


def test_mixin():
    class Twice:
        def handle(self, text):
            return 2 * super().handle(text)

    class TwiceShout(Twice, Shout):
        pass

    assert TwiceShout("> ").run("a") == "> AA"
    assert [cls.__name__ for cls in TwiceShout.__mro__[:3]] == ["TwiceShout", "Twice", "Shout"]


def test_wrong_keyword():
    with pytest.raises(TypeError):

        class Bad(Plugin, colour="red"):
            pass


def test_grandchild():
    class Louder(Shout):
        def handle(self, text):
            return super().handle(text) + "!"

    class Loudest(Louder):
        def handle(self, text):
            return super().handle(text) + "!"

    assert Loudest().run("a") == "A!!"
    assert issubclass(Loudest, Plugin)
    assert isinstance(Louder(), Shout)
    assert "loudest" in Plugin.registry

from collections.abc import Mapping

import pytest
from command_registry import Aliases, Command, Echo, Shout, Volume, dispatch


def test_dispatch():
    assert dispatch("/echo a b") == "a b"
    assert dispatch("/loud a") == "A"
    with pytest.raises(KeyError, match="nope"):
        dispatch("/nope")


def test_abstract():
    with pytest.raises(TypeError, match="abstract"):
        Command("ops")


def test_classes():
    assert issubclass(Shout, Echo)
    assert [cls.__name__ for cls in Shout.__mro__[:3]] == ["Shout", "Echo", "Command"]
    assert type(Echo("ops")) is Echo
    assert isinstance(Shout("ops"), Command)
    assert not isinstance("x", Command)


def test_a_command_of_the_check():
    class Reverse(Command, name="esrever"):
        def run(self, *words):
            return self.room[::-1] + words[0][::-1]

    try:
        assert dispatch("/esrever abc", room="fun") == "nufcba"
        assert Reverse("ops").describe() == "/esrever in ops: spox"
        assert Command.known["esrever"] is Reverse
    finally:
        del Command.known["esrever"]
    assert "esrever" not in Command.known


def test_super_from_a_check():
    class Polite(Shout):
        def run(self, *words):
            return super().run(*words) + ", please"

    assert Polite("ops").run("tea") == "TEA, please"


def test_mapping():
    aliases = Aliases(rm="remove")
    aliases["LS"] = "list"
    assert isinstance(aliases, Mapping)
    assert dict(aliases) == {"rm": "remove", "ls": "list"}
    assert aliases.get("Rm") == "remove"
    assert aliases.pop("rm", None) == "remove"
    assert "rm" not in aliases
    assert {**aliases} == {"ls": "list"}
    aliases.update(a="b")
    assert sorted(aliases.items()) == [("a", "b"), ("ls", "list")]


def test_descriptors():
    volume = Volume()
    assert (volume.left, volume.right) == (0, 0)
    volume.left = 50
    assert volume(0.5) is volume
    assert volume.left == 25
    with pytest.raises(ValueError, match="101 is not"):
        volume.right = 101


def test_slots():
    with pytest.raises(AttributeError):
        Volume().middle = 1
    assert not hasattr(Volume(), "__dict__")


def test_kinds_of_methods():
    assert Volume.loud().right == 100
    assert Volume.parse("30%") == 30
    assert callable(Volume())

import copy
import dataclasses

import pytest
from tool_shed import Shed, Tool, plain


@pytest.fixture
def shed():
    yield Shed("ada", [Tool("saw", 2.5, ("wood",))])


def test_fields(shed):
    assert [field.name for field in dataclasses.fields(Tool)] == ["name", "weight", "tags"]
    assert dataclasses.is_dataclass(shed)
    assert not dataclasses.is_dataclass("shed")


def test_equal(shed):
    assert Tool("saw") == Tool("saw", 1.0)
    assert shed == Shed("ada", [Tool("saw", 2.5, ("wood",))])
    assert shed != Shed("ada")


def test_asdict_here(shed):
    assert dataclasses.asdict(shed) == {
        "owner": "ada",
        "tools": [{"name": "saw", "weight": 2.5, "tags": ("wood",)}],
        "room": 2,
    }
    assert dataclasses.astuple(shed.tools[0]) == ("saw", 2.5, ("wood",))


def test_asdict_there(shed):
    assert plain(shed) == dataclasses.asdict(shed)


def test_frozen():
    tool = Tool("axe")
    with pytest.raises(dataclasses.FrozenInstanceError):
        tool.name = "saw"
    with pytest.raises(AttributeError, match="cannot assign to field 'weight'"):
        tool.weight = 3
    assert {tool: 1}[Tool("axe")] == 1


def test_order():
    assert sorted([Tool("b"), Tool("a", 2.0), Tool("a", 1.0)]) == [Tool("a"), Tool("a", 2.0), Tool("b")]


def test_full(shed):
    shed.add(Tool("axe")).add(Tool("hammer"))
    with pytest.raises(OverflowError, match=r"^ada's shed is full$"):
        shed.add(Tool("drill"))
    assert [tool.name for tool in shed.tools] == ["saw", "axe", "hammer"]


def test_replace(shed):
    lent = dataclasses.replace(shed, owner="bob", limit=3)
    assert lent.owner == "bob"
    assert lent.tools is shed.tools
    assert shed.heavier(2).tools == [Tool("saw", 5.0, ("wood",))]
    assert shed.tools[0].weight == 2.5


def test_copies(shed):
    shallow, deep = copy.copy(shed), copy.deepcopy(shed)
    shed.add(Tool("axe"))
    assert len(shallow.tools) == 2
    assert len(deep.tools) == 1


def test_repr(shed):
    assert repr(shed) == "Shed(owner='ada', tools=[Tool(name='saw', weight=2.5, tags=('wood',))])"


def test_match():
    match Tool("axe", 3.0):
        case Tool(name, weight=weight):
            assert (name, weight) == ("axe", 3.0)
        case _:
            pytest.fail("no match")


def test_derived_in_a_check():
    @dataclasses.dataclass
    class Workshop(Shed):
        volts: int = 12
        notes: list = dataclasses.field(default_factory=list)

        def add(self, tool):
            self.notes.append(f"+{tool.name}")
            return super().add(tool)

    shop = Workshop("bob", volts=230)
    shop.add(Tool("drill"))
    assert (shop.owner, shop.volts, shop.notes, shop.room) == ("bob", 230, ["+drill"], 2)
    assert shop == Workshop("bob", [Tool("drill")], volts=230, notes=["+drill"])
    assert [field.name for field in dataclasses.fields(shop)] == ["owner", "tools", "room", "volts", "notes"]
    assert repr(shop).endswith("volts=230, notes=['+drill'])")

import copy
import dataclasses

import pytest
from message_record import Author, Message, Point, Span, first_use


def test_equal_by_time():
    assert Message(1, "a") == Message(1, "b")
    assert Message(1, "a") < Message(2, "a")
    assert sorted([Message(3, "c"), Message(1, "a")])[0].text == "a"


def test_representation():
    assert repr(Message(1, "hi", ["x"])) == "Message(sent=1, text='hi', tags=['x'])"


def test_default_lists_are_not_shared():
    one, two = Message(1, "a"), Message(1, "a")
    one.tags.append("seen")
    assert one.tags == ["seen"]
    assert two.tags == []


def test_dataclass_tools():
    assert dataclasses.is_dataclass(Message)
    assert [field.name for field in dataclasses.fields(Author)] == ["name", "handle"]
    assert dataclasses.asdict(Message(1, "a", ["t"])) == {"sent": 1, "text": "a", "tags": ["t"]}
    assert dataclasses.astuple(Author("ada", "@a")) == ("ada", "@a")


def test_frozen():
    author = Author("ada")
    with pytest.raises(dataclasses.FrozenInstanceError):
        author.name = "eve"
    assert author.renamed("eve") == Author("eve")
    assert dataclasses.replace(author, handle="@x").handle == "@x"
    assert len({Author("ada"), author}) == 1


def test_validation():
    with pytest.raises(ValueError, match="has a name"):
        Author("")


def test_copies():
    message = Message(1, "a", [["deep"]])
    shallow, deep = copy.copy(message), copy.deepcopy(message)
    message.tags[0].append("er")
    assert shallow.tags == [["deep", "er"]]
    assert deep.tags == [["deep"]]


def test_named_tuples():
    found = first_use("hello\nall the people", "the")
    assert found == (1, 4)
    assert found == Point(line=1, column=4)
    assert isinstance(found, tuple)
    line, column = found
    assert (line, column, found.column) == (1, 4, 4)
    assert found._asdict() == {"line": 1, "column": 4}


def test_named_tuple_class():
    assert Span(3).length == 7
    assert Span._fields == ("start", "end")
    assert Span(3)._replace(end=4) == (3, 4)


def test_match_by_class():
    match Author("ada", "@a"):
        case Author(name="ada", handle=handle):
            assert handle == "@a"
        case _:
            pytest.fail("the author was not matched")

import pytest
from todo_undo import Todo


@pytest.fixture
def todo():
    todo = Todo()
    todo.add("write", tags=["a"])
    return todo


def test_live_view(todo):
    items = todo.items
    todo.add("read")
    assert [item["title"] for item in items] == ["write", "read"]
    todo.undo()
    assert len(items) == 1
    assert todo.items is items


def test_undo_is_deep(todo):
    todo.toggle(0)
    assert todo.items[0]["done"] is True
    todo.undo()
    assert todo.items == [{"title": "write", "done": False, "tags": ["a"]}]


def test_changed_from_outside(todo):
    todo.by_tag("a")[0]["tags"].append("b")
    assert [item["title"] for item in todo.by_tag("b")] == ["write"]


def test_arguments_are_copied():
    tags = ["x"]
    todo = Todo()
    todo.add("t", tags=tags)
    tags.append("y")
    assert todo.by_tag("y") == []


def test_nothing(todo):
    todo.undo()
    with pytest.raises(LookupError, match="^nothing to undo$"):
        todo.undo()

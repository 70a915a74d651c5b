import pytest
from emoji_count import merge_into, share, tally, top


def message(*reactions):
    return {"text": "hi", "reactions": list(reactions)}


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([], {}),
        ([message("👍")], {"👍": 1}),
        ([message("👍", "🎉"), message("👍")], {"👍": 2, "🎉": 1}),
        ([message(), message()], {}),
    ],
    ids=["none", "one", "two", "unloved"],
)
def test_tally(messages, expected):
    assert tally(messages) == expected


def test_tally_leaves_the_messages_alone():
    messages = [message("👍")]
    tally(messages)
    assert messages == [{"text": "hi", "reactions": ["👍"]}]


def test_top_breaks_ties_by_name():
    assert top({"b": 2, "a": 2, "c": 9}, n=2) == [("c", 9), ("a", 2)]


def test_merge_changes_in_place():
    counts = {"x": 1}
    alias = counts
    assert merge_into(counts, {"x": 2, "y": 1}) is None
    assert alias == {"x": 3, "y": 1}
    assert alias is counts


def test_share_is_close():
    assert share({"a": 1, "b": 2}) == pytest.approx({"a": 1 / 3, "b": 2 / 3})


def test_share_of_nothing():
    assert share({}) == {}

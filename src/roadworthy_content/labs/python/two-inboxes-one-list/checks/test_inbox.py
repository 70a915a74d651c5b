"""`inbox.py`: what belongs to whom."""

import copy

import pytest
from inbox import Inbox, by_sender, drop_read, forget_empty, in_both, key_of, react, snapshot, table
from names import Counts, names, plain


def words(rng, count):
    return [f"w{number}" for number in rng.sample(range(10_000), count)]


def test_inboxes_share_no_labels(rng):
    """Each inbox has labels of its own, whatever it was made with"""
    a, b, c = words(rng, 3)
    first, second = Inbox("ada"), Inbox("eve")
    first.add(a)
    first.add(a)
    assert [list(first.labels), list(second.labels)] == [[a], []], f"{a} was added to ada's inbox, twice"
    given = [b]
    third, fourth = Inbox("bob", given), Inbox("zoe", given)
    third.add(c)
    given.append(a)
    seen = [list(third.labels), list(fourth.labels), given]
    assert seen == [[b, c], [b], [b, a]], f"made with [{b}] both; bob's got {c}, and then the caller's list got {a}"


def test_rows_of_a_table(rng):
    """A number that is written into one room's row is in no other"""
    rooms, hours = rng.randrange(3, 7), rng.randrange(3, 7)
    found = table(rooms, hours)
    assert [list(row) for row in found] == [[0] * hours for _ in range(rooms)]
    found[1][2] = 5
    changed = [number for number, row in enumerate(found) if list(row) != [0] * hours]
    assert changed == [1], f"5 was written into row 1, and these rows have changed: {changed}"
    assert sum(map(sum, table(rooms, hours))) == 0, "another table was not empty"


def test_texts_of_each_sender(rng):
    """Each sender has a list with their own texts, in order"""
    a, b, c = words(rng, 3)
    messages = [(a, "1"), (b, "2"), (a, "3"), (c, "4"), (b, "5")]
    found = {str(sender): list(texts) for sender, texts in by_sender(messages).items()}
    assert found == {a: ["1", "3"], b: ["2", "5"], c: ["4"]}


def test_a_snapshot_stays(rng):
    """A snapshot does not change when the state does, at no depth, and the other way round"""
    a, b = words(rng, 2)
    state = {a: {"members": {"ada"}, "messages": [{"id": 1, "tags": ["x"]}]}, b: (1, [2]), "open": True}
    before = copy.deepcopy(state)
    taken = snapshot(state)
    assert taken == before
    state[a]["messages"][0]["tags"].append("y")
    state[a]["members"].add("eve")
    state[b][1].append(3)
    state["open"] = False
    assert taken == before, "the state was changed, and with it the snapshot"
    now = copy.deepcopy(state)
    taken[a]["messages"].clear()
    taken[b][1].clear()
    assert state == now, "the snapshot was changed, and with it the state"


def test_read_messages_go(rng):
    """All read messages are taken out of the very list that was passed in"""
    numbers = sorted(rng.sample(range(100), 12))
    messages = [{"id": number} for number in numbers]
    held = {"messages": messages}
    returned = drop_read(messages, numbers[7])
    left = [message["id"] for message in held["messages"]]
    assert left == numbers[8:], f"ids {numbers}, read up to {numbers[7]}"
    assert returned is None, f"it works in place, and returned {returned!r}"
    drop_read(messages, 1000)
    assert messages == []


def test_empty_rooms_go(rng):
    """All empty rooms are taken out of the very dict that was passed in"""
    a, b, c, d, e = words(rng, 5)
    rooms = {a: set(), b: {"ada"}, c: set(), d: set(), e: {"eve", "bob"}}
    held = [rooms]
    returned = forget_empty(rooms)
    assert held == [{b: {"ada"}, e: {"eve", "bob"}}]
    assert returned is None, f"it works in place, and returned {returned!r}"


def test_a_key_for_members_in_any_order(rng):
    """A key is the same for the same members in any order, and for no others"""
    members = words(rng, 4)
    mixed = rng.sample(members, 4)
    assert len({key_of("lobby", members), key_of("lobby", [*mixed, mixed[0]]), key_of("lobby", iter(mixed))}) == 1, (
        f"keys of lobby with {members} and with {mixed}, of whom one is named twice, are different"
    )
    others = [
        key_of("lobby", ["a,b"]),
        key_of("lobby", ["a", "b"]),
        key_of("lobby,a", ["b"]),
        key_of("lobby", []),
        key_of("lobby", [""]),
        key_of("a", ["lobby", "b"]),
        key_of("", ["a", "b", "lobby"]),
        key_of("lobby", ["a", "b c"]),
        key_of("lobby", ["a b", "c"]),
    ]
    assert len(set(others)) == len(others), f"{len(others)} different rooms or members, and {len(set(others))} keys"


def test_who_is_in_both(rng):
    """Who is in both comes in the order of the first, once"""
    pool = words(rng, 12)
    first, second = [rng.choice(pool) for _ in range(20)], [rng.choice(pool) for _ in range(9)]
    counts = Counts()
    right = list(dict.fromkeys(word for word in first if word in second))
    assert plain(in_both(names(counts, first), names(counts, second))) == right, f"{first} and {second}"
    assert list(in_both([], second)) == [] == list(in_both(first, []))


@pytest.mark.parametrize("size", [100, 1000])
def test_large_rooms_cost_little(rng, size):
    """Ten times as many members cost ten times as much, and not a hundred times"""
    pool = [f"w{number}" for number in range(2 * size)]
    first, second, counts = rng.sample(pool, size), rng.sample(pool, size), Counts()
    found = plain(in_both(names(counts, first), names(counts, second)))
    assert found == [word for word in first if word in set(second)]
    steps, allowed = int(counts.steps), 10 * 2 * size
    assert steps <= allowed, f"two rooms of {size}: names were compared or hashed {steps} times, {allowed} allowed"


def test_a_reaction(rng):
    """A reaction makes a new message, and the old one stays as it was"""
    number, thumbs = rng.randrange(1000), ["👍"]
    message = (number, "hello", thumbs)
    once = react(message, "🎉")
    twice = react(once, "👀")
    seen = [message, tuple(once), tuple(twice), thumbs]
    assert seen == [
        (number, "hello", ["👍"]),
        (number, "hello", ["👍", "🎉"]),
        (number, "hello", ["👍", "🎉", "👀"]),
        ["👍"],
    ], "the message, with one and with two more reactions, and the list that it was made with"

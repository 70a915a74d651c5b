"""Messages and members, in the database that `db.connect` gives, which the judge looks into."""

from collections import Counter

import pytest
from db import connect
from models import NameTakenError, add_device, create_member
from mongoengine import ValidationError
from pymongo.errors import DuplicateKeyError
from store import history, import_messages, prepare, react, send, token_is_valid, top_senders

AWKWARD = ["👍", "1.5", "$inc", "a.b.c", "", "Zoë"]


@pytest.fixture
def db():
    db = connect()
    prepare(db)
    prepare(db)  # at the next start
    return db


def documents(db):
    """All documents of all collections as (collection, document)."""
    return [(str(name), dict(one)) for name in db.list_collection_names() for one in db[str(name)].find({})]


def shown(messages):
    return [(int(one["seq"]), str(one["sender"]), str(one["text"])) for one in messages]


def test_messages_are_numbered_and_paged(db, rng):
    """History comes newest first, page by page, with just the agreed fields"""
    rooms, said = ["lobby", f"room {rng.randrange(10**6)}"], {}
    for number in range(70):
        room = rng.choice(rooms)
        text = f"{rng.randrange(10**6)} Zoë"
        seq = int(send(db, room, f"member {number % 4}", text, client_id=f"c{number}"))
        said.setdefault(room, []).append((seq, f"member {number % 4}", text))
    for room, messages in said.items():
        assert [seq for seq, *_ in messages] == list(range(1, len(messages) + 1)), f"numbers in {room} were {messages}"
        first = list(history(db, room, limit=10))
        assert shown(first) == messages[:-11:-1], "the newest ten, newest first"
        second = list(history(db, room, before=int(first[-1]["seq"]), limit=10))
        assert shown(second) == messages[-11:-21:-1], "the ten before"
        fields = {str(key) for key in first[0]}
        assert fields == {"seq", "sender", "text", "reactions"}, f"a message in the history has the fields {fields}"
    assert list(history(db, "nowhere")) == []


def test_no_document_grows(db):
    """A room of many messages makes no document larger than a few messages"""
    for number in range(120):
        send(db, "lobby", "ada", "x" * 50, client_id=f"c{number}")
    largest = max(documents(db), key=lambda pair: len(repr(pair[1])))
    size = len(repr(largest[1]))
    assert size < 6000, (
        f"after 120 short messages a document in {largest[0]} has {size} characters, and it grows with each message; "
        "at 16 MB MongoDB takes no more, and long before that each change rewrites it all"
    )


def test_a_repeated_message_keeps_its_number(db, rng):
    """A message that its client sends again is stored once and returns the same number, and the database sees to it"""
    for room in ("lobby", "desk"):
        first = int(send(db, room, "ada", "hello", client_id="c1"))
        send(db, room, "zoe", "hi", client_id="c2")
        assert int(send(db, room, "ada", "hello", client_id="c1")) == first, "sent again, and with another number"
        assert len(list(history(db, room))) == 2
    stored = [(name, one) for name, one in documents(db) if one.get("client_id") == "c1" and one.get("room") == "desk"]
    assert stored, "no document has room 'desk' and client_id 'c1'; the brief says what a message is stored as"
    name, one = stored[0]
    for change in ({"seq": 10**6}, {"client_id": f"c{rng.randrange(10**6)}x"}):
        copy = {key: value for key, value in one.items() if key != "_id"} | change
        with pytest.raises(DuplicateKeyError):
            db[name].insert_one(copy)


def test_a_number_is_never_given_again(db, rng):
    """A number belongs to one message for ever, also when a moderator removes the newest or another one"""
    given = [int(send(db, "lobby", "ada", "x", client_id=f"c{number}")) for number in range(6)]
    for number in range(10, 16):
        removed = rng.choice([given[-1], rng.choice(given)])
        db.messages.delete_one({"room": "lobby", "seq": removed})
        new = int(send(db, "lobby", "ada", "x", client_id=f"c{number}"))
        assert new not in given, (
            f"message {removed} was removed, and the next one got the number {new}, which was given before; "
            "whoever has read up to there will never see it"
        )
        assert new > max(given), f"number {new} was given after {max(given)}"
        given.append(new)


def test_an_import_skips_what_is_there(db, rng):
    """An import stores what is new, skips what was imported before, and new messages go on behind it"""
    rows = [
        {"room": "lobby", "seq": n, "sender": rng.choice("abc"), "text": f"old {n}", "client_id": f"old{n}"}
        for n in range(1, 61)
    ]
    assert int(import_messages(db, rows[:20])) == 20
    assert int(import_messages(db, rows)) == 40, "twenty of sixty were there; an error at the first should not stop it"
    assert int(import_messages(db, [])) == 0
    assert shown(history(db, "lobby", limit=100)) == [(r["seq"], r["sender"], r["text"]) for r in reversed(rows)]
    assert int(send(db, "lobby", "ada", "new", client_id="c1")) == 61, "the first new message after an import of 60"
    assert list(history(db, "lobby", limit=1))[0]["text"] == "new"
    assert int(react(db, "lobby", 60, "ada", "👍")) == 1, "imported messages can have reactions, too"


def test_reactions_are_sets(db):
    """An emoji counts once a member, whatever text it is, for one message only"""
    for number in range(3):
        send(db, "lobby", "ada", "hello", client_id=f"c{number}")
    for emoji in AWKWARD:
        assert [int(react(db, "lobby", 2, who, emoji)) for who in ("ada", "zoe", "ada")] == [1, 2, 2], f"for {emoji!r}"
    found = {int(one["seq"]): len(list(one["reactions"])) for one in history(db, "lobby")}
    assert found[1] == found[3] == 0, f"reactions of messages 1, 2 and 3: {found}"
    with pytest.raises(LookupError):
        react(db, "lobby", 99, "ada", "👍")
    assert len(list(history(db, "lobby"))) == 3, "a reaction to no message made one"


def test_top_senders(db, rng):
    """Who wrote most in a room is counted by the database, with ties by name"""
    counts, last, names = Counter(), {}, [f"member {n}" for n in range(6)]
    for number in range(60):
        sender = rng.choice(names)
        last[sender] = int(send(db, "lobby", sender, "x", client_id=f"c{number}"))
        counts[sender] += 1
        send(db, "desk", names[0], "x", client_id=f"c{number}")
    expected = [
        {"sender": name, "messages": counts[name], "last": last[name]}
        for name in sorted(counts, key=lambda name: (-counts[name], name))
    ]
    for limit in (1, 3, 10):
        got = [
            {"sender": str(one["sender"]), "messages": int(one["messages"]), "last": int(one["last"])}
            for one in top_senders(db, "lobby", limit=limit)
        ]
        assert got == expected[:limit]


def test_an_operator_is_no_token(db, rng):
    """A token that is no text but a query operator lets nobody in"""
    token = f"t{rng.randrange(10**9)}"
    db.bots.insert_one({"name": "weather", "token": token})
    assert token_is_valid(db, "weather", token) is True
    assert token_is_valid(db, "weather", token + "x") is False
    for name, wrong in (
        ("weather", {"$ne": ""}),
        ("weather", {"$regex": "^t"}),
        ({"$gt": ""}, token),
        ("weather", None),
        ("weather", [token]),
    ):
        assert token_is_valid(db, name, wrong) is False, f"name {name!r} with token {wrong!r} was let in"


def test_members_have_one_name_and_recent_devices(db, rng):
    """Names are unique in the database, and a device added while another is being registered is not lost"""
    name = f"ada {rng.randrange(10**6)}"
    create_member(name)
    with pytest.raises(NameTakenError):
        create_member(name)
    with pytest.raises(DuplicateKeyError):
        db.members.insert_one({"name": name})
    for wrong in ("", "x" * 33):
        with pytest.raises(ValidationError):
            create_member(wrong)

    def tokens():
        return [(str(one["name"]), str(one["token"])) for one in db.members.find_one({"name": name}).get("devices", [])]

    def slowly(device):
        add_device(name, "laptop", lambda other: f"token of {other}")  # meanwhile
        return f"token of {device}"

    add_device(name, "phone", slowly)
    assert sorted(tokens()) == [("laptop", "token of laptop"), ("phone", "token of phone")], (
        f"a laptop was added while the phone waited for its token; the devices are {tokens()}"
    )
    add_device(name, "phone", lambda _: "a new token")
    assert tokens() == [("laptop", "token of laptop"), ("phone", "a new token")], "the same device again, with a new token"
    for number in range(5):
        add_device(name, f"browser {number}", str)
    assert [device for device, _ in tokens()] == [f"browser {number}" for number in range(5)], "the newest five"
    with pytest.raises(LookupError):
        add_device("nobody", "phone", str)
    with pytest.raises(ValidationError):
        add_device(name, "watch", lambda _: None)
    assert len(tokens()) == 5, "a device without a token was stored"

"""What becomes of honest and of hostile payloads."""

import json
import uuid
from datetime import datetime

import pytest
from events import InvalidEvent, MemberJoined, MessageEdited, MessagePosted, dump, parse

TOKEN = "tok-very-secret-4711"


def base(rng, kind, **fields):
    common = {"id": str(uuid.UUID(int=rng.getrandbits(128))), "sentAt": "2026-11-26T09:30:00+01:00", "room": "lobby"}
    return common | {"type": kind} | fields


def posted(rng, **fields):
    return base(rng, "message.posted", author="ada", text=f"hello {rng.random()}") | fields


def edited(rng, **fields):
    return base(rng, "message.edited", **fields)


def joined(rng, **fields):
    return base(rng, "member.joined", member="bob", inviteToken=TOKEN) | fields


def read(payload):
    return parse(json.dumps(payload).encode())


def places(payload):
    """Where parse finds problems."""
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    try:
        event = parse(data)
    except InvalidEvent as error:
        return [str(place) for place, _message in error.problems]
    pytest.fail(f"{data.decode(errors='replace')} should have been refused, and became {event!r}")


def moment(event, name):
    """A date of an event, as it goes out."""
    return datetime.fromisoformat(json.loads(bytes(dump(event)))[name])


def without(payload, key):
    return {name: value for name, value in payload.items() if name != key}


def test_the_type_decides(rng):
    """Each payload becomes an event of the class that its type names, an unknown type is the only problem reported"""
    for payload, kind in (
        (posted(rng), MessagePosted),
        (edited(rng, text="better"), MessageEdited),
        (joined(rng), MemberJoined),
    ):
        event = read(payload)
        assert isinstance(event, kind), f"{payload['type']} should become a {kind.__name__}"
        assert str(event.id) == payload["id"]
        assert moment(event, "sentAt") == datetime.fromisoformat(payload["sentAt"])
    assert str(read(joined(rng)).role) == "guest"
    assert places(posted(rng, type="message.deleted", text=3)) == ["type"]
    assert places(without(posted(rng, text=3), "type")) == ["type"]
    assert places(posted(rng, text="")) == ["text"], "a problem of one type of event says nothing about the others"


def test_fields_nobody_asked_for(rng):
    """A field that nobody asked for is a problem, by the name the sender gave it"""
    assert places(joined(rng, isAdmin=True)) == ["isAdmin"]
    assert places(posted(rng, sent_at="2026-11-26T09:30:00Z", seq=3)) == ["sent_at", "seq"]
    assert places(edited(rng, text="x", mentions=[])) == ["mentions"]
    assert places(joined(rng, role="admin")) == ["role"]


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("text", 3, "text"),
        ("author", True, "author"),
        ("room", None, "room"),
        ("mentions", "ada", "mentions"),
        ("mentions", {"ada": 1}, "mentions"),
        ("mentions", [7], "mentions.0"),
        ("id", 7, "id"),
        ("id", "not-a-uuid", "id"),
        ("sentAt", 1764149400, "sentAt"),
        ("sentAt", "yesterday", "sentAt"),
    ],
)
def test_types_are_meant(rng, field, value, place):
    """Nothing is converted that JSON could have said itself"""
    found = places(posted(rng) | {field: value})
    assert found == [place], f"{field} = {value!r} should be one problem at {place!r}, not {found}"


def test_dates_and_limits(rng):
    """Dates know their time zone, names and texts have the lengths agreed, after white space at names' ends is gone"""
    assert places(posted(rng, sentAt="2026-11-26T09:30:00")) == ["sentAt"]
    for field, most in (("author", 32), ("room", 64)):
        assert places(posted(rng, **{field: "  \t"})) == [field], f"a {field} of blanks should be refused"
        assert places(posted(rng, **{field: "x" * (most + 1)})) == [field]
        event = read(posted(rng, **{field: f" {'x' * most}\n"}))
        assert str(getattr(event, field)) == "x" * most, f"white space at the ends of {field} should be taken off"
    assert places(posted(rng, text="")) == ["text"]
    assert places(posted(rng, text="x" * 4001)) == ["text"]
    assert str(read(posted(rng, text="  x\n")).text) == "  x\n", "white space of a text belongs to it"
    assert len(str(read(posted(rng, text="x" * 4000)).text)) == 4000


def test_rules_between_fields(rng):
    """An edit has a text or a time of deletion, not both and not neither"""
    gone = "2026-11-26T10:00:00Z"
    assert str(read(edited(rng, text="better")).text) == "better"
    event = read(edited(rng, deletedAt=gone))
    assert event.text is None and moment(event, "deletedAt") == datetime.fromisoformat(gone)
    assert places(edited(rng)) == [""]
    assert places(edited(rng, text=None, deletedAt=None)) == [""]
    assert places(edited(rng, text="better", deletedAt=gone)) == [""]
    assert places(b'{"type": ') == [""]
    assert places(b"\xff\xfe") == [""]


def test_all_problems_at_once(rng):
    """All problems of an event are reported, sorted by place, in the sender's names"""
    payload = without(posted(rng, text="", mentions=["ada", 1], sentAt=None, extra=1), "author")
    assert places(payload) == ["author", "extra", "mentions.1", "sentAt", "text"]
    with pytest.raises(InvalidEvent) as caught:
        read(payload)
    assert isinstance(caught.value, ValueError)
    assert all(str(message) for _place, message in caught.value.problems), "each problem should say something"


def test_what_goes_out(rng):
    """What dump writes has the names of the wire, and parse makes an equal event of it"""
    for payload in (
        posted(rng, mentions=["bob", "eve"]),
        edited(rng, deletedAt="2026-11-26T10:00:00Z"),
        joined(rng, role="member"),
    ):
        event = read(payload)
        data = bytes(dump(event))
        out = json.loads(data)
        unknown = sorted(set(out) - {*payload, "text", "deletedAt"})
        assert not unknown, f"dump wrote fields that the wire does not know: {unknown}"
        assert {"id", "sentAt", "room", "type"} <= set(out)
        again = parse(data)
        assert again == event, "what dump wrote should be read as an equal event"
        if "mentions" in payload:
            assert sorted(out["mentions"]) == ["bob", "eve"]
        if "inviteToken" in payload:
            assert out["inviteToken"] == TOKEN, "the token has to go out on the wire"


def test_events_do_not_change(rng):
    """Attributes of an event cannot be set, and its mentions cannot be changed"""
    event = read(posted(rng, mentions=["bob"]))
    with pytest.raises(ValueError):
        event.text = "forged"
        pytest.fail("event.text could be set")
    assert type(event.mentions) is frozenset, f"mentions should be a frozenset, not a {type(event.mentions).__name__}"
    assert set(event.mentions) == {"bob"}
    assert set(read(posted(rng)).mentions) == set()


def test_the_token_stays_inside(rng):
    """Neither the text of an event nor a problem shows the token"""
    event = read(joined(rng))
    for shown in (repr(event), str(event), f"{event}", repr([event])):
        assert "4711" not in shown and "tok-" not in shown, f"the token can be read in {shown}"
    for payload in (joined(rng, room=""), joined(rng, inviteToken=[TOKEN]), joined(rng, member=None)):
        with pytest.raises(InvalidEvent) as caught:
            read(payload)
        shown = f"{caught.value} {caught.value!r} {list(caught.value.problems)!r}"
        assert "4711" not in shown, f"the token can be read in {shown}"

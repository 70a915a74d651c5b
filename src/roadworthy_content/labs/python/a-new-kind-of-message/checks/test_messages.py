"""`messages.py`, with kinds of messages and stores that its author has never seen."""

import pytest
from messages import Image, LastStore, MemoryStore, Message, Poll, Room, Store, Text
from plugin import ForwardedText, Location, MarkedLocation, Offer, Survey


def lines(room):
    return [str(line) for line in room.show()]


def ids(store):
    return [int(message.id) for message in store.all()]


def test_the_kinds(rng):
    """Each kind has its preview, and a line is cut to sixty characters"""
    number = rng.randrange(10**6)
    found = [
        Text(number, "ada", "hello"),
        Image(2, "bob", "https://x/y.png"),
        Image(3, "bob", "https://x/y.png", "my cat"),
        Poll(4, "eve", "Lunch?", ["yes", "no"]),
        Location(5, "zoë", "the lake"),
    ]
    expected = ["ada: hello", "bob: [image]", "bob: my cat", "eve: Lunch? (0 votes)", "zoë: at the lake"]
    assert [str(message.line()) for message in found] == expected
    assert [int(found[0].id), str(found[0].sender), str(found[0].preview())] == [number, "ada", "hello"]
    for length in (54, 55, 56, 80):
        text = "".join(rng.choice("abcxyz") for _ in range(length))
        whole = f"eve: {text}"
        right = whole if len(whole) <= 60 else whole[:59] + "…"
        assert str(Text(1, "eve", text).line()) == right, f"a line of {len(whole)} characters"


def test_what_is_not_finished_cannot_be_made():
    """Neither Message nor Store can be instantiated, nor a class that leaves out what they ask for"""

    class Vague(Message):
        pass

    class Forgetful(Store):
        def add(self, message):
            pass

    for name, make in {
        "Message": lambda: Message(1, "ada"),
        "a message without preview": lambda: Vague(1, "ada"),
        "Store": Store,
        "a store without all": Forgetful,
    }.items():
        try:
            make()
        except TypeError:
            continue
        pytest.fail(f"{name} could be instantiated; it should be a TypeError")


def test_equal_messages(rng):
    """Messages with the same id are equal and fit into sets; a stranger decides for itself"""
    number = rng.randrange(10**6)

    class Stranger:
        def __eq__(self, other):
            return "asked"

        __hash__ = None

    same = [Text(number, "ada", "x"), Text(number, "bob", "y"), Image(number, "ada", "u"), Location(number, "eve", "z")]
    other = Text(number + 1, "ada", "x")
    assert [bool(same[0] == message) for message in [*same, other]] == [True, True, True, True, False]
    assert len({hash(message) for message in same}) == 1, "equal messages have different hashes"
    asked = same[0].__eq__(Stranger())
    assert asked is NotImplemented, f"__eq__ of a message with a stranger gave {asked!r}; the stranger is never asked"
    assert bool(same[0] == number) is False, "a message equals its own id"


def test_id_and_sender_stay(rng):
    """Id and sender of a message cannot be assigned"""
    message = Text(7, "ada", "hello")
    for name, value in (("id", 8), ("sender", "eve")):
        with pytest.raises(AttributeError):
            setattr(message, name, value)
    assert [int(message.id), str(message.sender)] == [7, "ada"]


def test_votes(rng):
    """A member has one vote and may change it; each poll counts its own, and nobody else changes it"""
    options = [f"option{number}" for number in rng.sample(range(100), 4)]
    given = list(options)
    poll, other = Poll(1, "eve", "Which?", given), Poll(2, "eve", "What else?", options)
    for member, option in (("ada", options[0]), ("bob", options[0]), ("ada", options[2])):
        poll.vote(member, option)
    right = [(options[0], 1), (options[1], 0), (options[2], 1), (options[3], 0)]
    assert list(dict(poll.results()).items()) == right, f"ada voted for {options[0]}, bob too, then ada for {options[2]}"
    given.clear()
    poll.results().clear()
    poll.results()[options[1]] = 99
    assert list(dict(poll.results()).items()) == right, "the poll was changed through a list or dict of it"
    with pytest.raises(ValueError):
        poll.vote("ada", "none of these")
    assert [list(dict(poll.results()).items()), str(poll.preview())] == [right, "Which? (2 votes)"]
    assert sum(dict(other.results()).values()) == 0, "a vote in one poll was counted in another"


def test_mixins_in_any_combination(rng):
    """Forwarded and Expiring go with any kind and with each other, in either order"""
    seconds = rng.randrange(5, 500)
    found = [
        Offer(1, "ada", "u", "my cat", origin="attic", seconds=seconds),
        Survey(2, "ada", "Lunch?", ["yes"], origin="attic", seconds=seconds),
        ForwardedText(3, "ada", "hi", origin="hall"),
        MarkedLocation(4, "ada", "the lake", seconds=seconds, mark="x"),
    ]
    previews = [str(message.preview()) for message in found]
    assert previews == [
        f"[from attic] my cat ({seconds} s)",
        f"[from attic] Lunch? (0 votes) ({seconds} s)",
        "[from hall] hi",
        f"at the lake ({seconds} s)",
    ]
    assert [str(found[0].origin), int(found[0].seconds)] == ["attic", seconds]
    found[1].vote("bob", "yes")
    assert str(found[1].line()) == f"ada: [from attic] Lunch? (1 votes) ({seconds} s)"


def texts(numbers):
    return [Text(number, "ada", f"text {number}") for number in numbers]


@pytest.mark.parametrize("kind", ["MemoryStore", "LastStore"])
def test_every_store_keeps_the_contract(rng, kind):
    """Both stores give a new list sorted by id, and refuse an id twice"""
    store = MemoryStore() if kind == "MemoryStore" else LastStore(50)
    numbers = rng.sample(range(1000), 8)
    store.add_all(texts(numbers))
    assert ids(store) == sorted(numbers)
    with pytest.raises(ValueError):
        store.add(Image(numbers[3], "bob", "u"))
    store.all().clear()
    assert ids(store) == sorted(numbers), "emptying the list from all() has emptied the store"
    if kind == "LastStore":
        last = LastStore(3)
        last.add_all(texts(numbers))
        assert ids(last) == sorted(numbers)[-3:], f"the three highest ids of {numbers}"


def test_who_overrides_add_sees_everything(rng):
    """A store that overrides add is asked for every message, also by add_all"""
    seen = []

    class Watched(MemoryStore):
        def add(self, message):
            seen.append(int(message.id))
            super().add(message)

    numbers = rng.sample(range(100), 4)
    store = Watched()
    store.add_all(texts(numbers))
    store.add(Text(500, "ada", "x"))
    assert [seen, ids(store)] == [[*numbers, 500], sorted([*numbers, 500])], f"add_all of {numbers}, then add of 500"


def test_a_room_looks_after_itself():
    """Members come and go by the rules of the room, and the owner stays"""
    room, other = Room("lobby", "ada", MemoryStore()), Room("attic", "ada", MemoryStore())
    for member in ("bob", "eve"):
        room.join(member)
    before = room.members
    room.leave("bob")
    assert [sorted(before), sorted(room.members)] == [["ada", "bob", "eve"], ["ada", "eve"]], "before and after bob left"
    assert isinstance(before, frozenset), "members should be a frozenset: whoever gets a set may empty the room"
    assert sorted(other.members) == ["ada"], "one room's members are in another"
    for member in ("ada", "bob", "nobody"):
        with pytest.raises(ValueError):
            room.leave(member)
    with pytest.raises(AttributeError):
        room.members = frozenset()
    assert sorted(room.members) == ["ada", "eve"]


def test_a_room_works_with_anything(rng):
    """A room takes kinds and stores that it has never seen, from members only"""

    class Backwards(Store):
        def __init__(self):
            self.held = []

        def add(self, message):
            self.held.insert(0, message)

        def all(self):
            return list(self.held)

    place = f"the lake {rng.randrange(10**6)}"
    room = Room("lobby", "ada", Backwards())
    room.post(Text(1, "ada", "hello"))
    room.post(Location(2, "ada", place))
    with pytest.raises(PermissionError):
        room.post(Text(3, "mallory", "buy this"))
    assert lines(room) == [f"ada: at {place}", "ada: hello"]

"""The chat's table, through a gateway of the judge's that counts and interferes."""

import os
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from chat import (
    TakenError,
    create_table,
    export,
    history,
    import_messages,
    join,
    read_up_to,
    register,
    rooms_of,
    send,
)
from db import connect
from gateway import Gateway


@pytest.fixture(scope="module")
def the_gateway():
    """The way to DynamoDB, for all checks."""
    gateway = Gateway(os.environ["AWS_ENDPOINT_URL"])
    yield gateway
    gateway.close()


@pytest.fixture(scope="module")
def clients(the_gateway):
    """The judge's client and the learner's; to make one takes as long as a check."""
    return boto3.client("dynamodb", endpoint_url=os.environ["AWS_ENDPOINT_URL"]), connect(the_gateway.url)


@pytest.fixture
def gateway(the_gateway, clients):
    """The way to an emptied DynamoDB, with nobody in between."""
    aws, _ = clients
    for name in aws.list_tables()["TableNames"]:
        aws.delete_table(TableName=name)
    the_gateway.meanwhile, the_gateway.busy = None, False
    the_gateway.forget()
    return the_gateway


@pytest.fixture
def db(gateway, clients):
    """The learner's client, with the table made."""
    _, db = clients
    create_table(db)
    return db


def plain(messages):
    return [(int(one["seq"]), str(one["sender"]), str(one["text"])) for one in messages]


def interrupted(gateway, call, meanwhile):
    """Call something, and something else just before its first write; returns what each returned."""
    seen = []
    gateway.meanwhile = lambda: seen.append(meanwhile())
    with ThreadPoolExecutor(1) as pool:
        mine = pool.submit(call).result()
    assert seen, "nothing was written"
    return mine, seen[0]


def refuse_scans(gateway, what, most):
    assert "Scan" not in gateway.asked, f"{what} scans the whole table"
    assert gateway.read <= most, f"{what} read {gateway.read} items, {most} are enough; a filter drops what was read already"


def test_names_and_addresses_are_taken_once(db, rng):
    """A name and an address belong to one member each, also after the next start; who is refused leaves nothing behind"""
    tag = rng.randrange(10**6)
    register(db, f"ada {tag}", "ada@chat.example")
    create_table(db)  # at the next start
    for name, email in ((f"ada {tag}", "other@chat.example"), (f"zoe {tag}", "ada@chat.example")):
        with pytest.raises(TakenError):
            register(db, name, email)
    register(db, f"zoe {tag}", "other@chat.example")  # both were free all the time
    with pytest.raises(TakenError):
        register(db, f"zoe {tag}", "other@chat.example")


def test_a_name_taken_meanwhile(db, gateway, rng):
    """When somebody else takes the name in the very moment, one of the two is refused"""
    name = f"ada {rng.randrange(10**6)}"

    def attempt(email):
        try:
            register(db, name, email)
        except TakenError:
            return "refused"
        return "registered"

    outcomes = interrupted(gateway, lambda: attempt("first@chat.example"), lambda: attempt("second@chat.example"))
    assert sorted(outcomes) == ["refused", "registered"], f"two members asked for the same name, and were {outcomes}"


def test_numbers_are_given_once(db, gateway, rng):
    """Messages are numbered from 1 in each room, also when another comes in the very moment"""
    rooms = ["lobby", f"room {rng.randrange(10**6)}"]
    for room in rooms:
        assert [int(send(db, room, "ada", f"text {n}", message_id=f"m{n}")) for n in range(3)] == [1, 2, 3]
    numbers = interrupted(
        gateway,
        lambda: int(send(db, "lobby", "ada", "hello", message_id="m9")),
        lambda: int(send(db, "lobby", "zoe", "me too", message_id="m8")),
    )
    assert sorted(numbers) == [4, 5], f"two messages at once after 3 got the numbers {numbers}"
    texts = {text for _, _, text in plain(export(db, "lobby"))}
    assert {"me too", "hello"} <= texts, f"two messages came at once, and one overwrote the other: {texts}"


def test_a_repeated_message_keeps_its_number(db, gateway, rng):
    """A message that is sent again, or twice at once, is stored once and keeps its number"""
    text = f"hello {rng.randrange(10**6)}"
    first = int(send(db, "lobby", "ada", text, message_id="m1"))
    send(db, "lobby", "zoe", "hi", message_id="m2")
    assert int(send(db, "lobby", "ada", text, message_id="m1")) == first
    assert int(send(db, "desk", "ada", text, message_id="m1")) == 1, "another room has ids of its own"


    def again():
        return int(send(db, "lobby", "ada", "again", message_id="m3"))

    mine, other = interrupted(gateway, again, again)
    assert mine == other, f"the same message came twice at once, and got the numbers {mine} and {other}"
    texts = [one for *_, one in plain(export(db, "lobby"))]
    assert texts == [text, "hi", "again"], f"the room should have three messages, it has {texts}"


def test_history_reads_what_it_shows(db, gateway, rng):
    """A page of history is in order across 9, 10, 99 and 100, and reads no more items than it returns"""
    rows = [{"seq": n, "sender": f"member {n % 3}", "text": f"{rng.randrange(10**6)} Zoë"} for n in range(1, 121)]
    import_messages(db, "lobby", rows)
    send(db, "other", "ada", "not this one", message_id="m1")
    stored = plain(rows)
    for before, limit in ((None, 5), (102, 6), (12, 20), (1, 5)):
        gateway.forget()
        want = [one for one in reversed(stored) if before is None or one[0] < before][:limit]
        got = plain(history(db, "lobby", before=before, limit=limit))
        assert got == want
        refuse_scans(gateway, f"a page of {limit} messages", limit + 1)
        assert len(gateway.asked) <= 2, f"a page of {limit} messages took these requests: {gateway.asked}"
    assert plain(history(db, "nowhere")) == []


def test_an_export_is_complete(db, rng):
    """An export has all messages of a room, although DynamoDB returns a megabyte at a time"""
    size = rng.randrange(28_000, 32_000)
    import_messages(db, "lobby", [{"seq": n, "sender": "ada", "text": "x" * size} for n in range(1, 46)])
    numbers = [seq for seq, *_ in plain(export(db, "lobby"))]
    assert len(numbers) == 45, f"a room has 45 messages of {size // 1000} kB, and {len(numbers)} were exported"
    assert numbers == list(range(1, 46)), "oldest first"


def test_an_import_survives_a_busy_table(db, gateway, rng):
    """When DynamoDB leaves half of a batch unprocessed, everything is stored in the end, and numbers go on behind it"""
    rows = [{"seq": n, "sender": "ada", "text": f"{rng.randrange(10**6)}"} for n in range(1, 61)]
    gateway.busy = True
    gateway.forget()
    import_messages(db, "lobby", rows)
    asked = len(gateway.asked)
    gateway.busy = False
    got = plain(export(db, "lobby"))
    assert len(got) == 60, f"60 messages were imported while the table was busy, and {len(got)} are there"
    assert got == plain(rows)
    assert asked <= 30, f"60 messages took {asked} requests; a batch has up to 25"
    assert int(send(db, "lobby", "ada", "new", message_id="m1")) == 61
    import_messages(db, "lobby", rows[:5])
    assert int(send(db, "lobby", "ada", "newer", message_id="m2")) == 62, "an import of old messages set the numbers back"


def test_reading_never_goes_back(db, gateway, rng):
    """What a member has read never becomes less, whichever device's news comes last"""
    far = rng.randrange(20, 90)
    assert [int(read_up_to(db, "lobby", "ada", seq)) for seq in (5, far, 7, 100)] == [5, far, far, 100]
    assert int(read_up_to(db, "lobby", "zoe", 3)) == 3, "another member"
    interrupted(gateway, lambda: read_up_to(db, "desk", "ada", 9), lambda: read_up_to(db, "desk", "ada", 50))
    now = int(read_up_to(db, "desk", "ada", 1))
    assert now == 50, f"one device said 50 while another was about to write 9, and it is {now}"


def test_rooms_of_a_member(db, gateway, rng):
    """The rooms of a member come from an index, without looking at anything else"""
    rooms = sorted(f"room {number}" for number in rng.sample(range(1000), 5))
    for room in rooms:
        join(db, room, "ada")
        join(db, room, "zoe")
        join(db, room, "ada")
    join(db, "secret", "zoe")
    import_messages(db, rooms[0], [{"seq": n, "sender": "ada", "text": "x"} for n in range(1, 16)])
    gateway.forget()
    found = [str(room) for room in rooms_of(db, "ada")]
    assert found == rooms
    refuse_scans(gateway, "looking for five rooms", 6)
    assert len(gateway.asked) <= 2, f"five rooms took these requests: {gateway.asked}"

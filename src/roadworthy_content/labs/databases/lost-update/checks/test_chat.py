"""`chat.py` and `schema.sql`: callers that meet in the database, stopped by the judge where it hurts."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from chat import ConflictError, NotEnoughCreditsError, claim_seat, rewrite_topic, transfer
from database import Database, plain


@pytest.fixture
def db(subject, eventually):
    """The database with the learner's tables, empty."""
    database = Database((subject.workspace / "schema.sql").read_text(), eventually)
    yield database
    database.close()


def claim(room, member):
    return lambda: claim_seat(room, member)


def move(sender, recipient, credits):
    return lambda: transfer(sender, recipient, credits)


def told(outcomes):
    """Outcomes in words, for a message."""
    return ", ".join(
        f"{type(one).__name__} ({str(one).splitlines()[0] if str(one) else ''})"
        if isinstance(one, Exception)
        else repr(one)
        for one in outcomes
    )


# --- seats


def test_a_seat_is_claimed(db, rng):
    """A member gets a seat while there is one, keeps it when asking again, and is refused when the room is full"""
    capacity = rng.randrange(2, 5)
    db.add_room("lobby", capacity)
    db.add_room("other", 1)
    members = [f"member{number}" for number in range(capacity)]
    assert [plain(claim_seat("lobby", member)) for member in members] == [True] * capacity
    assert claim_seat("lobby", "late") is False, "the room is full"
    assert claim_seat("lobby", members[0]) is True, "who has a seat keeps it, also in a full room"
    assert db.seats("lobby") == (capacity, members)
    assert db.seats("other") == (0, []), "this is another room"


def test_an_unknown_room(db):
    """Claiming a seat in a room that does not exist is a LookupError"""
    with pytest.raises(LookupError):
        claim_seat("nowhere", "ada")


def test_the_last_seat_is_given_once(db):
    """Three members who claim the last seat at the same time: one gets it"""
    db.add_room("lobby", 3)
    claim_seat("lobby", "ada")
    claim_seat("lobby", "ben")
    outcomes = db.at_once(claim("lobby", "cleo"), claim("lobby", "dan"), claim("lobby", "eve"))
    taken, members = db.seats("lobby")
    assert sorted(map(repr, outcomes)) == ["False", "False", "True"], (
        f"one seat was left, the answers: {told(outcomes)}"
    )
    assert taken == len(members) == 3, f"a room for 3: taken is {taken}, and these have a seat: {members}"


def test_no_claim_is_lost(db):
    """Three members who claim at the same time, with seats for all: each gets one, and each is counted"""
    db.add_room("lobby", 10)
    outcomes = db.at_once(*[claim("lobby", member) for member in ("ada", "ben", "cleo")])
    assert outcomes == [True, True, True], f"there are ten seats, the answers: {told(outcomes)}"
    taken, members = db.seats("lobby")
    assert members == ["ada", "ben", "cleo"]
    assert taken == 3, f"three members have a seat, but taken is {taken}: an update was lost"


def test_two_clicks_at_once(db):
    """One member who claims twice at the same time has one seat, and is told so twice"""
    db.add_room("lobby", 10)
    outcomes = db.at_once(claim("lobby", "ada"), claim("lobby", "ada"))
    assert outcomes == [True, True], f"both clicks should be told that there is a seat: {told(outcomes)}"
    assert db.seats("lobby") == (1, ["ada"])


# --- credits


def test_credits_are_moved(db, rng):
    """A transfer takes from one account and gives to the other, down to the last credit"""
    have, extra = rng.randrange(10, 99), rng.randrange(10, 99)
    db.give(ada=have, ben=extra, cleo=7)
    transfer("ada", "ben", have - 1)
    transfer("ada", "ben", 1)
    assert db.credits() == {"ada": 0, "ben": have + extra, "cleo": 7}


@pytest.mark.parametrize(
    ("sender", "recipient", "credits", "error"),
    [
        ("ada", "ben", 11, NotEnoughCreditsError),
        ("ada", "nobody", 5, LookupError),
        ("nobody", "ben", 5, LookupError),
        ("ada", "ben", 0, ValueError),
        ("ada", "ben", -5, ValueError),
        ("ada", "ada", 5, ValueError),
    ],
    ids=["too-few-credits", "to-nobody", "from-nobody", "of-nothing", "of-less-than-nothing", "to-oneself"],
)
def test_a_transfer_that_cannot_be(db, sender, recipient, credits, error):
    """A transfer that cannot be raises what the brief says, and changes nothing"""
    db.give(ada=10, ben=10)
    with pytest.raises(error):
        transfer(sender, recipient, credits)
    assert db.credits() == {"ada": 10, "ben": 10}


def test_credits_are_not_spent_twice(db):
    """Two transfers at the same time of what is there only once: one is refused"""
    db.give(ada=100, ben=0, cleo=0)
    outcomes = db.at_once(move("ada", "ben", 60), move("ada", "cleo", 60))
    credits = db.credits()
    refused = [isinstance(outcome, NotEnoughCreditsError) for outcome in outcomes]
    assert sorted(refused) == [False, True], (
        f"100 credits, 60 sent twice: one is a NotEnoughCreditsError: {told(outcomes)}"
    )
    assert sorted(credits.values()) == [0, 40, 60], f"100 credits became {credits}"


def test_credits_from_many_all_arrive(db):
    """What several members send to one at the same time arrives in full"""
    db.give(ada=10, ben=10, cleo=10, dan=0)
    outcomes = db.at_once(move("ada", "dan", 1), move("ben", "dan", 2), move("cleo", "dan", 4))
    assert outcomes == [None, None, None], f"each of them has enough: {told(outcomes)}"
    assert db.credits() == {"ada": 9, "ben": 8, "cleo": 6, "dan": 7}


def test_opposite_transfers_do_not_lock_each_other_out(db):
    """Two transfers in opposite directions take their locks in one order"""
    db.give(ada=10, ben=10)
    with ThreadPoolExecutor() as pool, db.held("SELECT FROM accounts FOR UPDATE") as judge:
        futures = [pool.submit(move("ada", "ben", 1)), pool.submit(move("ben", "ada", 2))]
        db.until_stuck(futures)
        waiting = db.waiting()
        for_each_other = [pid for pid, holders in waiting.items() if set(holders) - {judge}]
    outcomes = [future.exception() for future in futures]
    assert for_each_other or len(waiting) < 2, (
        "while the judge held both rows, ada to ben waited for one row and ben to ada for the other: the moment "
        "both get what they wait for, each needs the row that the other has, and PostgreSQL has to end one of them"
    )
    assert outcomes == [None, None], f"both transfers are possible: {told(outcomes)}"
    assert db.credits() == {"ada": 11, "ben": 9}


def test_a_transfer_is_all_or_nothing(db):
    """When the second half of a transfer fails, the first has not happened, and the error comes out at once"""
    db.give(ada=10, ben=10)
    db.make_trouble("accounts", 10**6, "P0001", only="OLD.member = 'ben'")
    with pytest.raises(psycopg.Error, match="trouble"):
        transfer("ada", "ben", 3)
    assert db.credits() == {"ada": 10, "ben": 10}, "ben's row could not be updated, and that is what is left of both"
    assert db.tries() == 1, f"this error is not one to try again for, but it was tried {db.tries()} times"


# --- trying again

WORK = {"rooms": claim("lobby", "ada"), "accounts": move("ada", "ben", 3)}
CODES = {"40001": "a serialization failure", "40P01": "a deadlock"}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("table", WORK)
def test_it_tries_again_when_told_to(db, rng, table, code):
    """A serialization failure or a deadlock is tried again until it works, and the work is done once"""
    db.add_room("lobby", 10)
    db.give(ada=10, ben=10)
    times = rng.randrange(1, 5)
    db.make_trouble(table, times, code)
    try:
        WORK[table]()
    except psycopg.Error as error:
        pytest.fail(f"{CODES[code]} was reported {times} times, then no more; after {db.tries()} tries came {error!r}")
    assert db.seats("lobby") == ((1, ["ada"]) if table == "rooms" else (0, []))
    assert db.credits() == ({"ada": 7, "ben": 13} if table == "accounts" else {"ada": 10, "ben": 10})


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("table", WORK)
def test_it_does_not_try_for_ever(db, table, code):
    """After five tries the error comes out, and nothing is reported as done that is not"""
    db.add_room("lobby", 10)
    db.give(ada=10, ben=10)
    db.make_trouble(table, 50, code)
    try:
        answer = WORK[table]()
    except psycopg.Error as error:
        assert error.sqlstate == code, f"{CODES[code]} should have come out, not {error!r}"
    else:
        pytest.fail(f"{CODES[code]} was reported every time, yet after {db.tries()} tries the answer was {answer!r}")
    assert db.tries() == 5, f"five tries in all; it was tried {db.tries()} times"
    assert (db.seats("lobby"), db.credits()) == ((0, []), {"ada": 10, "ben": 10})


# --- topics


def topic(db):
    return db.run("SELECT topic, version FROM rooms WHERE name = 'lobby'").fetchone()


def test_a_topic_is_rewritten(db, rng):
    """A topic becomes what rewrite made of it, and its version grows by one"""
    old = f"topic {rng.randrange(10**6)}"
    db.add_room("lobby", 1, old)
    db.add_room("other", 1, "leave me")
    assert plain(rewrite_topic("lobby", str.upper)) == old.upper()
    assert topic(db) == (old.upper(), 2)
    assert db.value("SELECT topic FROM rooms WHERE name = 'other'") == "leave me"
    with pytest.raises(LookupError):
        rewrite_topic("nowhere", str.upper)


def test_nothing_is_held_while_waiting(db):
    """While the translator works, no lock is held and no transaction is open"""
    db.add_room("lobby", 1, "hello")
    seen = []

    def translate(text):
        seen.append(db.busy())
        return text.upper()

    rewrite_topic("lobby", translate)
    assert seen == [0], f"while rewrite was asked, {seen[0]} connections were in a transaction or held a lock"


def test_an_edit_made_meanwhile_is_not_lost(db):
    """A topic that others change while it is being rewritten is read again, and no change is lost"""
    db.add_room("lobby", 1, "a")
    asked = []

    def add_b(text):
        asked.append(text)
        if len(asked) == 1:
            if db.busy():
                pytest.fail(
                    "a transaction is open while rewrite is asked, so nobody else can change the topic meanwhile"
                )
            rewrite_topic("lobby", lambda other: other + "c")
        return text + "b"

    answer = rewrite_topic("lobby", add_b)
    assert topic(db) == ("acb", 3), f"one added b and one, meanwhile, c; each adds one to the version: {topic(db)}"
    assert plain(answer) == "acb"
    assert asked == ["a", "ac"], f"rewrite was asked with {asked}"


def test_somebody_else_is_always_quicker(db):
    """When others are quicker five times, it gives up with a ConflictError and leaves their topic"""
    db.add_room("lobby", 1, "0")
    asked = []

    def translate(text):
        asked.append(text)
        if len(asked) > 20:
            pytest.fail("rewrite was asked more than twenty times; five should do")
        if db.busy():
            pytest.fail("a transaction is open while rewrite is asked, so nobody else can change the topic meanwhile")
        db.run("UPDATE rooms SET topic = %s, version = version + 1", [str(len(asked))])
        return "mine"

    with pytest.raises(ConflictError):
        rewrite_topic("lobby", translate)
    assert asked == ["0", "1", "2", "3", "4"], (
        f"rewrite should be asked five times, each time with the newest topic: {asked}"
    )
    assert topic(db) == ("5", 6)


def test_the_translator_fails(db):
    """What rewrite raises comes out, and the topic stays"""
    db.add_room("lobby", 1, "hello")

    def translate(text):
        raise ConnectionError("nobody is there")

    with pytest.raises(ConnectionError, match="nobody is there"):
        rewrite_topic("lobby", translate)
    assert topic(db) == ("hello", 1)


# --- the last line of defence


@pytest.mark.parametrize(
    ("what", "sql"),
    [
        ("more seats taken than there are", "UPDATE rooms SET taken = 4"),
        ("fewer than no seats taken", "UPDATE rooms SET taken = -1"),
        ("fewer seats than are taken", "UPDATE rooms SET capacity = 2"),
        ("credits below zero", "UPDATE accounts SET credits = credits - 11"),
        ("an account that begins below zero", "INSERT INTO accounts VALUES ('cleo', -1)"),
    ],
    ids=["too-many-taken", "fewer-than-none", "fewer-than-taken", "credits-below-zero", "begins-below-zero"],
)
def test_the_database_itself_refuses(db, what, sql):
    """Impossible numbers are refused by the database itself, whoever writes them"""
    db.add_room("lobby", 3)
    db.give(ada=10)
    db.run("UPDATE rooms SET taken = 3")
    with pytest.raises(psycopg.errors.IntegrityError):
        db.run(sql)
        pytest.fail(f"the database stored {what}: {sql}")

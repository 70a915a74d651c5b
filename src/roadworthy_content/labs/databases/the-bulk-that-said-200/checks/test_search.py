"""The learner's search, with the real client, at a stand-in for Elasticsearch that the judge can look into."""

from datetime import UTC, datetime, timedelta

import pytest
from search import MessageSearch
from standin import Elastic

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def elastic():
    elastic = Elastic()
    yield elastic
    elastic.close()


@pytest.fixture
def search(elastic):
    """A search whose index has been made."""
    search = MessageSearch(elastic.url, "messages")
    search.create()
    assert elastic.of("messages"), f"after create() there should be one index behind the alias: {elastic.aliases}"
    assert "messages" in elastic.aliases, "'messages' should be an alias, and is an index"
    return search


def message(number, text="hello", **more):
    sent = (NOON + timedelta(minutes=number)).isoformat().replace("+00:00", "Z")
    return {
        "id": f"m{number}",
        "room": "lobby",
        "author": "ada",
        "sent": sent,
        "text": text,
        "version": number + 1,
    } | more


def report(found):
    """What add() says, as plain values."""
    return int(found["written"]), sorted(found["older"]), sorted(dict(found["refused"]))


def ids(page):
    return [str(one["id"]) for one in page["messages"]]


def everything(search, text, *, size, between=lambda: None, **more):
    """The ids on all pages."""
    found, after = [], None
    for _ in range(40):
        page = search.search(text, size=size, after=after, **more)
        found += ids(page)
        after = page["after"]
        if after is None:
            return found
        between()
    raise AssertionError(f"forty pages of {size}, and there is always another one: {found[:10]}...")


# --- writing


def test_what_was_refused_is_told(search, elastic, rng):
    """One message that cannot be stored is told with the reason; the others are stored, at most 500 in a request"""
    messages = [message(number, f"word{number}") for number in range(1200)]
    bad = sorted(rng.sample(range(1200), 3))
    messages[bad[0]]["sent"] = "yesterday"
    messages[bad[1]]["text"] = {"html": "<b>"}
    messages[bad[2]]["room"] = {"id": 7}
    found = search.add(messages)
    expected = (1197, [], sorted(f"m{number}" for number in bad))
    assert report(found) == expected, f"(written, older, refused) of 1200 messages, 3 of them bad: {report(found)}"
    reasons = dict(found["refused"])
    assert "yesterday" in str(reasons[f"m{bad[0]}"]), f"the reason should be Elasticsearch's own: {reasons}"
    stored = len(elastic.of("messages").documents)
    assert stored == 1197, f"1197 good messages, and {stored} documents in the index"
    assert elastic.largest <= 500, f"{elastic.largest} messages in one bulk request; at most 500 were agreed"
    again = max(elastic.sent[f"m{number}"] for number in bad)
    assert again == 1, f"a message that is refused with 400 was sent {again} times; it will not become better"


def test_what_had_no_room_is_sent_again(search, elastic, rng):
    """Messages that are refused with 429 are sent again a little later, and only they"""
    messages = [message(number) for number in range(60)]
    busy = rng.sample(range(60), 5)
    for number in busy:
        elastic.busy[f"m{number}"] = 2
    written, older, refused = report(search.add(messages))
    assert (written, older[:9], refused[:9]) == (60, [], []), (
        f"five messages found no room twice; written {written}, older {older[:9]}, refused {refused[:9]}"
    )
    sent = {number: elastic.sent[f"m{number}"] for number in range(60)}
    wrong = {number: count for number, count in sent.items() if count != (3 if number in busy else 1)}
    assert not wrong, f"those without room (twice) should be sent three times, the others once; not so: {wrong}"
    assert len(elastic.of("messages").documents) == 60


def test_no_room_for_ever(search, elastic):
    """Who never finds room is told as refused in the end"""
    elastic.busy["m3"] = 10**6
    impatient = MessageSearch(elastic.url, "messages", patience=0.3)
    found = impatient.add([message(number) for number in range(6)])
    assert report(found) == (5, [], ["m3"]), (
        f"m3 is refused with 429 each time; (written, older, refused): {report(found)}"
    )
    assert elastic.sent["m3"] > 2, f"m3 was sent {elastic.sent['m3']} times before it was given up"


def test_an_older_version_does_not_win(search, elastic, rng):
    """What comes late does not overwrite what is newer, and what is sent twice is there once"""
    search.add([message(number, f"first {number}") for number in range(10)])
    edited = message(4, "edited", version=100)
    late = message(4, "late", version=rng.randrange(20, 90))
    assert report(search.add([edited])) == (1, [], [])
    found = search.add([late, message(5, "fifth", version=101), edited])
    assert report(found) == (1, ["m4", "m4"], []), f"an older version, a newer one, the same again: {report(found)}"
    assert report(search.add([message(6, "b", version=103), message(6, "a", version=102)])) == (1, ["m6"], [])
    elastic.tick()
    found = {one["id"]: one["text"] for one in search.search("first", room="lobby", size=50)["messages"]}
    assert sorted(found) == sorted(f"m{number}" for number in range(10) if number not in (4, 5, 6)), (
        f"'first' should be found in what was not edited: {sorted(found)}"
    )
    assert ids(search.search("edited", room="lobby")) == ["m4"]
    assert ids(search.search("b", room="lobby")) == ["m6"]


def test_visible_when_it_must_be(search, elastic):
    """visible=True waits for the next refresh; nobody forces one, and without visible nobody waits"""
    search.add([message(1, "quick")])
    assert (elastic.waited, elastic.forced) == (0, 0), (
        f"add() without visible: waited {elastic.waited} times for a refresh, forced {elastic.forced}"
    )
    assert ids(search.search("quick", room="lobby")) == [], "it cannot be found before a refresh, and search() found it"
    search.add([message(2, "seen")], visible=True)
    assert ids(search.search("seen", room="lobby")) == ["m2"], "after add(visible=True) it cannot be found"
    assert elastic.forced == 0, (
        "a refresh was forced; each one makes a small segment, hundreds a second bring a cluster down"
    )
    assert elastic.waited >= 1, "add(visible=True) should wait for the next refresh"


# --- searching


def test_words_are_found(search, elastic, rng):
    """All words must be there, whatever their case and accents; rooms are exact, and any text is a text"""
    texts = ["Zoë sent the Report", "zoe has no report yet", "the report", "REPORT by ZOÉ!", "reports of zoe"]
    messages = [message(number, text) for number, text in enumerate(texts)]
    messages.append(message(7, "zoe report", room="lobby 2"))
    messages.append(message(8, "zoe report", room="Lobby"))
    search.add(messages)
    elastic.tick()
    strange = f"AND (zoe -report* {rng.randrange(100)} \\"
    for text, room, expected, why in (
        ("zoe report", "lobby", ["m3", "m1", "m0"], "the newest first, with both words"),
        ("Réport ZOE", "lobby", ["m3", "m1", "m0"], "case and accents do not matter"),
        ("zoe report", "Lobby", ["m8"], "rooms are exact"),
        ("zoe report", "lobby 2", ["m7"], "rooms are exact"),
        (strange, "lobby", [], "what people type is no query language"),
    ):
        found = ids(search.search(text, room=room))
        assert found == expected, f"{text!r} in {room!r} finds {found} instead of {expected}: {why}; the texts: {texts}"


def test_fields_do_not_grow(search, elastic, rng):
    """What else a message has is kept and comes back, without making new fields of the index"""
    extra = {f"x{rng.randrange(10**6)}": {"deep": number} for number in range(30)}
    count = len(elastic.of("messages").properties)
    odd = message(1, "extra", reactions={"🚲": 3}, **extra)
    found = search.add([odd, message(2, "extra", reactions="none")])
    assert report(found) == (2, [], []), f"what else a message has is no reason to refuse it: {dict(found['refused'])}"
    index = elastic.of("messages")
    assert len(index.properties) == count, f"there were {count} fields, now {sorted(index.properties)[:12]}..."
    assert {"room", "author", "sent", "text"} <= set(index.properties), (
        f"fields that should be mapped: {index.properties}"
    )
    elastic.tick()
    found = {one["id"]: dict(one) for one in search.search("extra", room="lobby")["messages"]}
    assert found == {"m1": odd, "m2": message(2, "extra", reactions="none")}, (
        "messages should come back as they were written"
    )


def test_pages_hang_together(search, elastic, rng):
    """Pages show each message once, also when many have the same second and new ones come in between"""
    same = NOON.isoformat()
    order = rng.sample(range(100, 160), 60)
    search.add([message(number, "page", sent=same, version=1) for number in order])
    search.add([message(number, "page") for number in range(20)])
    elastic.tick()
    new = iter(range(200, 300))

    def somebody_writes():
        elastic.of("messages").write(f"n{next(new)}", message(next(new), "page"))
        elastic.tick()

    found = everything(search, "page", size=7, room="lobby", between=somebody_writes)
    expected = {f"m{number}" for number in [*range(100, 160), *range(20)]}
    missing, twice = expected - set(found), {one for one in found if found.count(one) > 1}
    assert not missing and not twice, f"pages of 7: {len(missing)} of 80 messages on no page, {len(twice)} on two"
    assert set(found) == expected, f"new messages do not belong on older pages: {sorted(set(found) - expected)[:5]}"
    assert found[:19] == [f"m{number}" for number in range(19, 0, -1)], f"the newest first: {found[:5]}"


def test_far_back(search, elastic):
    """Pages go back further than the 10,000 messages at which from and size end"""
    index = elastic.of("messages")
    for number in range(10_400):
        index.write(f"m{number}", message(number))
    elastic.tick()
    found = everything(search, "hello", size=2000, room="lobby")
    assert len(found) == 10_400, f"of 10400 messages {len(found)} were on pages"
    assert found[-1] == "m0", f"the oldest one is m0, and the last on the last page {found[-1]}"


# --- rebuilding


class Database:
    """Messages with versions, as the rebuild sees them."""

    def __init__(self, elastic, count):
        self.elastic = elastic
        self.messages = [message(number, f"word {number}") for number in range(count)]
        self.asked = []
        self.fails_after = None
        self.meanwhile = lambda: None

    def load(self, after):
        after = int(after)
        self.asked.append(after)
        self.meanwhile()
        if self.fails_after is not None and after >= self.fails_after:
            raise ConnectionError("the database is gone")
        return [dict(one) for one in sorted(self.messages, key=lambda m: m["version"]) if one["version"] > after][:250]

    def write(self, number, text):
        """Somebody else writes a message, to the database and to whatever the alias stands for."""
        if self.elastic.of("messages") is None:
            return
        new = message(number, text, version=1 + max(one["version"] for one in self.messages))
        self.messages = [one for one in self.messages if one["id"] != new["id"]] + [new]
        self.elastic.of("messages").write(new["id"], new, version=new["version"], external=True)


def require_index(elastic, database):
    wanted = {one["id"]: one["text"] for one in database.messages}
    index = elastic.of("messages")
    assert index is not None, f"there should be one index behind the alias: {elastic.aliases}"
    found = {key: source["text"] for key, (_, source) in index.documents.items()}
    lost = sorted(set(wanted) - set(found))
    old = sorted(key for key in set(wanted) & set(found) if wanted[key] != found[key])
    assert (lost, old) == ([], []), (
        f"in the new index {len(lost)} messages are missing {lost[:3]}, {len(old)} are old {old[:3]}"
    )


def test_a_rebuild_is_not_noticed(search, elastic):
    """While the index is made anew searches find everything; then the alias moves at once, and the old index is gone"""
    database = Database(elastic, 600)
    search.add(database.messages)
    elastic.tick()
    before = elastic.of("messages").name
    seen = []

    def look():
        index = elastic.of("messages")
        seen.append(len(index.visible) if index else None)

    database.meanwhile = look
    elastic.targets.clear()
    search.rebuild(database.load)
    after = elastic.of("messages")
    assert after and after.name != before, "after rebuild() the alias should stand for another index"
    assert [count for count in seen if count != 600] == [], f"600 messages were there to be found; meanwhile: {seen}"
    targets = [count.get("messages", 0) for count in elastic.targets]
    assert set(targets) == {1}, f"an alias that stands for one index at all times; it stood for {sorted(set(targets))}"
    assert list(elastic.indices) == [after.name], f"the old index should be gone: {list(elastic.indices)}"
    assert len(after.visible) == 600, f"when the alias moved, {len(after.visible)} of 600 messages could be found"
    require_index(elastic, database)
    assert 0 in database.asked and max(database.asked) == 600, f"load was asked for what is after {database.asked}"


def test_a_rebuild_loses_nothing(search, elastic, rng):
    """What is written or edited during a rebuild, up to the moment when the alias moves, is in the new index"""
    database = Database(elastic, 600)
    search.add(database.messages)
    numbers, edits = iter(rng.sample(range(1000, 9000), 50)), iter(rng.sample(range(600), 50))
    calls = []

    def somebody_writes():
        if len(calls) < 5:
            calls.append("meanwhile")
            database.write(next(numbers), "meanwhile")
            database.write(next(edits), "edited meanwhile")

    def somebody_writes_last():
        database.write(next(numbers), "just before the alias moved")
        database.write(next(edits), "edited just before the alias moved")

    database.meanwhile, elastic.before_swap = somebody_writes, somebody_writes_last
    search.rebuild(database.load)
    require_index(elastic, database)
    assert report(search.add([message(1, "old", version=1)])) == (0, ["m1"], []), (
        "the new index should know versions too"
    )


@pytest.mark.parametrize("why", ["database", "message"])
def test_a_rebuild_that_fails(search, elastic, why):
    """A rebuild that fails raises, leaves the alias where it was, and no half an index"""
    database = Database(elastic, 600)
    search.add(database.messages)
    before = elastic.of("messages").name
    if why == "database":
        database.fails_after = 300
    else:
        database.messages[400]["sent"] = "yesterday"
    raised = None
    try:
        search.rebuild(database.load)
    except Exception as error:
        raised = error
    assert raised is not None, f"rebuild() came back as if all were well, and the {why} was not"
    assert list(elastic.indices) == [before], f"there should be the old index and no other: {list(elastic.indices)}"
    assert elastic.of("messages") is not None, f"the alias is gone: {elastic.aliases}"


def test_create_is_for_everybody(search, elastic):
    """create() can be called by every process at its start, and changes nothing when there is an index"""
    search.add([message(1)])
    MessageSearch(elastic.url, "messages").create()
    search.rebuild(Database(elastic, 3).load)
    MessageSearch(elastic.url, "messages").create()
    assert len(elastic.indices) == 1, f"create() after a rebuild made another index: {list(elastic.indices)}"
    index = elastic.of("messages")
    assert index and len(index.documents) == 3, "create() should leave what is there"

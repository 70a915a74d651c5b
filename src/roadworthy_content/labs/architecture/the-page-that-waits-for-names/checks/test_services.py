"""The two services, each served alone; between them the judge's own profiles, which can be slow, broken or gone."""

import json
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest


class Profiles(BaseHTTPRequestHandler):
    """Plays the service of the profiles for the messages."""

    names, asked, answer, gate = {}, [], None, threading.Event()

    def do_GET(self):
        ids = parse_qs(urlsplit(self.path).query).get("id", [])
        Profiles.asked.append((urlsplit(self.path).path, ids, self.headers.get("X-Request-ID")))
        Profiles.gate.wait(30)
        status, body = Profiles.answer or (200, json.dumps({one: {"name": Profiles.names[one]} for one in ids if one in Profiles.names}))
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        try:
            self.wfile.write(body.encode())
        except OSError:
            pass

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def stub():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Profiles)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    Profiles.gate.set()
    server.shutdown()


@pytest.fixture(scope="module")
def messages_url(subject, stub):
    database = subject.workspace / f"messages-{uuid.uuid4().hex[:6]}.db"
    return subject.serve_asgi("messages:app", env={"MESSAGES_DB": str(database), "PROFILES_URL": stub}).url


@pytest.fixture
def messages(messages_url):
    """A client of the messages, whose profiles are well again."""
    Profiles.names, Profiles.asked, Profiles.answer = {}, [], None
    Profiles.gate.set()
    with httpx.Client(base_url=messages_url, timeout=15) as client:
        yield client
    Profiles.gate.set()


@pytest.fixture
def room(rng):
    return f"room {rng.randrange(10**9)}"


@pytest.fixture
def people(rng):
    return lambda number: [f"p{rng.randrange(10**9)}" for _ in range(number)]


def write(messages, room, author, text):
    answer = messages.post(f"/rooms/{quote(room)}/messages", json={"author": author, "text": text})
    assert answer.status_code == 201, f"writing a message was answered with {answer.status_code}: {answer.text[:200]}"


def read(messages, room, **headers):
    try:
        answer = messages.get(f"/rooms/{quote(room)}/messages", headers=headers)
    except httpx.TimeoutException:
        pytest.fail("a page of messages did not come within 15 s")
    assert answer.status_code == 200, f"reading a room was answered with {answer.status_code}: {answer.text[:200]}"
    return answer.json()


def test_profiles_stand_alone(subject, people):
    """The service of the profiles keeps names in its own database, and finds several at once"""
    database = subject.workspace / f"profiles-{uuid.uuid4().hex[:6]}.db"
    server = subject.serve_asgi("profiles:app", env={"PROFILES_DB": str(database)})
    ada, bob, nobody = people(3)
    with httpx.Client(base_url=server.url, timeout=15) as client:
        for person, name in ((ada, "Ada"), (bob, "Боб"), (ada, "Ada L.")):
            answer = client.put(f"/profiles/{person}", json={"name": name})
            assert answer.status_code == 200, f"PUT /profiles/{person}: {answer.status_code} {answer.text[:200]}"
        answer = client.get("/profiles", params={"id": [ada, bob, nobody]})
        assert answer.status_code == 200, f"GET /profiles?id=...&id=...: {answer.status_code} {answer.text[:200]}"
        wanted = {ada: {"name": "Ada L."}, bob: {"name": "Боб"}}
        assert answer.json() == wanted, f"three were asked for, one has no profile: expected {wanted}, got {answer.json()}"
    assert database.exists(), "PROFILES_DB was given, and nothing was kept there"


def test_a_page_has_names(messages, room, people):
    """A page has each message with the name its author has now, in order"""
    ada, bob, nobody = people(3)
    Profiles.names = {ada: "Ada", bob: "Боб"}
    for author, text in ((ada, "one"), (bob, "two 🚲"), (nobody, "three"), (ada, "four")):
        write(messages, room, author, text)
    for name in ("Ada", "Ada L."):
        Profiles.names[ada] = name
        wanted = [(ada, name, "one"), (bob, "Боб", "two 🚲"), (nobody, None, "three"), (ada, name, "four")]
        page = read(messages, room)
        found = [(one["author"], one["name"], one["text"]) for one in page["messages"]]
        assert (found, page["complete"]) == (wanted, True), f"expected {wanted}, complete; got {page}"
    empty = read(messages, "nobody wrote here")
    assert empty == {"messages": [], "complete": True}, f"an empty room is {empty}"


def test_one_request_for_a_page(messages, room, people):
    """However many messages a page has, profiles are asked once, for each author once"""
    authors = people(8)
    for number in range(24):
        write(messages, room, authors[number % 8], f"text {number}")
    assert Profiles.asked == [], f"to write a message nobody needs a name, but asked was {Profiles.asked[:2]}"
    read(messages, room)
    requests = len(Profiles.asked)
    assert requests == 1, f"a page with 24 messages of 8 authors made {requests} requests to the profiles"
    path, ids, _ = Profiles.asked[0]
    assert (path, sorted(ids)) == ("/profiles", sorted(authors)), f"asked was {path} for {ids}, not for each of {authors}"


@pytest.mark.parametrize("answer", [(500, "{}"), (200, "<html>"), (200, "[1, 2]"), (503, "later")])
def test_without_profiles_there_are_messages(messages, room, people, answer):
    """When profiles fail or answer nonsense, a page comes without names, and says that it is not complete"""
    (ada,) = people(1)
    write(messages, room, ada, "hi")
    Profiles.answer = answer
    page = read(messages, room)
    wanted = {"messages": [{"author": ada, "name": None, "text": "hi"}], "complete": False}
    assert page == wanted, f"profiles answered {answer}: expected {wanted}, got {page}"
    Profiles.answer, Profiles.names = None, {ada: "Ada"}
    page = read(messages, room)
    assert (page["messages"][0]["name"], page["complete"]) == ("Ada", True), f"profiles are back, and the page is {page}"


def test_slow_profiles_hold_up_nobody(subject, stub, messages, room, people, eventually):
    """While profiles hang messages are written and pages come, without names"""
    (ada,) = people(1)
    database = subject.workspace / f"hurried-{uuid.uuid4().hex[:6]}.db"
    hurried = {"MESSAGES_DB": str(database), "PROFILES_URL": stub, "PROFILES_TIMEOUT": "0.4"}
    server = subject.serve_asgi("messages:app", env=hurried)
    Profiles.gate.clear()
    with httpx.Client(base_url=server.url, timeout=15) as client:
        write(client, room, ada, "hi")
        page = read(client, room)
    eventually(lambda: Profiles.asked, within=10, what="the profiles to be asked")
    assert page["complete"] is False, f"the profiles have not answered yet, and the page says {page}"
    assert page["messages"] == [{"author": ada, "name": None, "text": "hi"}], f"the page is {page}"


def test_the_services_share_no_database(subject, people, free_port, room):
    """Messages are written and read where no profiles have ever been: no table of theirs, nobody at their address"""
    database = subject.workspace / f"alone-{uuid.uuid4().hex[:6]}.db"
    url = f"http://127.0.0.1:{free_port()}"
    server = subject.serve_asgi("messages:app", env={"MESSAGES_DB": str(database), "PROFILES_URL": url})
    (ada,) = people(1)
    with httpx.Client(base_url=server.url, timeout=15) as client:
        write(client, room, ada, "hi")
        page = read(client, room)
        assert page["complete"] is False, f"nobody is at PROFILES_URL, and the page says {page}"
        status = client.put(f"/profiles/{ada}", json={"name": "Ada"}).status_code
        assert status == 404, f"names have moved out, but the messages still answer PUT /profiles/... with {status}"


def test_a_request_can_be_followed(messages, room, people):
    """The X-Request-ID of a request goes on to the profiles; who sends none is given a new one each time"""
    (ada,) = people(1)
    write(messages, room, ada, "hi")
    name = uuid.uuid4().hex
    read(messages, room, **{"X-Request-ID": name})
    read(messages, room)
    read(messages, room)
    seen = [one[2] for one in Profiles.asked]
    assert len(seen) == 3, f"three pages were read, and the profiles were asked {len(seen)} times"
    assert seen[0] == name, f"the request had X-Request-ID {name}; the profiles saw {seen[0]}"
    assert all(seen) and len(set(seen)) == 3, f"three requests, the first with an id of its own; the profiles saw {seen}"

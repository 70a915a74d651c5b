"""The API, over HTTP, as its clients see it."""

import base64
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest


@pytest.fixture(scope="module")
def api(subject):
    """A client of the learner's app, which uvicorn serves."""
    server = subject.serve_asgi("app:app")
    with httpx.Client(base_url=server.url, timeout=10) as client:
        yield client


@pytest.fixture
def room():
    """A room nobody has used."""
    return f"room-{uuid.uuid4().hex[:8]}"


def message(text="hello", **changes):
    return {"client_id": uuid.uuid4().hex, "sender": "ada", "text": text} | changes


def post(api, room, body, expect=201):
    answer = api.post(f"/rooms/{room}/messages", json=body)
    require(answer, expect)
    return answer.json()


def get(api, room, expect=200, **query):
    answer = api.get(f"/rooms/{room}/messages", params=query)
    require(answer, expect)
    return answer.json()


def require(answer, status):
    request = f"{answer.request.method} {answer.request.url.raw_path.decode()}"
    assert answer.status_code == status, f"{request} gave {answer.status_code}, expected {status}: {answer.text[:300]}"


def texts(page):
    return [one["text"] for one in page["messages"]]


def walk(api, room, limit, between=lambda: None):
    """Return the texts of all pages, doing something between two of them."""
    found, query = [], {"limit": limit}
    for _ in range(100):
        page = get(api, room, **query)
        assert len(page["messages"]) <= limit, f"a page of {len(page['messages'])} messages, with a limit of {limit}"
        found += texts(page)
        if page["next"] is None:
            return found
        query["cursor"] = page["next"]
        between()
    pytest.fail("after a hundred pages there is still a next one")


def test_a_message_comes_back(api, room, rng):
    """A posted message is answered with 201 and stands on top of the room's history"""
    text = f"the answer is {rng.randrange(10**6)}"
    stored = post(api, room, message(text, sender="Zoë 🚲"))
    assert (stored["room"], stored["sender"], stored["text"]) == (room, "Zoë 🚲", text)
    assert get(api, room)["messages"][0] == stored


def test_nothing_internal_leaks(api, room):
    """Answers hold id, room, sender, text and sent_at, and nothing else"""
    allowed = {"id", "room", "sender", "text", "sent_at"}
    assert set(post(api, room, message())) == allowed
    page = get(api, room)
    assert set(page) == {"messages", "next"}
    assert set(page["messages"][0]) == allowed


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("an empty text", {"text": ""}),
        ("a text of white space", {"text": " \n\t"}),
        ("a text of 4001 characters", {"text": "x" * 4001}),
        ("a text that is a number", {"text": 7}),
        ("an empty sender", {"sender": ""}),
        ("a sender of 65 characters", {"sender": "x" * 65}),
        ("an empty client_id", {"client_id": ""}),
        ("a client_id that is null", {"client_id": None}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_invalid_messages_are_refused(api, room, what, changes):
    """A message that breaks a rule is a 422, and is not stored"""
    post(api, room, message(**changes), expect=422)
    assert texts(get(api, room)) == [], f"{what} was refused, but stored all the same"


def test_the_longest_message_is_accepted(api, room):
    """Four thousand characters are accepted, also when each takes four bytes"""
    assert post(api, room, message("🚲" * 4000))["text"] == "🚲" * 4000


def test_unknown_fields_are_refused(api, room):
    """A field that the API does not know is a 422, not a silent typo"""
    post(api, room, message(id=7), expect=422)
    post(api, room, message(reply_to=1), expect=422)


@pytest.mark.parametrize("name", ["Lobby", "a_b", "x" * 41, "a%0A", "%C3%A9"])
def test_room_names_have_rules(api, name):
    """A room name outside a-z, 0-9 and - is a 422, for posting and for reading"""
    require(api.post(f"/rooms/{name}/messages", json=message()), 422)
    require(api.get(f"/rooms/{name}/messages"), 422)


def test_a_retry_gives_the_first_message(api, room):
    """The same client_id again is a 200 with the message that was stored the first time"""
    body = message()
    first = post(api, room, body)
    assert post(api, room, body, expect=200) == first
    assert texts(get(api, room)) == [body["text"]]
    post(api, f"{room}-2", body, expect=201)


def test_a_client_id_is_not_reused_for_something_else(api, room):
    """The same client_id with another text or sender is a 409, and changes nothing"""
    body = message("one")
    post(api, room, body)
    post(api, room, body | {"text": "two"}, expect=409)
    post(api, room, body | {"sender": "mallory"}, expect=409)
    assert texts(get(api, room)) == ["one"]


def test_twenty_retries_at_once_store_one_message(api, room):
    """Twenty retries at the same time store one message, and nobody gets an error"""
    start = Barrier(20)

    def send(body):
        start.wait()
        return api.post(f"/rooms/{room}/messages", json=body)

    with ThreadPoolExecutor(20) as pool:
        for round_number in range(1, 9):
            answers = list(pool.map(send, [message()] * 20))
            found = sorted(answer.status_code for answer in answers)
            assert found == [200] * 19 + [201], "one of the twenty should be a 201, the others a 200"
            assert len({answer.json()["id"] for answer in answers}) == 1, "the twenty answers are not one message"
            stored = len(get(api, room)["messages"])
            assert stored == round_number, f"{round_number} messages were sent, each twenty times; stored are {stored}"


def test_pages_show_everything_once(api, room, rng):
    """Following next shows every message once, newest first"""
    count = rng.randrange(8, 20)
    for number in range(count):
        post(api, room, message(f"m{number}"))
    assert walk(api, room, limit=rng.randrange(2, 5)) == [f"m{number}" for number in reversed(range(count))]


def test_new_messages_do_not_shift_the_pages(api, room, rng):
    """Messages that arrive while somebody scrolls back neither repeat nor hide older ones"""
    for number in range(9):
        post(api, room, message(f"m{number}"))
    shown = walk(api, room, limit=2, between=lambda: post(api, room, message("new")))
    assert shown == [f"m{number}" for number in reversed(range(9))]


def test_the_last_page_says_so(api, room):
    """On the last page next is null, also if the page is exactly full"""
    for number in range(4):
        post(api, room, message(f"m{number}"))
    first = get(api, room, limit=2)
    assert first["next"] is not None, "two of four messages were shown, but next is null"
    last = get(api, room, limit=2, cursor=first["next"])
    assert texts(last) == ["m1", "m0"]
    assert last["next"] is None, f"the page with the oldest message promises another one: next is {last['next']!r}"
    assert get(api, f"{room}-empty") == {"messages": [], "next": None}


@pytest.mark.parametrize("limit", [0, -1, 101, 10**9, "many", "1e3"])
def test_the_limit_has_bounds(api, room, limit):
    """A limit under 1, over 100 or no number is a 422"""
    get(api, room, limit=limit, expect=422)


def test_the_default_limit_is_fifty(api, room):
    """Without a limit a page has fifty messages"""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: post(api, room, message(f"m{number}")), range(51)))
    assert len(get(api, room)["messages"]) == 50
    assert len(get(api, room, limit=100)["messages"]) == 51


def test_a_cursor_that_was_tampered_with(api, room, rng):
    """A cursor that was not handed out for this room is a 400, never a 500"""
    for number in range(5):
        post(api, room, message(f"m{number}"))
        post(api, f"{room}-2", message(f"m{number}"))
    foreign = get(api, f"{room}-2", limit=2)["next"]
    real = get(api, room, limit=2)["next"]
    invented = [base64.urlsafe_b64encode(text).decode() for text in (b"[]", b'{"a": 1}', b"\xff", b"[" * 5000)]
    for cursor in ["", "x", "🚲", "null", "-1", "1 or 1=1", "A" * 7, real[: len(real) // 2], foreign, *invented]:
        get(api, room, limit=2, cursor=cursor, expect=400)


def test_cursors_are_safe_in_a_url(api, rng):
    """A cursor needs no escaping in a URL"""
    room = f"{'z' * rng.randrange(1, 20)}-{uuid.uuid4().hex[:8]}"
    for number in range(3):
        post(api, room, message(f"m{number}"))
    cursor = get(api, room, limit=1)["next"]
    answer = api.get(f"/rooms/{room}/messages?limit=1&cursor={cursor}")
    require(answer, 200)
    assert texts(answer.json()) == ["m1"]


def test_errors_are_problem_details(api, room):
    """Every error is application/problem+json with title and status"""
    for answer in (
        api.post(f"/rooms/{room}/messages", json={}),
        api.post(f"/rooms/{room}/messages", content=b"{", headers={"Content-Type": "application/json"}),
        api.post(f"/rooms/{room}/messages", json=message(text=[1])),
        api.get(f"/rooms/{room}/messages?cursor=x"),
        api.get("/nowhere"),
        api.delete(f"/rooms/{room}/messages"),
    ):
        what = f"{answer.request.method} {answer.request.url.path} ({answer.status_code})"
        assert answer.headers["content-type"].split(";")[0] == "application/problem+json", what
        body = answer.json()
        assert body.get("status") == answer.status_code, what
        assert isinstance(body.get("title"), str), what


def test_invalid_input_names_the_field(api, room):
    """A 422 tells the client which field it was"""
    answer = api.post(f"/rooms/{room}/messages", json=message(sender=""))
    require(answer, 422)
    assert "sender" in answer.text, f"the field sender is not named: {answer.text[:300]}"

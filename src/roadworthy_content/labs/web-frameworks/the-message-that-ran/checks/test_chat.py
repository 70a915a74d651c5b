"""The chat behind gunicorn, as browsers, feed readers and programs see it."""

import json
import uuid
from urllib.parse import quote
from xml.etree import ElementTree

import httpx
import pytest
from markup import read

ATOM = "{http://www.w3.org/2005/Atom}"
TWO_APPS = """
import sys
from wsgiref.simple_server import make_server
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from chat import create_app
apps = DispatcherMiddleware(create_app({"TITLE": "Left"}), {"/right": create_app({"TITLE": "Right"})})
make_server("127.0.0.1", int(sys.argv[1]), apps).serve_forever()
"""


def serve(subject, port, *command, env=None):
    process = subject.start(["python", *command], env=env, port=port)
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10, trust_env=False)
    client.process = process
    return client


def gunicorn(subject, port, env=None):
    command = ["-m", "gunicorn", "--workers", "1", "--threads", "4", "--bind", f"127.0.0.1:{port}", "chat:create_app()"]
    return serve(subject, port, *command, env=env)


TITLE = f"Title {uuid.uuid4().hex[:8]}"
LARGEST = 20_000  # bytes, set in the environment; the default is less


@pytest.fixture(scope="module")
def chat(subject, free_port):
    """A client of the app that gunicorn serves, configured by its environment."""
    environment = {"CHAT_TITLE": TITLE, "CHAT_MAX_CONTENT_LENGTH": str(LARGEST)}
    with gunicorn(subject, free_port(), environment) as client:
        yield client


@pytest.fixture
def room():
    """The name of a room nobody has used."""
    return f"room-{uuid.uuid4().hex[:8]}"


def require(answer, *statuses):
    request = answer.request
    assert answer.status_code in statuses, (
        f"{request.method} {request.url.raw_path.decode()[:80]} should be {' or '.join(map(str, statuses))}, "
        f"and was {answer.status_code}: {answer.text[:300]}"
    )
    return answer


def same(found, wanted, what):
    assert found == wanted, f"{what}: expected {wanted!r}, found {found!r}"


def send(chat, room, text="hello", author="ada"):
    return require(chat.post(f"/api/rooms/{room}/messages", json={"author": author, "text": text}), 201).json()


def page(chat, room, name="ada"):
    answer = require(chat.get(f"/rooms/{room}", params={"name": name}), 200)
    return read(answer.text)


def shown(chat, room):
    """The last message on the page: author, text, and the elements inside of it."""
    messages = page(chat, room).find(cls="message")
    assert messages, "no element of class message is on the page"
    parts = [messages[-1].find(cls="author"), messages[-1].find(cls="text")]
    assert [len(part) for part in parts] == [1, 1], (
        f"in the message there should be one .author and one .text, but there are "
        f"{[element.tag for element in messages[-1].all()][1:]}"
    )
    return parts[0][0], parts[1][0]


HOSTILE = {
    "script": "<script>alert({n})</script>",
    "image": "<img src=x onerror=alert({n})>",
    "entity": "&lt;b&gt; &amp; &#39; AT&T {n}",
    "template": "{{{{ {n} * 7 }}}} {{% raw %}} {{# gone #}}",
    "quotes": "\"{n}\" 'quoted'",
    "closing": "</span></li><h1>{n}</h1>",
    "beside-a-link": "<b>{n}</b> https://example.org/{n} <i>& more</i>",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_text_stays_text(chat, room, rng, kind):
    """Whatever people send as text or name is shown as they typed it, and is no markup"""
    sent = HOSTILE[kind].format(n=rng.randrange(10**6))
    send(chat, room, sent, author=sent[:32])
    author, text = shown(chat, room)
    same(author.text, sent[:32], "the author, as a browser shows it")
    same(author.inside, [], "elements in the author")
    same(text.text, sent, "the text, as a browser shows it")
    same([element.tag for element in text.all()][1:], ["a"] if "http" in sent else [], f"elements made by {sent!r}")


LINKS = {
    "see https://a.example/{n}?x=1&y=2#top now": ["https://a.example/{n}?x=1&y=2#top"],
    "http://a.example/{n}": ["http://a.example/{n}"],
    "two\nhttps://a.example/{n}\thttp://b.example/ü!": ["https://a.example/{n}", "http://b.example/ü!"],
    'https://a.example/{n}"onmouseover="alert(1)': ["https://a.example/{n}"],
    "https://a.example/{n}'onmouseover='alert(1)": ["https://a.example/{n}"],
    "<https://a.example/{n}><script>": ["https://a.example/{n}"],
    "javascript:alert({n}) ftp://a.example": [],
}


@pytest.mark.parametrize("text", LINKS, ids=range(len(LINKS)))
def test_links_are_links_and_no_more(chat, room, rng, text):
    """URLs in a text become links with these two attributes, and nothing can slip out of them"""
    number = rng.randrange(10**6)
    sent, urls = text.format(n=number), [url.format(n=number) for url in LINKS[text]]
    send(chat, room, sent)
    _, found = shown(chat, room)
    same(found.text, sent, "the text, as a browser shows it")
    links = [(element.tag, element.attributes, element.text) for element in found.all()][1:]
    same(links, [("a", {"href": url, "rel": "nofollow noopener"}, url) for url in urls], f"elements in {sent!r}")


def test_the_script_gets_the_messages(chat, room, rng):
    """The page's script gets the messages as JSON, also if one of them ends a script"""
    sent = [f"</script><h1>{rng.randrange(10**6)}</h1>", '<!--<script>"&quot;\\', "'\u2028 日本語 &"]
    messages = [send(chat, room, text) for text in sent]
    (script,) = page(chat, room).find(id="messages")
    assert script.tag == "script"
    try:
        found = json.loads(script.text)
    except ValueError:
        pytest.fail(f"#messages is no JSON, as the browser reads it: {script.text[:200]!r}")
    same(found, messages, "#messages")


@pytest.mark.parametrize(
    "welcome",
    [
        "{{{{ 7 * {n} }}}} {{name}}",
        "{{% for x in [1] %}}{n}{{% endfor %}}",
        "{{name.__class__.__mro__}} {{room!r}} {n}",
        "{{0}} {{}} {{{{name}}}} {{ name }} {n}",
        "100 % {{room}}: <b>{n}</b> & $name \\1",
    ],
    ids=["jinja", "jinja-block", "format-field", "braces", "markup"],
)
def test_a_welcome_is_no_program(chat, room, rng, welcome):
    """In a welcome {name} and {room} are replaced, and nothing else of it, or of a name, is executed"""
    welcome = welcome.format(n=rng.randrange(10**6))
    require(chat.put(f"/api/rooms/{room}/welcome", json={"welcome": welcome}), 204)
    for name in ("Zoë", "{{ 7 * 7 }}", "<i>{room}</i>", "\\g<0>"):
        (found,) = page(chat, room, name).find(cls="welcome")
        wanted = room.join(part.replace("{name}", name) for part in welcome.split("{room}"))
        same(found.text, wanted, f"the welcome {welcome!r}, for the name {name!r}")
        same([element.tag for element in found.inside], [], "elements made by the welcome")


def test_the_feed_is_xml(chat, room, rng):
    """The feed is well-formed XML with every message as it was sent"""
    sent = [f"<b>{rng.randrange(10**6)} & more</b>", "]]> &amp; '\"", "plain"]
    messages = [send(chat, room, text, author=f"<{text[:5]}>") for text in sent]
    answer = require(chat.get(f"/rooms/{room}/feed.atom"), 200)
    assert answer.headers["content-type"].split(";")[0] == "application/atom+xml"
    try:
        feed = ElementTree.fromstring(answer.content)  # the judge's own parser, on an answer of bounded size
    except ElementTree.ParseError as error:
        pytest.fail(f"the feed is not well-formed ({error}): {answer.text[:500]}")
    found = [
        (entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}author/{ATOM}name"), entry.findtext(f"{ATOM}content"))
        for entry in feed.iter(f"{ATOM}entry")
    ]
    same(found, [(f"urn:message:{one['id']}", one["author"], one["text"]) for one in messages], "entries of the feed")


WRONG = [
    ({"text": "hello"}, "author"),
    ({"author": "ada"}, "text"),
    ({"author": 7, "text": "hello"}, "author"),
    ({"author": "ada", "text": {"a": 1}}, "text"),
    ({"author": "ada", "text": ["hello"]}, "text"),
    ({"author": "ada", "text": None}, "text"),
    ({"author": "", "text": "hello"}, "author"),
    ({"author": "x" * 33, "text": "hello"}, "author"),
    ({"author": "ada", "text": ""}, "text"),
    ({"author": "ada", "text": "x" * 4001}, "text"),
]


def test_invalid_messages(chat, room):
    """A message that is not as agreed is a 400 that names the field, and is not stored"""
    path = f"/api/rooms/{room}/messages"
    for body, field in WRONG:
        answer = require(chat.post(path, json=body), 400)
        reasons = answer.json().get("message")
        assert isinstance(reasons, dict), f"{str(body)[:60]}: message should be an object, and is {reasons!r}"
        same(list(reasons), [field], f"fields named as wrong in {str(body)[:60]}")
    for content in (b"{", b"[]", b'"ada"', b"7", b""):
        require(chat.post(path, content=content, headers={"Content-Type": "application/json"}), 400, 415)
    longest = send(chat, room, "ü" * 4000, author="x" * 32)
    same(chat.get(path).json()["messages"], [longest], "messages stored, after all that and a valid one")


def test_messages_come_in_pages(chat, room, rng):
    """Following next shows every message once, oldest first, and ends with null"""
    count, limit = rng.randrange(5, 9), rng.randrange(2, 4)
    sent = [send(chat, room, f"line {number}") for number in range(count)]
    send(chat, f"{room}-2", "elsewhere")
    path, found, pages = f"/api/rooms/{room}/messages?limit={limit}", [], 0
    while path is not None and pages < 10:
        body = require(chat.get(path), 200).json()
        found += body["messages"]
        path, pages = body["next"], pages + 1
    same(found, sent, f"{count} messages in pages of {limit}")
    same(pages, -(-count // limit), f"pages of {limit} for {count} messages")
    exactly = chat.get(f"/api/rooms/{room}/messages?limit={count}").json()
    same(exactly, {"messages": sent, "next": None}, "a page that just holds all the messages there are")
    for limit in ("0", "101", "many", "-1", "1.5", ""):
        reasons = require(chat.get(f"/api/rooms/{room}/messages?limit={limit}"), 400).json()["message"]
        same(isinstance(reasons, dict) and list(reasons), ["limit"], f"fields named as wrong in limit={limit}")


def test_errors_of_the_api_are_json(chat, room):
    """Errors below /api/ are JSON with a message, others are HTML"""
    number = send(chat, room)["id"]
    path = f"/api/rooms/{room}/messages"
    for answer, status in (
        (chat.get(f"{path}/{number + 1000}"), 404),
        (chat.get(f"/api/rooms/{room}-2/messages/{number}"), 404),
        (chat.get("/api/nowhere"), 404),
        (chat.delete(path), 405),
        (chat.post(path, json={"author": "ada", "text": "x" * (LARGEST + 1000)}), 413),
    ):
        require(answer, status)
        where = f"{answer.request.method} {answer.request.url.path} ({status})"
        assert answer.headers["content-type"] == "application/json", f"{where} is {answer.headers['content-type']}"
        assert answer.json().get("message"), f"{where} has no message: {answer.text[:200]}"
    people = require(chat.get("/nowhere"), 404)
    assert people.headers["content-type"].split(";")[0] == "text/html"


def test_the_environment_configures(chat, room):
    """Variables that begin with CHAT_ are settings, and numbers among them are numbers"""
    shown = require(chat.get(f"/rooms/{room}"), 200).text
    assert TITLE in shown, f"CHAT_TITLE is {TITLE!r}, and not on the page"
    for size, status in ((LARGEST - 500, 201), (LARGEST + 500, 413)):
        body = json.dumps({"author": "ada", "text": "hello"}).ljust(size)
        answer = chat.post(f"/api/rooms/{room}/messages", content=body, headers={"Content-Type": "application/json"})
        same(answer.status_code, status, f"status for {size} bytes where CHAT_MAX_CONTENT_LENGTH is {LARGEST}")


def test_two_apps_in_one_process(subject, free_port, room):
    """Two apps in one process share neither settings nor messages, and each knows where it is mounted"""
    port = free_port()
    with serve(subject, port, "-c", TWO_APPS, str(port), env={"CHAT_TITLE": "Environment"}) as chat:
        for mount, text in (("", "on the left"), ("/right", "on the right")):
            answer = chat.post(f"{mount}/api/rooms/{quote(room)}/messages", json={"author": "ada", "text": text})
            location = require(answer, 201).headers["location"]
            found = require(chat.get(location), 200).json()
            same(found, answer.json(), f"what is at {location}, the Location of a message below {mount or '/'}")
            chat.post(f"{mount}/api/rooms/{room}/messages", json={"author": "ada", "text": "last"})
            first = chat.get(f"{mount}/api/rooms/{room}/messages?limit=1").json()
            same([one["text"] for one in first["messages"]], [text], f"first page of the app below {mount or '/'}")
            rest = require(chat.get(first["next"]), 200).json()
            same([one["text"] for one in rest["messages"]], ["last"], f"the page at {first['next']}")
        for mount, title in (("", "Left"), ("/right", "Right")):
            shown = require(chat.get(f"{mount}/rooms/{room}"), 200).text
            assert f"{title}</title>" in shown, f"the app below {mount or '/'} has the title {title}"

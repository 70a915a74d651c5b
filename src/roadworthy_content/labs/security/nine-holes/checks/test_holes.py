"""An attacker named mallory, and people who only want to use the chat."""

import base64
import json
import os
import pickle
import secrets
import threading
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

SECRET = f"the budget is {secrets.token_hex(6)}"
TOKENS = {name: secrets.token_hex(12) for name in ("ada", "bob", "mallory")}
TEXTS = ['I <3 O\'Brien & "quotes"', "100% sure", "<b>not bold</b>", "a_b", "-- ; DROP"]
HOME = "https://ada.example/?a=1&b=2"
SCRIPTS = [
    "<script>steal()</script>",
    "<scr<script>ipt>steal()</script>",
    "<img src=x onerror=steal()>",
    "<SVG/ONLOAD=steal()>",
    "{{ config }}",
]
LINKS = [
    "javascript:steal()",
    "JaVaScRiPt:steal()",
    " javascript:steal()",
    "java\nscript:steal()",
    "data:text/html,<script>steal()</script>",
]


class Site:
    """A web server of ours, which notes what it was asked for."""

    def __init__(self, title, redirect=None):
        asked = self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                body = f"<html><title>{title}</title></html>".encode()
                self.send_response(302 if redirect and self.path.startswith("/go") else 200)
                if redirect and self.path.startswith("/go"):
                    self.send_header("Location", redirect)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class Chat:
    """The learner's chat, a site that may be looked at, and one that nobody outside may reach."""

    def __init__(self, subject, port):
        self.inside = Site(f"admin {secrets.token_hex(4)}")
        self.outside = Site("News & <weather>", redirect=f"http://{self.inside.host}/admin")
        messages = [
            [number, "lobby", "ada", f"2026-11-{number:02}", text]
            for number, text in enumerate([*TEXTS, *SCRIPTS], start=1)
        ]
        messages += [[50, "lobby", "bob", "2026-10-01", "early bird"], [60, "board", "ada", "2026-11-20", SECRET]]
        messages += [[70 + n, "links", f"linker{n}", "2026-11-21", "click me"] for n in range(len(LINKS))]
        people = [[name, "user", "", HOME, token] for name, token in TOKENS.items()]
        people += [[f"linker{n}", "user", "", link, "x"] for n, link in enumerate(LINKS)]
        rooms = [("lobby", "ada"), ("lobby", "bob"), ("lobby", "mallory"), ("board", "ada"), ("links", "mallory")]
        env = {
            "CHAT_SEED": json.dumps({"users": people, "members": rooms, "messages": messages}),
            "PREVIEW_HOSTS": f"news.example:80 {self.outside.host}",
        }
        self.process = subject.start(["python", "serve.py", str(port)], env=env, port=port)
        self.address = httpx.URL(f"http://127.0.0.1:{port}")
        self._client = httpx.Client(base_url=self.address, timeout=8)

    def ask(self, name, method, path, **options):
        """Ask as somebody; the answer must not be the debugger's or a crash."""
        try:
            answer = self._client.request(method, path, headers={"X-User": name}, **options)
        except httpx.HTTPError as error:
            pytest.fail(f"{method} {path} was not answered: {error!r}\n{self.process.output()[-500:]}")
        return answer

    def fine(self, name, method, path, **options):
        """Ask for something that everybody may have."""
        answer = self.ask(name, method, path, **options)
        if answer.status_code not in (200, 204):
            why = "\n".join(self.process.output().strip().splitlines()[-3:])
            pytest.fail(f"legitimate use was answered with {answer.status_code}: {method} {path} {options}\n{why}")
        return answer

    def close(self):
        self._client.close()
        self.inside.close()
        self.outside.close()


@pytest.fixture(scope="module")
def chat(subject, free_port):
    chat = Chat(subject, free_port())
    yield chat
    chat.close()


def texts(answer):
    return [message["text"] for message in answer.json()]


def test_people_can_search(chat):
    """Searching finds texts with quotes, percent signs and all else, in the order that was asked for"""
    for text in TEXTS:
        found = texts(chat.fine("bob", "GET", "/search", params={"q": text}))
        assert found == [text], f"a search for {text!r}, which is one message's text, found {found}"
    assert texts(chat.fine("ada", "GET", "/search", params={"q": "%"})) == ["100% sure"], "a search for the character %"
    assert texts(chat.fine("ada", "GET", "/search", params={"q": "_"})) == ["a_b"], "a search for the character _"
    everything = chat.fine("bob", "GET", "/search").json()
    assert [m["sent_at"] for m in everything] == sorted(m["sent_at"] for m in everything), "without order: by sent_at"
    assert everything[0].keys() == {"id", "room", "author", "sent_at", "text"}
    authors = [m["author"] for m in chat.fine("bob", "GET", "/search", params={"order": "author"}).json()]
    assert authors == sorted(authors) and set(authors) == {"ada", "bob"}
    assert SECRET in texts(chat.fine("ada", "GET", "/search", params={"q": "budget"}))


INJECTIONS = [
    {"q": "' OR 1=1 --"},
    {"q": "%' OR room = 'board' --"},
    {"q": "' UNION SELECT 1, name, token, token, token FROM users --"},
    {"q": "x", "order": "(SELECT token FROM users)"},
    {"order": "(CASE WHEN (SELECT substr(token,1,1) FROM users WHERE name='ada') > '7' THEN id ELSE -id END)"},
    {"order": "id DESC"},
    {"order": "sent_at; DROP TABLE messages"},
]


@pytest.mark.parametrize("number", range(len(INJECTIONS)))
def test_injection(chat, number):
    """SQL in the search's words or order is no SQL: it is searched for, or refused with 400"""
    params = INJECTIONS[number]
    answer = chat.ask("mallory", "GET", "/search", params=params)
    leaked = [what for what in (SECRET, *TOKENS.values()) if what in answer.text]
    assert not leaked, f"mallory searched with {params} and got {leaked}"
    expected = 400 if "order" in params else 200
    assert answer.status_code == expected, f"{params} was answered with {answer.status_code}: {answer.text[:150]}"
    assert expected == 400 or answer.json() == [], (
        f"nothing contains {params['q']!r}, but {answer.text[:200]} was found"
    )
    thief = chat.ask("mallory' OR '1'='1", "GET", "/search")
    assert thief.status_code != 200 or thief.json() == [], "a user with a quote in the name sees everything"


def test_other_peoples_messages(chat):
    """Who is not in the room gets 404 for its messages; who did not write a message gets 403 for taking it back"""
    assert chat.fine("ada", "GET", "/messages/60").json()["text"] == SECRET
    assert chat.fine("bob", "GET", "/messages/1").json()["text"] == TEXTS[0]
    for method in ("GET", "DELETE"):
        answer = chat.ask("mallory", method, "/messages/60")
        assert SECRET not in answer.text, "mallory, who is not in the room, read its message"
        assert answer.status_code == 404, (
            f"{method} /messages/60 by mallory, who is not in the room: {answer.status_code}"
        )
    assert chat.ask("bob", "GET", "/messages/999").status_code == 404
    status = chat.ask("mallory", "DELETE", "/messages/50").status_code
    assert status == 403, f"mallory took back a message of bob's in a room they share: {status}"
    chat.fine("ada", "GET", "/messages/60"), chat.fine("ada", "GET", "/messages/50")
    chat.fine("bob", "DELETE", "/messages/50")
    assert chat.ask("bob", "GET", "/messages/50").status_code == 404, "what bob took back is still there"


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.links, self.paragraphs, self._in = [], [], [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attributes]
        self.links += [value for name, value in attributes if name in ("href", "src")]
        self._in = tag == "p"
        if self._in:
            self.paragraphs.append("")

    def handle_endtag(self, tag):
        self._in = self._in and tag != "p"

    def handle_data(self, data):
        if self._in:
            self.paragraphs[-1] += data


def test_pages_show_what_was_written(chat):
    """A page shows each text in its paragraph as it was written, whatever it is, and runs none of it"""
    answer = chat.fine("bob", "GET", "/rooms/lobby/page")
    page = Page(answer.text)
    wild = set(page.tags) - {"html", "head", "body", "meta", "title", "ul", "li", "a", "span", "p"}
    assert not wild, f"what people wrote became elements of the page: {sorted(wild)}"
    assert not [name for name in page.attributes if name.startswith("on")], "an event handler got into the page"
    for text in [*TEXTS, *SCRIPTS]:
        assert text in page.paragraphs, f"no paragraph shows the text {text!r}; there are {page.paragraphs}"
    assert HOME in page.links, f"the homepage {HOME} should be linked; there are {page.links}"
    assert chat.ask("mallory", "GET", "/rooms/board/page").status_code == 404


def test_links_lead_to_the_web(chat):
    """Old homepages that are code are not linked, and new ones are refused with 400"""
    page = Page(chat.fine("mallory", "GET", "/rooms/links/page").text)
    assert page.paragraphs == ["click me"] * len(LINKS), "the messages themselves should be shown"
    code = [link for link in page.links if not str(link).startswith(("http://", "https://"))]
    assert not code, f"who clicks on an author runs {code}"
    for link in LINKS:
        status = chat.ask("mallory", "PATCH", "/me", json={"homepage": link}).status_code
        assert status == 400, f"the homepage {link!r} was answered with {status}"
    changed = chat.fine("bob", "PATCH", "/me", json={"homepage": "http://bob.example/", "title": "Dr. O'Bob"}).json()
    assert changed == {"name": "bob", "role": "user", "title": "Dr. O'Bob", "homepage": "http://bob.example/"}
    assert chat.fine("bob", "PATCH", "/me", json={"title": ""}).json()["homepage"] == "http://bob.example/"
    sneaky = 'https://x.example/" onmouseover="steal()'
    chat.ask("ada", "PATCH", "/me", json={"homepage": sneaky})
    names = Page(chat.fine("ada", "GET", "/rooms/lobby/page").text).attributes
    chat.ask("ada", "PATCH", "/me", json={"homepage": HOME})
    assert "onmouseover" not in names, f"the homepage {sneaky!r} has put an event handler into the page"


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "admin"},
        {"token": "known"},
        {"name": "ada"},
        {"title": "x", "role": "admin"},
        {"role = 'admin', title": "x"},
        {"ROLE": "admin"},
    ],
    ids=str,
)
def test_nobody_promotes_themselves(chat, changes):
    """Only title and homepage can be changed: any other key is refused with 400, and then nothing changes"""
    answer = chat.ask("mallory", "PATCH", "/me", json=changes)
    now = chat.ask("mallory", "PATCH", "/me", json={}).json()
    assert (now.get("name"), now.get("role"), now.get("title")) == ("mallory", "user", ""), (
        f"{changes} made this of mallory: {now}"
    )
    assert answer.status_code == 400, f"{changes} was answered with {answer.status_code}"


ESCAPES = ["../files-of-the-board.txt", "..%2ffiles-of-the-board.txt", "%2e%2e/files-of-the-board.txt",
           "lobby/../../files-of-the-board.txt", "....//files-of-the-board.txt", "..././files-of-the-board.txt", "lobby/..%2f..%2fchat.db",
           "{workspace}/files-of-the-board.txt", "/{workspace}/chat.db", "..%5cfiles-of-the-board.txt", "../app.py"]  # fmt: skip


def test_files_stay_in_their_folder(chat, subject):
    """Files of the folder come, with odd names and in folders too; no path leads out of it"""
    assert chat.fine("bob", "GET", "/files/lobby/party.txt").text == "Bring cake.\n"
    assert chat.fine("bob", "GET", "/files/minutes..2026%20(final).txt").text == "Minutes of the meeting.\n"
    assert chat.ask("bob", "GET", "/files/none.txt").status_code == 404
    for escape in ESCAPES:
        path = "/files/" + escape.format(workspace=str(subject.workspace).replace("/", "%2f"))
        answer = chat.ask("mallory", "GET", chat.address.copy_with(raw_path=path.encode()))
        leaked = "cash box" in answer.text or "SQLite" in answer.text or "import" in answer.text
        assert not leaked, f"GET {path} brings a file from outside of the folder: {answer.text[:60]!r}"
        assert answer.status_code in (308, 400, 403, 404), f"GET {path} was answered with {answer.status_code}"


def test_previews_stay_outside(chat):
    """Previews come from the allowed hosts; no address, however written, and no redirect leads anywhere else"""
    good, bad = chat.outside.host, chat.inside.host
    answer = chat.fine("bob", "POST", "/preview", json={"url": f"http://{good}/today?x=1"})
    assert answer.json() == {"title": "News & <weather>"}
    tries = [
        f"http://{bad}/admin", f"http://{bad}/?{good}", f"http://{good}@{bad}/", f"http://{good}#@{bad}/", f"http://{bad}#{good}",
        f"http://{bad}\\@{good}/", "file:///etc/passwd", f"file://{good}/etc/passwd", f"http://{good}.evil.example/", "", "http://", "http://[",
        f"http://{good}/go",
    ]  # fmt: skip
    for url in tries:
        answer = chat.ask("mallory", "POST", "/preview", json={"url": url})
        assert not chat.inside.asked, f"a preview of {url} made the chat ask the inner server for {chat.inside.asked}"
        harmless = answer.status_code in (400, 502) or answer.json() == {"title": "News & <weather>"}
        assert harmless, f"a preview of {url!r} was answered with {answer.status_code}: {answer.text[:100]}"
    status = chat.ask("mallory", "POST", "/preview", json={"url": f"http://{bad}/"}).status_code
    assert status == 400, f"a host that is not allowed should be a 400, not {status}"


class Bomb:
    """What runs a command where it is unpickled."""

    def __init__(self, command):
        self.command = command

    def __reduce__(self):
        return os.system, (self.command,)


def test_drafts_are_only_data(chat, subject):
    """Exported drafts can be imported again; whatever else is imported is a 400, and none of it runs"""
    drafts = {"lobby": f"unfinished {secrets.token_hex(3)} 🚲", "board": ""}
    blob = chat.fine("bob", "POST", "/drafts/export", json=drafts).json()["blob"]
    assert isinstance(blob, str), f"blob should be a text, and is {blob!r}"
    assert chat.fine("bob", "POST", "/drafts/import", json={"blob": blob}).json() == drafts
    proof = subject.workspace / f"proof-{secrets.token_hex(4)}"
    for protocol in (0, 2, 4):
        bomb = base64.b64encode(pickle.dumps(Bomb(f"touch {proof}"), protocol)).decode()
        status = chat.ask("mallory", "POST", "/drafts/import", json={"blob": bomb}).status_code
        assert not proof.exists(), "mallory's blob has run a command on the server"
        assert status == 400, f"a blob that is none of ours was answered with {status}"
    for nonsense in ("", "%%%", base64.b64encode(b"[1]").decode(), 7, None):
        status = chat.ask("mallory", "POST", "/drafts/import", json={"blob": nonsense}).status_code
        assert status == 400, f"the blob {nonsense!r} was answered with {status}"

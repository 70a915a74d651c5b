"""The Django project, served, and visited by people with cookies."""

import sqlite3
from contextlib import closing
from itertools import count

import httpx
import pytest
from markup import read
from serve import SCRIPT

ROOMS = count()


@pytest.fixture(scope="module")
def site(subject, free_port, tmp_path_factory):
    """The served project: its address, and its database."""
    port, database = free_port(), "/tmp/chat-of-the-judge.sqlite3"  # noqa: S108  # /tmp is the attempt's own
    subject.start(["python", "-c", SCRIPT, str(port)], env={"CHAT_DATABASE": database}, port=port, timeout=30)
    return Site(f"http://127.0.0.1:{port}", database)


class Site:
    """The project as its visitors reach it, and its tables as the judge sees them."""

    def __init__(self, url, database):
        self.url, self.database = url, database
        self._visitors = {}

    def rows(self, sql, *params):
        with closing(sqlite3.connect(self.database)) as connection, connection:
            return connection.execute(sql, params).fetchall()

    def messages(self, slug):
        """The room's messages: (author, text, pinned), oldest first."""
        return self.rows(
            "SELECT username, text, pinned FROM chat_message JOIN chat_room ON chat_room.id = room_id "
            "JOIN auth_user ON auth_user.id = author_id WHERE slug = ? ORDER BY chat_message.id",
            slug,
        )

    def visitor(self, name=None):
        """Somebody with a browser, logged in if there is a name."""
        if name not in self._visitors:
            visitor = Visitor(self, name)
            if name is not None:
                visitor.get("/accounts/login/")
                answer = visitor.post("/accounts/login/", username=name, password=name)
                assert answer.status_code == 302, f"{name} could not log in: {answer.status_code}"
            self._visitors[name] = visitor
        return self._visitors[name]


class Visitor:
    """A browser: keeps cookies, follows nothing."""

    def __init__(self, site, name):
        self.site, self.name = site, name
        self._client = httpx.Client(base_url=site.url, timeout=15, trust_env=False)
        self._client.get("/accounts/login/")  # hands out the token

    def get(self, path):
        return self._client.get(path)

    def request(self, method, path):
        return self._client.request(method, path, headers={"X-CSRFToken": self._client.cookies["csrftoken"]})

    def post(self, path, *, token=True, **fields):
        if token:
            fields["csrfmiddlewaretoken"] = self._client.cookies["csrftoken"]
        return self._client.post(path, data=fields)

    def page(self, slug):
        return read(require(self.get(f"/rooms/{slug}/"), 200).text)

    def say(self, slug, text="hello"):
        """Say something; return the message's id."""
        require(self.post(f"/rooms/{slug}/", text=text), 302)
        ids = self.site.rows(
            "SELECT max(m.id) FROM chat_message m JOIN chat_room r ON r.id = room_id WHERE slug = ?", slug
        )
        return ids[0][0]


def require(answer, *statuses):
    request = answer.request
    assert answer.status_code in statuses, (
        f"{request.method} {request.url.raw_path.decode()[:80]} should be {' or '.join(map(str, statuses))}, "
        f"and was {answer.status_code} {answer.headers.get('location', '')}: {answer.text[:200]}"
    )
    return answer


def same(found, wanted, what):
    assert found == wanted, f"{what}: expected {wanted!r}, found {found!r}"


@pytest.fixture
def slug(site):
    """A room nobody has used, with ada, bob, cleo and _x9 as members. Eve is none."""
    return f"room-{next(ROOMS)}"


@pytest.fixture
def ada(site):
    return site.visitor("ada")


@pytest.fixture
def bob(site):
    return site.visitor("bob")


def test_a_message_is_posted_once(site, ada, bob, slug, rng):
    """A good message is stored once, under the visitor's name, and answered with a redirect to the room"""
    text = f"line {rng.randrange(10**6)}"
    answer = require(ada.post(f"/rooms/{slug}/", text=f"  {text}\n"), 302)
    same(answer.headers["location"], f"/rooms/{slug}/", "where the redirect leads")
    same(site.messages(slug), [("ada", text, 0)], "author, text and pinned of what is stored")
    bob.say(slug, "x" * 2000)
    page = ada.page(slug)
    number = slug.partition("-")[2]
    same([one.text.strip() for one in page.all() if one.tag == "title"], [f"Tea & cake {number} - Chat"], "titles")
    same(
        [one.text for one in page.all() if one.tag == "header"], ["ada"], "base.html's header, which shows who is there"
    )
    shown = [
        [part.text for name in ("author", "text") for part in one.find(cls=name)] for one in page.find(cls="message")
    ]
    same(shown, [["ada", text], ["bob", "x" * 2000]], "authors and texts on the page")
    same(len(page.find(id="say")), 1, "forms with the id say")


def test_a_bad_message_is_given_back(site, ada, slug, rng):
    """A bad message stores nothing, and comes back in the form with the reason, status 422"""
    for text in ("", "   \n", f"<b>{rng.randrange(10**6)}</b>" + "x" * 2000):
        answer = require(ada.post(f"/rooms/{slug}/", text=text), 422)
        page = read(answer.text)
        assert page.find(cls="errorlist"), f"no .errorlist says what was wrong with {text[:20]!r}"
        fields = [one.text or one.attributes.get("value") or "" for one in page.find(name="text")]
        same([field.strip() for field in fields], [text.strip()], "what stands in the form")
    same(site.messages(slug), [], "messages stored")
    plain = ada.page(slug)
    same(plain.find(cls="errorlist"), [], "errors on a page where nothing was posted")


def test_the_form_gives_the_text_and_nothing_else(site, ada, slug):
    """A visitor cannot pin a message, write as somebody else, or into another room"""
    ids = {name: number for number, name in site.rows("SELECT id, username FROM auth_user")}
    other = site.rows("SELECT id FROM chat_room WHERE slug <> ?", slug)[0][0]
    extra = {"pinned": "on", "author": ids["bob"], "author_id": ids["bob"], "user": ids["bob"], "room": other}
    answer = ada.post(f"/rooms/{slug}/", text="hello", id="4711", sent_at="2000-01-01 00:00", **extra)
    require(answer, 302)
    same(site.messages(slug), [("ada", "hello", 0)], "author, text and pinned of what is stored")
    ((sent_at,),) = site.rows("SELECT max(sent_at) FROM chat_message")
    assert sent_at > "2001", f"the visitor set the time of the message: {sent_at}"


def test_only_the_author_deletes(site, ada, bob, slug):
    """Who said something can delete it; for everybody else it is a 404, and stays"""
    mine, yours = ada.say(slug, "mine"), bob.say(slug, "yours")
    page = ada.page(slug)
    for number, own in ((mine, True), (yours, False)):
        (message,) = page.find(id=f"message-{number}")
        actions = [one.attributes.get("action") for one in message.all() if one.tag == "form"]
        same(actions, [f"/messages/{number}/delete/"] if own else [], "actions of the forms in a message")
    statuses = [ada.post(f"/messages/{number}/delete/").status_code for number in (yours, yours + 10_000)]
    same(statuses, [404, 404], "deleting somebody else's message, and one that is not there")
    same(site.visitor("eve").post(f"/messages/{mine}/delete/").status_code, 404, "a stranger deletes")
    same(len(site.messages(slug)), 2, "messages that are still there")
    answer = require(ada.post(f"/messages/{mine}/delete/"), 302)
    same(answer.headers["location"], f"/rooms/{slug}/", "where the redirect leads")
    same(site.messages(slug), [("bob", "yours", 0)], "messages that are left")
    cleo = site.visitor("cleo")
    last = cleo.say(slug, "my last word")
    site.rows(
        "DELETE FROM chat_room_members WHERE user_id = (SELECT id FROM auth_user WHERE username = 'cleo') "
        "AND room_id = (SELECT id FROM chat_room WHERE slug = ?)",
        slug,
    )
    same(cleo.post(f"/messages/{last}/delete/").status_code, 404, "who is no longer a member deletes")


def test_a_link_deletes_nothing(site, ada, slug):
    """Following a link deletes nothing: any method but POST is a 405"""
    number = ada.say(slug)
    for method in ("GET", "HEAD", "PUT", "DELETE"):
        same(ada.request(method, f"/messages/{number}/delete/").status_code, 405, f"status of {method}")
    same(len(site.messages(slug)), 1, "messages that are still there")


def test_a_room_is_for_its_members(site, ada, slug):
    """Strangers get the same 404 for a room that exists and one that does not, and cannot write; others must log in"""
    ada.say(slug, "a secret")
    eve, nobody = site.visitor("eve"), site.visitor()
    for path in (f"/rooms/{slug}/", "/rooms/there-is-none/"):
        answers = [eve.get(path), eve.post(path, text="I was here")]
        same([answer.status_code for answer in answers], [404, 404], f"a stranger's GET and POST of {path}")
        for answer in (nobody.get(path), nobody.post(path, text="I was here")):
            require(answer, 302)
            same(answer.headers["location"], f"/accounts/login/?next={path}", "where somebody unknown is sent")
    same(site.messages(slug), [("ada", "a secret", 0)], "messages stored")


def test_other_sites_cannot_post(site, ada, slug):
    """Without Django's token nothing is posted and nothing deleted, and the page's own forms have it"""
    number = ada.say(slug)
    same(ada.post(f"/rooms/{slug}/", token=False, text="forged").status_code, 403, "posting without a token")
    same(ada.post(f"/messages/{number}/delete/", token=False).status_code, 403, "deleting without a token")
    same(site.messages(slug), [("ada", "hello", 0)], "messages stored")
    for form in (one for one in ada.page(slug).all() if one.tag == "form"):
        where = form.attributes.get("action") or form.attributes.get("id")
        same(len(form.find(name="csrfmiddlewaretoken")), 1, f"tokens in the form {where}")


HERE = ["/rooms/room-0/?page=2#end", "/"]
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "https://127.0.0.1@evil.example/",
    "",
]


def test_next_stays_on_this_site(site, ada, slug):
    """After posting, next leads to places on this site, and never to another"""
    for wanted in [*HERE, f"{site.url}/rooms/room-1/", *ELSEWHERE]:
        for field in (True, False):
            path = f"/rooms/{slug}/" if field else str(httpx.URL(f"/rooms/{slug}/", params={"next": wanted}))
            answer = require(ada.post(path, text="hello", **({"next": wanted} if field else {})), 302)
            expected = f"/rooms/{slug}/" if wanted in ELSEWHERE else wanted
            same(
                answer.headers["location"],
                expected,
                f"redirect for next={wanted!r} in the {'form' if field else 'query'}",
            )


TEXTS = {
    "hello @ada and @bob!": ["@ada", "@bob"],
    "@adam @ADA x@ada @ada_ @eve @_x9, @bob's": ["@_x9", "@bob"],
    "<script>alert(1)</script> @ada": ["@ada"],
    "<mark>@ada</mark> &lt;b&gt; &#64;bob": ["@ada"],
    "{{ 7 }} {% now %} \"quotes\" 'too' @bob": ["@bob"],
    "@bob@ada @@ada": ["@bob", "@ada"],
}


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_mentions_are_marked_and_text_stays_text(ada, slug, rng, text):
    """Mentions of members are marked, and everything else is shown as it was typed"""
    text = f"{text} {rng.randrange(10**6)}"
    number = ada.say(slug, text)
    (message,) = ada.page(slug).find(id=f"message-{number}")
    (shown,) = message.find(cls="text")
    same(shown.text, text, "the text, as a browser shows it")
    marks = [(one.tag, one.attributes, one.text) for one in shown.all()][1:]
    same(marks, [("mark", {}, name) for name in TEXTS[text.rpartition(" ")[0]]], f"elements in {text!r}")

"""The origin with the learner's headers, the learner's nginx before it, and visitors."""

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from policy import headers_for

PATIENCE = 5.0  # seconds to wait for what should happen; never the measure of anything
GRACE = 0.4  # seconds that an edge is given to ask the origin again, which it should not


class Site:
    """Origin and edge."""

    def __init__(self, subject, free_port):
        self.port, self.origin_port = free_port(), free_port()
        self.origin = subject.start(["python", "origin.py", str(self.origin_port)], port=self.origin_port)
        self.edge = subject.start(["python", "run.py", str(self.port), str(self.origin_port)], port=self.port)

    def request(self, path, headers=None, method="GET", port=None):
        """Send a request on a connection of its own; returns answer and body."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            return answer, answer.read()
        except TimeoutError:
            pytest.fail(f"{path} was not answered within {PATIENCE:.0f} s")
        finally:
            connection.close()

    def get(self, path, session=None, language=None):
        """Ask the edge for a page; returns what is in it, with "cache": what X-Cache says."""
        headers = {"Cookie": f"theme=dark; session={session}"} if session else {}
        headers |= {"Accept-Language": language} if language else {}
        answer, body = self.request(path, headers)
        if answer.status != 200:
            pytest.fail(f"{path} was answered with {answer.status}; nginx said: {self.edge.output()[-300:]}")
        return json.loads(body) | {"cache": answer.getheader("X-Cache")}

    def tell(self, deed):
        """Change the origin's state."""
        self.request(f"/_/{deed}", method="POST", port=self.origin_port)

    def asked(self, path):
        """With which statuses the origin has answered requests for a path."""
        log = json.loads(self.request("/_/log", port=self.origin_port)[1])
        return [status for url, status in log if url.partition("?")[0] == path]


@pytest.fixture(scope="module")
def site(subject, free_port):
    """Both, running."""
    return Site(subject, free_port)


class Aged:
    """A room that was fetched when the checks began, so that it is old when its turn comes."""

    def __init__(self, site, room):
        self.site, self.room = site, room
        answer, body = site.request(room)
        self.first = json.loads(body) if answer.status == 200 else {}

    @property
    def number(self):
        assert "number" in self.first, f"{self.room} was not answered with a page; nginx said: {self.site.edge.output()[-300:]}"
        return self.first["number"]


@pytest.fixture(scope="module", autouse=True)
def aged(subject, free_port, site):
    """Rooms of the checks that need an old one; two are of sites of their own, which will go down."""
    sites = {"unchanged": site, "stale": site, "fail": Site(subject, free_port), "dead": Site(subject, free_port)}
    return {name: Aged(one, f"/rooms/{name}") for name, one in sites.items()}


@pytest.fixture
def room(rng):
    """A page that nobody has asked for yet."""
    return f"/rooms/{rng.randrange(10**9)}"


def directives(path, logged_in=False):
    """Cache-Control of the learner's policy, taken apart."""
    value = str(dict(headers_for(path, logged_in)).get("Cache-Control", ""))
    parts = [part.strip().lower().partition("=") for part in value.split(",")]
    return {name: text for name, _, text in parts if name}


def test_what_may_be_kept_is_kept(site, room):
    """A room is fetched once, and then comes from the cache"""
    first, second = site.get(room), site.get(room)
    assert (first["cache"], second["cache"]) == ("MISS", "HIT"), f"X-Cache: {first['cache']}, then {second['cache']}"
    assert first["number"] == second["number"]


def test_private_answers_stay_private(site, rng):
    """Nobody is shown a page that was made for somebody else, and no cache is told to keep one"""
    for path in ("/me", f"/me/inbox?page={rng.randrange(10**6)}", f"/rooms/{rng.randrange(10**6)}"):
        names = [f"ada{rng.randrange(100)}", f"bob{rng.randrange(100)}"]
        seen = [site.get(path, session=name)["for"] for name in names] + [site.get(path)["for"]]
        assert seen == [*names, "nobody"], (
            f"{path} was asked for by {names} and by nobody in particular; made for {seen}"
        )
    assert "no-store" in directives("/me/inbox", logged_in=True), "/me must not be stored at all"
    for path in ("/rooms", "/rooms/7", "/help", "/mean"):
        found = directives(path, logged_in=True)
        assert {"private", "no-store"} & set(found), f"{path} for somebody who is logged in: {found}"


def test_a_visitor_with_a_cookie_leaves_nothing(site, rng):
    """A request with a session neither gets what is kept nor adds to it, and answers that set cookies are not kept"""
    asset = f"/assets/app.{rng.randrange(10**9)}.js"
    assert site.get(asset, session="ada")["for"] == "ada"
    assert site.get(asset)["for"] == "nobody", "what was fetched for a session was kept, and shown to somebody else"
    assert site.get(asset, session="ada")["for"] == "ada", "a session got what was kept for others"
    numbers = [site.get("/rooms/welcome")["number"] for _ in range(2)]
    assert numbers[0] != numbers[1], "an answer with Set-Cookie was kept: two visitors share a cookie"


def test_each_language_has_its_own(site, room):
    """A room is kept for each language by itself"""
    seen = [site.get(room, language=language)["language"] for language in ("de", "fr", "de", "fr")]
    assert seen == ["de", "fr", "de", "fr"], f"asked for de, fr, de, fr, and got {seen}"


def test_many_misses_ask_once(site, room, eventually):
    """When many ask for a page that is not kept, the origin is asked once"""
    site.tell("slow")
    with ThreadPoolExecutor(10) as threads:
        try:
            waiting = [threads.submit(site.get, room) for _ in range(10)]
            eventually(lambda: site.asked(room), within=PATIENCE, what="the origin to be asked")
            late = time.monotonic() + GRACE
            while time.monotonic() < late and len(site.asked(room)) == 1:
                time.sleep(0.02)
        finally:
            site.tell("quick")
        numbers = {one.result()["number"] for one in waiting}
    assert len(site.asked(room)) == 1, (
        f"ten visitors came at once, and the origin was asked {len(site.asked(room))} times"
    )
    assert len(numbers) == 1


def test_tracking_parameters_make_no_new_page(site, room):
    """utm_source and fbclid do not make a page a new one, page does"""
    urls = [f"{room}?page=2", f"{room}?page=2&utm_source=mail", f"{room}?fbclid=x1&page=2", f"{room}?page=3", room]
    numbers = [site.get(url)["number"] for url in urls]
    assert numbers[0] == numbers[1] == numbers[2], f"{urls[:3]} are one page, and were fetched as {numbers[:3]}"
    assert len(set(numbers[2:])) == 3, f"{urls[2:]} are three pages, and came as {numbers[2:]}"


def test_what_has_not_changed_is_not_sent_again(site, aged, eventually):
    """A page that has become old is asked for with its ETag, and 304 makes it good again"""
    room, number = aged["unchanged"].room, aged["unchanged"].number
    eventually(
        lambda: site.get(room) and any(site.asked(room)[1:]), within=PATIENCE, what="the origin to be asked again"
    )
    assert site.asked(room)[1] == 304, f"the origin was asked again and sent {site.asked(room)[1]}, not 304"
    assert site.get(room)["number"] == number


def test_what_is_stale_is_served_meanwhile(site, aged, eventually):
    """While an old page is fetched anew, visitors get the old one at once"""
    room, number = aged["stale"].room, aged["stale"].number
    site.tell("slow")
    try:
        found = eventually(
            lambda: (page := site.get(room))["cache"] != "HIT" and page, within=PATIENCE, what="s-maxage to end"
        )
        assert found["number"] == number, "a visitor got another page than the old one"
        assert [site.get(room)["number"] for _ in range(3)] == [number] * 3
    finally:
        site.tell("quick")


@pytest.mark.parametrize("how", ["fail", "dead"])
def test_an_outage_is_covered(aged, eventually, how):
    """When the origin answers with errors or not at all, visitors get the old page"""
    site, room, number = aged[how].site, aged[how].room, aged[how].number
    if how == "dead":
        site.origin.kill()
        site.origin.wait()
    else:
        site.tell("fail")
    old = ("STALE", "UPDATING")
    eventually(lambda: site.get(room)["cache"] in old, within=PATIENCE, what="X-Cache to say STALE or UPDATING")
    assert [site.get(room)["number"] for _ in range(3)] == [number] * 3


def test_an_error_is_not_kept(site, room):
    """An error is not kept, whatever its headers say"""
    site.tell("fail")
    status = site.request(room)[0].status
    site.tell("well")
    assert status == 500
    after = site.request(room)[0].status
    assert after == 200, f"the origin is well again, and the next visitor gets {after}"


def test_assets_with_a_hash_are_kept_for_good(site, rng):
    """Assets are for a year and immutable, rooms for a second and longer when old; everything else is asked for each time"""
    found = directives("/assets/app.1f2e3d.js")
    assert "public" in found and "immutable" in found, f"an asset has Cache-Control {found}"
    assert found.get("max-age") == "31536000", f"an asset has max-age {found.get('max-age')}; a year has 31536000 s"
    rooms = directives(f"/rooms/{rng.randrange(1000)}")
    wanted = {"max-age": "0", "s-maxage": "1", "stale-while-revalidate": "60", "stale-if-error": "86400"}
    found = {name: rooms.get(name) for name in wanted}
    assert found == wanted, f"a room has {found}"
    for path in ("/", "/help", "/roomservice", "/assetsx"):
        found = directives(path)
        assert {"no-cache", "no-store"} & set(found), f"{path} has Cache-Control {found}"
        assert site.get(path)["number"] != site.get(path)["number"], f"{path} was kept"

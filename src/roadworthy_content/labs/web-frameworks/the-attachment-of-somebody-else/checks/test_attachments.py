"""The API, served, and asked by people with tokens."""

import sqlite3
from contextlib import closing
from itertools import count

import httpx
import pytest
from serve import PEOPLE, SCRIPT

FIELDS = ["created_at", "id", "name", "room", "scanned", "size", "uploader"]
PATH = "/api/attachments/"
NUMBERS = {"staff": count(), "people": count(2), "rooms": count()}


class Site:
    """The API, and its tables as the judge sees them."""

    def __init__(self, url, database):
        self.url, self.database = url, database

    def rows(self, sql, *params):
        with closing(sqlite3.connect(self.database, timeout=20)) as connection, connection:
            return connection.execute(sql, params).fetchall()

    def person(self, kind="people"):
        """Somebody whom nobody has met."""
        number = next(NUMBERS[kind])
        assert number < PEOPLE
        return Person(self, f"person{number}")

    def room(self, *members):
        """A room with members, the first of them its owner; returns its slug."""
        slug = f"room-{next(NUMBERS['rooms'])}"
        self.rows(
            "INSERT INTO api_room (slug, owner_id) SELECT ?, id FROM auth_user WHERE username = ?",
            slug,
            members[0].name,
        )
        for member in members:
            self.rows(
                "INSERT INTO api_room_members (room_id, user_id) SELECT api_room.id, auth_user.id FROM api_room, auth_user "
                "WHERE slug = ? AND username = ?",
                slug, member.name,
            )  # fmt: skip
        return slug

    def attachment(self, number):
        """What is stored of an attachment: room, uploader, name, size, scanned; None if nothing is."""
        rows = self.rows(
            "SELECT slug, username, name, size, scanned FROM api_attachment a JOIN api_room r ON r.id = room_id "
            "JOIN auth_user u ON u.id = uploader_id WHERE a.id = ?",
            number,
        )
        return rows[0] if rows else None


class Person:
    """A client with somebody's token."""

    def __init__(self, site, name, **headers):
        self.name = name
        headers |= {"Authorization": f"Token token-of-{name}"} if name else {}
        self._client = httpx.Client(base_url=site.url, headers=headers, timeout=15, trust_env=False)

    def post(self, path, body, headers=None):
        return self._client.post(path, json=body, headers=headers)

    def ask(self, method, path, status, body=None, **headers):
        """Send a request, whose answer has to have a status; return the answer."""
        answer = self._client.request(method, path, json=body, headers=headers)
        assert answer.status_code == status, (
            f"{self.name or 'somebody without a token'}: {method} {path} {str(body or '')[:100]} should be {status}, "
            f"and was {answer.status_code}: {answer.text[:200]}"
        )
        return answer

    def see(self, path):
        return self.ask("GET", path, 200).json()

    def upload(self, room, name="cat.png", size=1, **extra):
        return self.ask("POST", PATH, 201, {"room": room, "name": name, "size": size, **extra}).json()


def same(found, wanted, what):
    assert found == wanted, f"{what}: expected {wanted!r}, found {found!r}"


@pytest.fixture(scope="module")
def site(subject, free_port):
    """The served project."""
    port, database = free_port(), "/tmp/chat-of-the-judge.sqlite3"  # noqa: S108  # /tmp is the attempt's own
    command = ["python", "-c", SCRIPT, str(port), str(PEOPLE)]
    subject.start(command, env={"CHAT_DATABASE": database}, port=port, timeout=30)
    return Site(f"http://127.0.0.1:{port}", database)


@pytest.fixture
def owner(site):
    return site.person()


@pytest.fixture
def member(site):
    return site.person()


@pytest.fixture
def stranger(site):
    """Somebody with a room of their own, and no other."""
    return site.person()


@pytest.fixture
def room(site, owner, member):
    """A room of the owner's, with a member."""
    return site.room(owner, member)


def test_an_upload_shows_what_was_agreed(site, member, owner, room, rng):
    """An attachment is shown with its seven fields, to everybody in the room, and with nothing else"""
    name, size = f"cat-{rng.randrange(10**6)}.png", rng.randrange(1, 10**8)
    made = member.upload(room, name, size)
    same(sorted(made), FIELDS, "fields of what was uploaded")
    number = made["id"]
    same(site.attachment(number), (room, member.name, name, size, 0), "what is stored")
    wanted = {"room": room, "name": name, "size": size, "uploader": member.name, "scanned": False}
    for where, shown in (
        ("detail", owner.see(f"{PATH}{number}/")),
        ("list", owner.see(f"{PATH}?room={room}")["results"][0]),
    ):
        same(sorted(shown), FIELDS, f"fields in the {where}")
        same({key: shown[key] for key in wanted}, wanted, f"an attachment in the {where}")


def test_a_client_cannot_say_more_than_it_may(site, member, owner, room):
    """A client sets neither the uploader nor the scan, the time, the id or the key, and bad names and sizes are refused"""
    ids = dict(site.rows("SELECT username, id FROM auth_user"))
    extra = {"uploader": owner.name, "uploader_id": ids[owner.name], "user": ids[owner.name], "scanned": True}
    # An API that has the uploader as a number would take a number; one that has a name, a name.
    for uploader in (owner.name, ids[owner.name]):
        extra |= {"uploader": uploader, "id": 4711, "created_at": "2000-01-01T00:00:00Z", "storage_key": "0" * 32}
        answer = member.post(PATH, {"room": room, "name": "cat.png", "size": 1, **extra})
        if answer.status_code == 400 and uploader == owner.name and list(answer.json()) == ["uploader"]:
            continue  # it wants a number, and gets one next
        same(answer.status_code, 201, f"status of an upload that says too much ({answer.text[:100]})")
        made = answer.json()
        same(
            site.attachment(made["id"]),
            (room, member.name, "cat.png", 1, 0),
            f"what is stored, although it said {extra}",
        )
        assert made["id"] != 4711, "the client chose the id"
        assert made["created_at"] > "2001", "the client chose the time"
    for field, wrong in (
        *(("name", name) for name in ("", "a/b.png", "a\\b.png", ".htaccess", "..", "x" * 101, None)),
        *(("size", size) for size in (0, -1, 100_000_001, "big", None)),
    ):
        body = {"room": room, "name": "cat.png", "size": 1, field: wrong}
        same(list(member.ask("POST", PATH, 400, body).json()), [field], f"fields named as wrong in {str(body)[:80]}")


def test_an_upload_goes_to_a_room_of_ones_own(site, stranger, room):
    """Uploading to a room that one is no member of is refused like a room that does not exist"""
    site.room(stranger)
    refused = stranger.ask("POST", PATH, 400, {"room": room, "name": "cat.png", "size": 1}).json()
    missing = stranger.ask("POST", PATH, 400, {"room": "none", "name": "cat.png", "size": 1}).json()
    same(list(refused), ["room"], "fields named as wrong")
    as_missing = {field: [reason.replace("none", room) for reason in reasons] for field, reasons in missing.items()}
    same(refused, as_missing, "the refusal for somebody else's room, and for one that does not exist")
    same(
        site.rows("SELECT count(*) FROM api_attachment a JOIN api_room r ON r.id = room_id WHERE slug = ?", room),
        [(0,)],
        "uploads",
    )


def test_strangers_see_nothing(site, member, stranger, room):
    """For strangers an attachment does not exist, whatever they do; without a token everything is a 401"""
    own = stranger.upload(site.room(stranger))["id"]
    number = member.upload(room)["id"]
    one, before = f"{PATH}{number}/", site.attachment(number)
    asked = [("GET", one, None), ("PATCH", one, {"name": "x"}), ("DELETE", one, None), ("POST", f"{one}scan/", None)]
    for method, path, body in asked:
        stranger.ask(method, path, 404, body)
        stranger.ask(method, path.replace(str(number), "999999"), 404, body)
        Person(site, None).ask(method, path, 401, body)
    Person(site, None).ask("GET", PATH, 401)
    same(site.attachment(number), before, "what is stored after that")
    same([one["id"] for one in stranger.see(PATH)["results"]], [own], "ids in a stranger's list")
    same(stranger.see(f"{PATH}?room={room}")["results"], [], "a stranger's list of the room")


def test_only_the_uploader_renames(site, member, owner, room):
    """The uploader changes the name and nothing else; for other members it is a 403, and PUT is none of it"""
    elsewhere, number = site.room(member), member.upload(room, "old.png", 5)["id"]
    one = f"{PATH}{number}/"
    owner.ask("PATCH", one, 403, {"name": "mine.png"})
    shown = member.ask("PATCH", one, 200, {"name": "new.png"}).json()
    same((sorted(shown), shown["name"]), (FIELDS, "new.png"), "what a rename shows")
    for extra in ({"room": elsewhere}, {"scanned": True}, {"size": 9}, {"room": elsewhere, "name": "new.png"}):
        member.ask("PATCH", one, 200, extra)
        same(site.attachment(number), (room, member.name, "new.png", 5, 0), f"what is stored after PATCH {extra}")
    for name in ("../x", ""):
        member.ask("PATCH", one, 400, {"name": name})
    member.ask("PUT", one, 405, {"room": room, "name": "put.png", "size": 1})


def test_uploader_and_owner_delete(site, member, owner, room):
    """The uploader and the room's owner delete; other members get a 403"""
    numbers = [member.upload(room)["id"] for _ in range(2)]
    kept = owner.upload(room)["id"]
    member.ask("DELETE", f"{PATH}{kept}/", 403)
    member.ask("DELETE", f"{PATH}{numbers[0]}/", 204)
    owner.ask("DELETE", f"{PATH}{numbers[1]}/", 204)
    same(
        [site.attachment(number) is not None for number in [*numbers, kept]],
        [False, False, True],
        "what is still there",
    )


def test_only_staff_clears_an_attachment(site, member):
    """Only staff marks an attachment as scanned, and only in rooms of their own"""
    staff = site.person("staff")
    room = site.room(member, staff)
    number = member.upload(room)["id"]
    member.ask("POST", f"{PATH}{number}/scan/", 403)
    same(site.attachment(number)[-1], 0, "scanned, after a member tried")
    same(staff.ask("POST", f"{PATH}{number}/scan/", 200).json()["scanned"], True, "scanned, as shown to staff")
    same(site.attachment(number)[-1], 1, "scanned, after staff did it")
    elsewhere = member.upload(site.room(member))["id"]
    staff.ask("POST", f"{PATH}{elsewhere}/scan/", 404)


def test_pages_do_not_shift(site, member, room, rng):
    """Following next shows what was there once, newest first, although others upload and delete, and although times are equal"""
    site.rows(
        "INSERT INTO api_attachment (room_id, uploader_id, name, size, scanned, storage_key, created_at) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 125) SELECT r.id, u.id, 'import', 1, 0, "
        "printf('%032d', i), '2026-01-01 00:00:00' FROM n, api_room r, auth_user u WHERE slug = ? AND username = ?",
        room, member.name,
    )  # fmt: skip
    there = site.rows(
        "SELECT a.id FROM api_attachment a JOIN api_room r ON r.id = room_id WHERE slug = ? ORDER BY 1", room
    )
    there = [number for (number,) in there][::-1]
    page, seen, sizes = member.see(f"{PATH}?room={room}"), [], []
    same(page.get("previous"), None, "previous of the first page")
    while True:
        seen += [one["id"] for one in page["results"]]
        sizes.append(len(page["results"]))
        if page["next"] is None or len(sizes) > 20:
            break
        if len(sizes) < 4:
            member.upload(room)
        if len(sizes) == 1:
            member.ask("DELETE", f"{PATH}{rng.choice(seen)}/", 204)
        page = member.see(page["next"])
    same(sizes[:3], [10, 10, 10], "sizes of the first pages")
    assert len(set(seen)) == len(seen), (
        f"{len(seen) - len(set(seen))} attachments were shown twice, in {len(sizes)} pages"
    )
    same(len(set(there) - set(seen)), 0, "attachments of the import that no page showed")
    same(seen == there, True, "whether the pages show exactly what was there, the greatest id first")


def test_logins_are_counted_by_address(site):
    """Five tries to log in within a minute, then 429, whatever X-Forwarded-For says"""
    nobody, statuses = Person(site, None), []
    right = {"username": "ada", "password": "the password of ada"}
    token = nobody.ask("POST", "/api/login/", 200, right).json()["token"]
    same(
        Person(site, None, Authorization=f"Token {token}").see(PATH)["results"],
        [],
        "ada's list, with the token of her login",
    )
    for number in range(2, 8):
        headers = {"X-Forwarded-For": f"10.0.0.{number}, 192.168.0.{number}"}
        answer = nobody.post("/api/login/", right | {"password": "wrong"}, headers)
        statuses.append(answer.status_code)
    same(
        statuses,
        [400] * 4 + [429] * 2,
        "statuses of six wrong passwords after a right one, each with another X-Forwarded-For",
    )
    assert answer.headers.get("retry-after", "").isdigit(), f"Retry-After is {answer.headers.get('retry-after')!r}"


def test_uploads_are_counted_by_person(site, member, owner, room):
    """Thirty uploads in a minute, then 429 with Retry-After; others, and reading, are not concerned"""
    body = {"room": room, "name": "cat.png", "size": 1}
    for number in range(30):
        member.ask("POST", PATH, 201, body, **{"X-Forwarded-For": f"10.1.1.{number}"})
        if number < 20:
            member.see(f"{PATH}?room={room}")
    answer = member.ask("POST", PATH, 429, body)
    assert answer.headers.get("retry-after", "").isdigit(), f"Retry-After is {answer.headers.get('retry-after')!r}"
    member.see(PATH)
    owner.upload(room)

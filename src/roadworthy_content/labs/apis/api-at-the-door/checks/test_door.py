"""Many callers, strange origins, and bodies that do not fit."""

import asyncio
import json
import os
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from limiter import Limiter
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

URL = os.environ["REDIS_URL"]
OURS = ["https://chat.example", "https://admin.chat.example:8443"]
GOOD = {"author": "ada", "text": "hello"}


@pytest.fixture
def redis():
    with Redis.from_url(URL) as client:
        client.flushall()
        yield client


class Api:
    """The learner's app on uvicorn."""

    def __init__(self, subject, capacity=100_000, per_second=1000.0):
        env = {"CHAT_ORIGINS": " ".join(OURS), "CHAT_CAPACITY": str(capacity), "CHAT_PER_SECOND": str(per_second)}
        env["FORWARDED_ALLOW_IPS"] = "192.0.2.1"  # uvicorn itself would believe whatever comes from this machine
        self.server = subject.serve_asgi("app:app", env=env)
        self._client = httpx.Client(base_url=self.server.url, timeout=8)

    def ask(self, method="POST", path="/rooms/lobby/messages", headers=None, **options):
        try:
            return self._client.request(method, path, headers=headers, **options)
        except httpx.HTTPError as error:
            pytest.fail(f"{method} {path} was not answered: {error!r}\n{self.server.process.output()[-400:]}")

    def post(self, body=GOOD, **options):
        return self.ask(
            content=json.dumps(body),
            headers={"Content-Type": "application/json", **options.pop("headers", {})},
            **options,
        )

    def preflight(self, origin, method="POST", header="content-type"):
        asks = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": header}
        return self.ask("OPTIONS", headers=asks)


@pytest.fixture(scope="module")
def api(subject):
    """The app with a limit that nobody reaches."""
    return Api(subject)


@pytest.fixture(scope="module")
def tight_api(subject):
    """The app with five tokens, and no more for a long time; a check begins with a full bucket, as Redis is empty."""
    return Api(subject, capacity=5, per_second=0.01)


# --- the limiter, by itself


def take(times, key="ada", processes=1, **options):
    """Take from one bucket, many at once, by limiters with connections of their own; return verdicts as plain tuples."""

    async def run():
        clients = [AsyncRedis.from_url(URL) for _ in range(processes)]
        limiters = [Limiter(client, **options) for client in clients]
        verdicts = await asyncio.gather(*(limiters[number % processes].take(key) for number in range(times)))
        for client in clients:
            await client.aclose()
        return [(bool(v.allowed), int(v.remaining), float(v.retry_after)) for v in verdicts]

    return asyncio.run(run())


def test_many_processes_share_one_limit(redis, rng):
    """Of many calls at once, in many processes, exactly as many are allowed as there were tokens"""
    capacity = rng.randrange(15, 30)
    verdicts = take(80, processes=8, capacity=capacity, per_second=0.001)
    allowed = [verdict for verdict in verdicts if verdict[0]]
    assert len(allowed) == capacity, f"a bucket of {capacity} tokens let {len(allowed)} of 80 calls at once through"
    left = sorted(verdict[1] for verdict in allowed)
    assert left == list(range(capacity)), (
        f"what was left after each of them should be all of 0..{capacity - 1}, once: {left}"
    )
    refused = [verdict for verdict in verdicts if not verdict[0]]
    assert all(remaining == 0 and 900 < retry <= 1000 for _, remaining, retry in refused), (
        f"a token comes every 1000 s; refusals should say remaining 0 and retry_after up to 1000: {refused[:2]}"
    )
    assert take(1, key="bob", capacity=2, per_second=0.001) == [(True, 1, 0.0)], "another key has a bucket of its own"


def test_tokens_come_back_one_by_one(redis, eventually):
    """Tokens come back one at a time, each when it is due, and a refusal does not put that off"""
    options = {"capacity": 3, "per_second": 4.0}
    assert [verdict[0] for verdict in take(3, **options)] == [True] * 3

    async def wait():
        async with AsyncRedis.from_url(URL) as client:
            limiter = Limiter(client, **options)
            allowed = refused = 0
            begin = client_time = await client.time()
            while seconds(client_time) - seconds(begin) < 1.0:
                verdict = await limiter.take("ada")
                allowed, refused = allowed + bool(verdict.allowed), refused + (not verdict.allowed)
                if not verdict.allowed:
                    assert 0 < float(verdict.retry_after) <= 0.25, (
                        f"a token comes every 0.25 s, retry_after is {verdict.retry_after}"
                    )
                await asyncio.sleep(0.01)
                client_time = await client.time()
            return allowed, refused, seconds(client_time) - seconds(begin)

    def seconds(time):
        return time[0] + time[1] / 1e6

    allowed, refused, lasted = asyncio.run(wait())
    most = int(lasted * 4.0) + 2
    assert refused, "an empty bucket refused nobody"
    assert 2 <= allowed <= most, (
        f"an empty bucket with 4 tokens a second was asked without a pause for {lasted:.2f} s and allowed {allowed}; 3 to {most} are due"
    )


def test_buckets_that_are_full_are_forgotten(redis, rng):
    """A bucket lies in one key of Redis, which expires when it would be full again"""
    key = f"10.0.0.{rng.randrange(250)}"
    take(5, key=key, prefix="mine", capacity=10, per_second=0.5)
    assert redis.keys() == [f"mine:{key}".encode()], f"one key, mine:{key}, was expected in Redis: {redis.keys()}"
    left = redis.pttl(f"mine:{key}") / 1000
    assert 5 < left <= 12, f"five tokens are back after 10 s; the key should live about as long, but PTTL says {left} s"


# --- the limit, at the door


def test_nobody_dodges_the_limit(redis, tight_api):
    """Without a token: 429 and when to come back; no header gives anybody a new bucket"""
    api = tight_api
    answers = []
    for number in range(8):
        forged = f"203.0.113.{number}"
        headers = {"X-Forwarded-For": forged, "X-Real-IP": forged, "Forwarded": f"for={forged}", "User-Agent": forged}
        answers.append(api.post(headers=headers))
    statuses = [answer.status_code for answer in answers]
    assert statuses == [201] * 5 + [429] * 3, f"5 tokens, 8 posts with forged addresses, and these answers: {statuses}"
    remaining = [answer.headers.get("X-RateLimit-Remaining") for answer in answers[:5]]
    assert remaining == ["4", "3", "2", "1", "0"], f"X-RateLimit-Remaining of the five: {remaining}"
    retry = answers[-1].headers.get("Retry-After", "none")
    assert retry.isdigit() and 1 <= int(retry) <= 100, f"a token comes every 100 s; Retry-After says {retry}"
    assert api.post(path="/rooms/lobby/messages", body={}).status_code == 429, (
        "a wrong body is not even looked at without a token"
    )


def test_a_preflight_is_answered(redis, tight_api):
    """Preflights of our origins are answered, and cost no token"""
    api = tight_api
    for origin in OURS * 2:
        answer = api.preflight(origin)
        assert answer.status_code in (200, 204), (
            f"the preflight of {origin} was answered with {answer.status_code}: {answer.text[:100]}"
        )
        got = answer.headers
        assert got.get("Access-Control-Allow-Origin") == origin
        assert got.get("Access-Control-Allow-Credentials") == "true"
        assert "POST" in got.get("Access-Control-Allow-Methods", ""), (
            "POST should be among Access-Control-Allow-Methods"
        )
        assert "content-type" in got.get("Access-Control-Allow-Headers", "").lower(), "Content-Type should be allowed"
    statuses = [api.post(headers={"Origin": OURS[0]}).status_code for _ in range(6)]
    assert statuses == [201] * 5 + [429], f"5 tokens, 4 preflights, 6 posts, and these answers to the posts: {statuses}"


def test_the_browser_may_read_a_refusal(redis, tight_api):
    """Our pages can read every answer, a 422 and a 429 with its Retry-After too"""
    api = tight_api
    for status, body in [(201, GOOD), (422, {}), *[(201, GOOD)] * 3, (429, GOOD)]:
        answer = api.post(body, headers={"Origin": OURS[1]})
        assert answer.status_code == status
        got = answer.headers
        assert got.get("Access-Control-Allow-Origin") == OURS[1], (
            f"a {status} has no Access-Control-Allow-Origin: the page sees a network error"
        )
        assert got.get("Access-Control-Allow-Credentials") == "true", (
            f"a {status} without Access-Control-Allow-Credentials"
        )
        exposed = {name.strip().lower() for name in got.get("Access-Control-Expose-Headers", "").split(",")}
        assert exposed >= {"retry-after", "x-ratelimit-remaining"}, (
            f"a {status} lets the page read of its headers only {exposed}"
        )
        assert "origin" in got.get("Vary", "").lower(), (
            f"a {status} does not say Vary: Origin, so a cache gives it to other sites"
        )


STRANGERS = ["https://evil.example", "https://chat.example.evil.example", "https://evilchat.example", "http://chat.example",
             "https://chat.example:8443", "https://admin.chat.example", "https://sub.chat.example", "null", "https://chat.exampl", "*",
             "https://chat-example"]  # fmt: skip


def test_strange_origins_get_nothing(redis, api):
    """No other origin is let in, however much it looks like one of ours"""
    for origin in STRANGERS:
        for what, answer in (("post", api.post(headers={"Origin": origin})), ("preflight", api.preflight(origin))):
            found = answer.headers.get("Access-Control-Allow-Origin")
            assert found is None, f"a {what} from the origin {origin} was told Access-Control-Allow-Origin: {found}"
    assert api.post().status_code == 201, "a script that sends no Origin is served"
    assert api.preflight(OURS[0], method="DELETE").headers.get("Access-Control-Allow-Methods", "").find("DELETE") < 0


# --- what is let in

TEXTS = ["hello", "Zoë O'Brien-Ünal", "日本語", "שלום", "مرحبا", "नमस्ते", "👩‍👩‍👧‍👦 🏴‍☠️", "e\u0301", "<b>1 < 2 & 3</b>", "line\nbreak\tand tab",
         "'; DROP TABLE users; --", "\u200fRTL", " spaces around ", "\U0001f6b2" * 32]  # fmt: skip


def test_what_people_write_is_taken(redis, api, rng):
    """What people write in any script is taken and comes back unchanged, with what was left out"""
    for text in [*TEXTS, "x" * 4000, "🚲" * 4000, f"{rng.random()}"]:
        body = {
            "author": text[:32],
            "text": text,
            "reply_to": rng.choice([1, 2**63 - 1]),
            "kind": rng.choice(["text", "action"]),
        }
        answer = api.post(body)
        assert answer.status_code == 201, (
            f"the text {text[:40]!r} was answered with {answer.status_code}: {answer.text[:200]}"
        )
        assert answer.json() == {"room": "lobby", **body}
    room = rng.choice(["a", "room-1", "x" * 40])
    answer = api.post(path=f"/rooms/{room}/messages")
    assert answer.json() == {"room": room, **GOOD, "reply_to": None, "kind": "text"}
    assert api.post({**GOOD, "reply_to": None}).status_code == 201


WRONG = [
    {}, [], None, "hello", 7, {"author": "ada"}, {"text": "x"}, {**GOOD, "admin": True}, {**GOOD, "room": "board"},
    {**GOOD, "author": ""}, {**GOOD, "author": "x" * 33}, {**GOOD, "author": 7}, {**GOOD, "author": ["ada"]}, {**GOOD, "author": " \n"},
    {**GOOD, "text": ""}, {**GOOD, "text": "x" * 4001}, {**GOOD, "text": "a\x00b"}, {**GOOD, "text": "\x1b[2J"}, {**GOOD, "text": "a\x7fb"},
    {**GOOD, "text": "a\x85b"}, {**GOOD, "text": "\ud800"}, {**GOOD, "text": " \u2003\n"}, {**GOOD, "text": None}, {**GOOD, "text": {"$gt": ""}},
    {**GOOD, "reply_to": "7"}, {**GOOD, "reply_to": 0}, {**GOOD, "reply_to": -1}, {**GOOD, "reply_to": 2**63}, {**GOOD, "reply_to": True},
    {**GOOD, "reply_to": 1.5}, {**GOOD, "reply_to": 7.0}, {**GOOD, "kind": "system"}, {**GOOD, "kind": None}, {**GOOD, "kind": "Text"},
]  # fmt: skip


def test_what_does_not_fit_is_refused(redis, api):
    """What does not fit is a 422, and never a 500 or a guess"""
    for body in WRONG:
        answer = api.post(body)
        assert answer.status_code == 422, (
            f"the body {str(body)[:90]} was answered with {answer.status_code}: {answer.text[:120]}"
        )
    for body in (b'{"author": "ada", "text": "x", "reply_to": NaN}', b'{"author": "ada", "text": "x", "\\ud800": 1}'):
        status = api.ask(content=body, headers={"Content-Type": "application/json"}).status_code
        assert status == 422, (
            f"the body {body.decode()} was answered with {status} (is what was sent part of the answer?)"
        )
    for raw in (b"", b"{", b"\xff\xfe", b'{"author": "ada", "text": "x"', b"author=ada&text=x"):
        status = api.ask(content=raw, headers={"Content-Type": "application/json"}).status_code
        assert status in (400, 422), f"the body {raw!r} was answered with {status}"
    for room in ("Lobby", "lob_by", "a" * 41, "caf%C3%A9", "a%20b", "a%0A", "%D9%A1", "..%2e"):
        status = api.post(path=f"/rooms/{room}/messages").status_code
        assert status in (404, 422), f"the room {room} was answered with {status}"


def test_the_door_holds_in_a_crowd(redis, tight_api):
    """Of thirty posts at once, as many are let in as there are tokens"""
    api = tight_api
    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(lambda _: api.post().status_code, range(30)))
    assert sorted(statuses) == [201] * 5 + [429] * 25, f"5 tokens, 30 posts at once: {sorted(statuses)}"

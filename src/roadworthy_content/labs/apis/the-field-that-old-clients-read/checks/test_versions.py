"""The served API, its description, and what the blueprint promised."""

import json
from datetime import UTC, datetime

import httpx
import pytest
from description import Description, grown, spoiled
from openapi_spec_validator import validate

FIRST_ID = 2**53 + 1
ROOMS = {
    "lobby": {"topic": "Tea & cake", "members": 12},
    "quiet": {"topic": None, "members": 0},
    "attic": {"topic": "old things", "members": 3, "archived": True},
    **{f"room{number}": {"topic": None, "members": number} for number in range(20)},
}
OPERATIONS = [(method, f"/v{v}/rooms/{{slug}}{end}") for v in (1, 2) for method, end in (("GET", ""), ("GET", "/messages"), ("POST", "/messages"))]  # fmt: skip


def same(found, wanted, what):
    assert found == wanted, f"{what}: expected {str(wanted)[:250]!r}, found {str(found)[:250]!r}"


@pytest.fixture(scope="module")
def api(subject):
    """A client of the served app."""
    environment = {"CHAT_ROOMS": json.dumps(ROOMS), "CHAT_FIRST_ID": str(FIRST_ID)}
    server = subject.serve_asgi("app:app", env=environment)
    with httpx.Client(base_url=server.url, timeout=15, trust_env=False) as client:
        yield client


@pytest.fixture
def description(subject):
    """The learner's openapi.json."""
    try:
        return Description(json.loads((subject.workspace / "openapi.json").read_text()))
    except ValueError as error:
        pytest.fail(f"openapi.json is no JSON: {error}")


@pytest.fixture
def slug(rng):
    """One of the rooms that nobody has written to, or so."""
    return f"room{rng.randrange(20)}"


def ask(api, method, path, status, body=None):
    answer = api.request(method, path, json=body)
    assert answer.status_code == status, (
        f"{method} {path} {str(body or '')[:60]} should be {status}, and was {answer.status_code}: {answer.text[:200]}"
    )
    return answer


def post(api, version, slug, user="ada", text="hello"):
    body = {"user": user, "text": text} if version == 1 else {"author": {"name": user}, "text": text}
    return ask(api, "POST", f"/v{version}/rooms/{slug}/messages", 201, body).json()


WRONG = [None, [], "x", {}, {"text": "hello"}, {"text": 7}, {"text": "x" * 4001}, {"text": ""}]
WRONG_1 = [
    *WRONG,
    {"user": "ada"},
    {"user": "", "text": "x"},
    {"user": "x" * 33, "text": "x"},
    {"user": 1, "text": "x"},
]
WRONG_2 = [
    *WRONG,
    {"author": {"name": "ada"}},
    {"author": "ada", "text": "x"},
    {"author": {}, "text": "x"},
    {"author": {"name": "x" * 33}, "text": "x"},
    {"author": {"name": 1}, "text": "x"},
    {"user": "ada", "text": "x"},
]


def answers(api, slug):
    """Every kind of answer that there is, from the served app."""
    found = []
    for version, good, wrong in (
        (1, {"user": "ada", "text": "hello"}, WRONG_1),
        (2, {"author": {"name": "ada"}, "text": "hello"}, WRONG_2),
    ):
        base = f"/v{version}/rooms"
        found += [ask(api, "POST", f"{base}/{slug}/messages", 201, good) for _ in range(2)]
        found += [ask(api, "GET", f"{base}/{one}", 200) for one in ("lobby", "quiet", "attic")]
        found += [ask(api, "GET", f"{base}/{slug}/messages{query}", 200) for query in ("", "?limit=1", "?before=1")]
        found += [
            ask(api, "GET", f"{base}/{slug}/messages?{query}", 400)
            for query in ("limit=0", "limit=101", "limit=x", "before=0")
        ]
        found += [ask(api, "POST", f"{base}/{slug}/messages", 400, body) for body in wrong]
        found += [ask(api, "GET", f"{base}/none{end}", 404) for end in ("", "/messages")]
        found.append(ask(api, "POST", f"{base}/none/messages", 404, good))
        found.append(ask(api, "POST", f"{base}/attic/messages", 409, good))
    return found


def where(answer):
    return f"{answer.request.method} {answer.request.url.raw_path.decode()} ({answer.status_code})"


def media(answer):
    return answer.headers.get("content-type", "").partition(";")[0]


# --- the served app


def test_version_1_is_as_the_blueprint_says(api, slug, rng):
    """Version 1 has the members, statuses and bounds of the blueprint, to the letter"""
    for room in ("lobby", "quiet", "attic"):
        wanted = {"slug": room, "topic": ROOMS[room]["topic"], "members": ROOMS[room]["members"]}
        same(ask(api, "GET", f"/v1/rooms/{room}", 200).json(), wanted, f"room {room}")
    begun, texts = int(datetime.now(UTC).timestamp()), [f"line {rng.randrange(10**6)}" for _ in range(27)]
    made = [post(api, 1, slug, text=text) for text in texts]
    same(
        [(one["user"], one["text"], sorted(one)) for one in made[:1]],
        [("ada", texts[0], ["id", "text", "time", "user"])],
        "post",
    )
    assert type(made[0]["id"]) is int and abs(made[0]["time"] - begun) < 100, (
        f"a number for id, and seconds for time: {made[0]}"
    )
    listed = ask(api, "GET", f"/v1/rooms/{slug}/messages", 200).json()
    same(listed, made[::-1][:25], "the list without a limit")
    older = ask(api, "GET", f"/v1/rooms/{slug}/messages?limit=2&before={made[5]['id']}", 200).json()
    same(older, [made[4], made[3]], "two messages before the sixth")
    extra = {"user": "ada", "text": "x", "colour": "red"}
    same(
        "colour" in ask(api, "POST", f"/v1/rooms/{slug}/messages", 201, extra).json(),
        False,
        "whether an unknown member is kept",
    )
    for method, path, status, body in (
        ("GET", "/v1/rooms/none", 404, None),
        ("GET", f"/v1/rooms/{slug}/messages?limit=101", 400, None),
        ("POST", "/v1/rooms/attic/messages", 409, {"user": "ada", "text": "x"}),
    ):
        answer = ask(api, method, path, status, body)
        same(
            (media(answer), list(answer.json())),
            ("application/json", ["error"]),
            f"an error of version 1, {where(answer)}",
        )


def test_version_2(api, slug, rng):
    """Version 2 shows the same rooms and messages in its own shapes, with ids as strings and problem details"""
    for room in ("lobby", "quiet"):
        wanted = {"slug": room, "topic": ROOMS[room]["topic"], "member_count": ROOMS[room]["members"]}
        same(ask(api, "GET", f"/v2/rooms/{room}", 200).json(), wanted, f"room {room}")
    text = f"line {rng.randrange(10**6)}"
    old, new = post(api, 1, slug, "Zoë", text), post(api, 2, slug, "ada", text)
    listed = ask(api, "GET", f"/v2/rooms/{slug}/messages?limit=2", 200).json()["messages"]
    sent_at = datetime.fromtimestamp(old["time"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    wanted = {"id": str(old["id"]), "author": {"name": "Zoë"}, "text": text, "sent_at": sent_at}
    same(listed[1], wanted, "a message that was posted with version 1")
    same(listed[0], new, "a message that was posted with version 2, listed and as answered")
    seen = ask(api, "GET", f"/v1/rooms/{slug}/messages?limit=1", 200).json()[0]
    same((str(seen["id"]), seen["user"]), (new["id"], "ada"), "the message of version 2, in version 1")
    for body in WRONG_2:
        ask(api, "POST", f"/v2/rooms/{slug}/messages", 400, body)
    for method, path, status, body in (
        ("GET", "/v2/rooms/none", 404, None),
        ("GET", f"/v2/rooms/{slug}/messages?limit=0", 400, None),
        ("POST", "/v2/rooms/attic/messages", 409, {"author": {"name": "ada"}, "text": "x"}),
    ):
        answer = ask(api, method, path, status, body)
        same(media(answer), "application/problem+json", f"the media type of {where(answer)}")
        problem = answer.json()
        same(
            (problem.get("status"), type(problem.get("title"))),
            (status, str),
            f"status and type of title in {where(answer)}",
        )


def test_pages_of_version_2(api, slug):
    """Following next shows every message once, newest first, and ends with null"""
    made = [post(api, 2, slug, text=f"line {number}")["id"] for number in range(5)]
    first = ask(api, "GET", f"/v2/rooms/{slug}/messages?limit=5", 200).json()
    same([one["id"] for one in first["messages"]], made[::-1], "ids of the newest five")
    found, before, pages = [], f"&before={int(made[-1]) + 1}", 0
    while before and pages < 100:
        page = ask(api, "GET", f"/v2/rooms/{slug}/messages?limit=2{before}", 200).json()
        found += [one["id"] for one in page["messages"]]
        assert page["next"] is None or type(page["next"]) is str, (
            f"next should be a string or null, and is {page['next']!r}"
        )
        before, pages = f"&before={page['next']}" if page["next"] else "", pages + 1
    same(found[:5], made[::-1], "ids that following next showed first")
    same(len(set(found)), len(found), "number of different ids")
    same(
        ask(api, "GET", f"/v2/rooms/{slug}/messages?before=1", 200).json(),
        {"messages": [], "next": None},
        "an empty page",
    )
    whole = (
        ask(api, "GET", f"/v2/rooms/{slug}/messages?limit={len(found)}", 200).json()
        if len(found) <= 100
        else {"next": None}
    )
    same(whole["next"], None, "next of a page that just holds all messages")


def test_old_clients_are_warned(api, slug):
    """Every answer of version 1 says since when it is deprecated, when it ends and what follows; no other answer does"""
    wanted = {
        "deprecation": "@1767225600",
        "sunset": "Fri, 01 Jan 2027 00:00:00 GMT",
        "link": '</v2/>; rel="successor-version"',
    }
    extra = [
        api.get("/v1/nowhere"),
        api.delete("/v1/rooms/lobby"),
        api.get("/v2/nowhere"),
        api.get("/openapi.json"),
        api.get("/v1"),
    ]
    for answer in [*answers(api, slug), *extra]:
        old = answer.request.url.path.startswith("/v1/")
        found = {name: answer.headers.get(name) for name in wanted}
        same(found, wanted if old else dict.fromkeys(wanted), f"headers of {where(answer)}")


# --- the description


def test_the_description_is_valid(api, description):
    """openapi.json is a valid OpenAPI 3.1 document, describes six operations, and is served as it is"""
    assert str(description.document.get("openapi", "")).startswith("3.1."), "openapi.json should be OpenAPI 3.1"
    try:
        validate(description.document)
    except Exception as error:  # whatever it finds, in its own words
        pytest.fail(f"openapi.json is not valid: {str(error)[:300]}")
    operations = [description.operation(method, path)[0] for method, path in OPERATIONS]
    names = [operation.get("operationId") for operation in operations]
    assert None not in names and len(set(names)) == 6, f"operationId should be there and unique: {names}"
    for method, path in OPERATIONS:
        same(description.parameter(method, path, "slug").get("required"), True, f"required of slug in {method} {path}")
    same(ask(api, "GET", "/openapi.json", 200).json(), description.document, "what is served at /openapi.json")


def test_answers_fit_the_description(api, description, slug):
    """Every answer of the served app has a status, a media type and a body that the description knows"""
    for answer in answers(api, slug):
        schema = description.answer_schema(
            answer.request.method, answer.request.url.path, answer.status_code, media(answer)
        )
        complaint = description.complaint(schema, answer.json())
        assert not complaint, f"the answer to {where(answer)} does not fit its schema in openapi.json: {complaint}"


def test_wrong_answers_do_not_fit_the_description(api, description, slug):
    """Answers that lack something, or have the wrong type, do not fit; those that have more do"""
    for answer in answers(api, slug):
        body = answer.json()
        if not body:
            continue
        schema = description.answer_schema(
            answer.request.method, answer.request.url.path, answer.status_code, media(answer)
        )
        complaint = description.complaint(schema, grown(body))
        assert not complaint, (
            f"an answer to {where(answer)} with members added does not fit, so none can ever be: {complaint}"
        )
        for done, wrong in spoiled(body):
            complaint = description.complaint(schema, wrong)
            assert complaint, (
                f"the schema of {where(answer)} accepts an answer that is spoiled ({done}): {str(wrong)[:160]}"
            )


def test_requests_are_described(description):
    """Parameters have their bounds and default, and bodies that the app refuses do not fit"""
    for version, good, wrong in (
        (1, {"user": "ada", "text": "hello"}, WRONG_1),
        (2, {"author": {"name": "ada"}, "text": "hello"}, WRONG_2),
    ):
        path = f"/v{version}/rooms/{{slug}}/messages"
        limit = description.parameter("GET", path, "limit")
        schema = description.resolve(limit.get("schema", {}))
        same(
            (limit.get("in"), limit.get("required", False)),
            ("query", False),
            f"where limit is, and whether it is required, in {path}",
        )
        same(schema.get("default"), 25, f"the default of limit in {path}")
        for name, fits, misfits in (
            ("limit", (1, 25, 100), (0, 101, -1, "x", 1.5)),
            ("before", (1, 42, 10**20), (0, -1, "x", 1.5)),
        ):
            schema = description.parameter("GET", path, name).get("schema", {})
            for value in fits:
                same(
                    description.complaint(schema, value), "", f"what the schema of {name} in {path} has against {value}"
                )
            for value in misfits:
                assert description.complaint(schema, value), f"the schema of {name} in {path} accepts {value!r}"
        body, schema = description.request_schema("POST", path)
        same(body.get("required"), True, f"whether the body of POST {path} is required")
        for value in (good, good | {"colour": "red"}):
            same(description.complaint(schema, value), "", f"what the schema of POST {path} has against {value}")
        for value in wrong:
            assert description.complaint(schema, value), f"the schema of POST {path} accepts {str(value)[:80]}"


def test_what_is_old_is_marked(description):
    """All operations of version 1 are deprecated in the description, and none of version 2"""
    for method, path in OPERATIONS:
        operation, _ = description.operation(method, path)
        same(operation.get("deprecated", False), path.startswith("/v1/"), f"deprecated of {method} {path}")

"""The service behind uvicorn, between clients who try again and a provider that the judge plays."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from provider import Provider

TIMEOUT = 2.0  # what the service is told to wait for the provider, in seconds
SHORT = 0.5  # the same, where it has to wait in vain


@pytest.fixture(scope="module")
def provider():
    """The provider, for all checks."""
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture(scope="module")
def serve(subject, provider):
    """Starts the service; returns a client of it."""

    def serve(patience):
        environment = {"PROVIDER_URL": provider.url, "PROVIDER_TIMEOUT": str(patience)}
        server = subject.serve_asgi("app:app", env=environment)
        return httpx.Client(base_url=server.url, timeout=TIMEOUT + 8, trust_env=False)

    return serve


@pytest.fixture(scope="module")
def api(serve):
    """A client of the service."""
    with serve(TIMEOUT) as client:
        yield client


@pytest.fixture
def room():
    """The name of a room nobody has used."""
    return f"room-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def key():
    """A key nobody has used."""
    return str(uuid.uuid4())


def same(found, wanted, what):
    assert found == wanted, f"{what}: expected {wanted!r}, found {found!r}"


def require(answer, status, why=""):
    request = answer.request
    assert answer.status_code == status, (
        f"{request.method} {request.url.path} should be {status}{why}, and was {answer.status_code}: {answer.text[:200]}"
    )
    return answer


def boost(api, room, key, euros=5):
    try:
        return api.post("/boosts", json={"room": room, "euros": euros}, headers={"Idempotency-Key": key})
    except httpx.ReadTimeout:
        pytest.fail(f"POST /boosts was not answered within {TIMEOUT + 8:g} s")


# --- boosts


def test_a_boost_is_charged(api, provider, room, key, rng):
    """A boost is charged in cents, shown with the provider's id, and found where Location says"""
    euros = rng.randrange(1, 101)
    answer = require(boost(api, room, key, euros), 201)
    made = answer.json()
    same(
        [amount for _, amount in provider.asked.get(room, [])], [euros * 100], "amounts that the provider was asked for"
    )
    assert sorted(made) == ["charge", "euros", "id", "room"], f"the fields are {sorted(made)}"
    same((made["room"], made["euros"]), (room, euros), "room and euros")
    assert str(made["charge"]).startswith(f"charge-{room}-"), (
        f"charge should be the provider's id, and is {made['charge']!r}"
    )
    same(answer.headers.get("location"), f"/boosts/{made['id']}", "Location")
    same(require(api.get(f"/boosts/{made['id']}"), 200).json(), made, "what is there")
    require(api.get("/boosts/no-such-boost"), 404)


def test_what_is_wrong_charges_nothing(api, provider, room, key):
    """Without a key it is a 400, with a wrong body a 422, and the provider is not asked"""
    body = {"room": room, "euros": 5}
    require(api.post("/boosts", json=body), 400, " without Idempotency-Key")
    for wrong in ("", "k" * 101):
        require(api.post("/boosts", json=body, headers={"Idempotency-Key": wrong}), 400, f" with a key of {len(wrong)}")
    for wrong in ({"euros": 0}, {"euros": 101}, {"euros": 1.5}, {"euros": None}, {"room": ""}, {"room": "x" * 65}):
        answer = api.post("/boosts", json=body | wrong, headers={"Idempotency-Key": key})
        require(answer, 422, f" for {str(wrong)[:40]}")
    same(provider.asked.get(room, []), [], "requests to the provider")
    require(boost(api, room, key), 201, ", since the key was not used for anything yet")


def test_a_retry_charges_nothing(api, provider, room, key):
    """The same key gets the same answer again, and the provider is asked once; another key is another boost"""
    first = require(boost(api, room, key), 201)
    for _ in range(2):
        again = require(boost(api, room, key), 201)
        same(again.json(), first.json(), "the answer to the same key")
        same(again.headers.get("location"), first.headers.get("location"), "Location for the same key")
    same(len(provider.asked[room]), 1, "requests to the provider for three tries with one key")
    other = require(boost(api, room, f"{key}-2"), 201).json()
    assert other["id"] != first.json()["id"], "another key should be another boost"
    same(len(provider.charged[room]), 2, "charges for two keys")


def test_a_card_that_is_declined(api, provider, room, key):
    """A declined card is a 402, and stays one for this key without asking the provider again"""
    provider.behaviour[room] = ["decline"]
    first = require(boost(api, room, key), 402)
    same(require(boost(api, room, key), 402).text, first.text, "the answer to the same key")
    same(len(provider.asked[room]), 1, "requests to the provider")
    require(boost(api, room, f"{key}-2"), 201, " with a new key, as the card is good now")


def test_a_key_belongs_to_one_request(api, provider, room, key):
    """A key that comes with another body is a 422, and charges nothing"""
    made = require(boost(api, room, key, 5), 201).json()
    require(boost(api, room, key, 6), 422, " for another amount")
    require(boost(api, f"{room}-2", key, 5), 422, " for another room")
    same(require(boost(api, room, key, 5), 201).json(), made, "the answer to the first body, afterwards")
    same(len(provider.asked[room]) + len(provider.asked.get(f"{room}-2", [])), 1, "requests to the provider")


def test_an_answer_that_was_lost(api, provider, room, key):
    """When the provider fails, or its answer is lost, it is a 502; trying again with the same key works, and charges once"""
    provider.behaviour[room] = ["fail", "lose", "nonsense"]
    for what in ("answered 503", "took the money and broke the connection", "answered HTML"):
        require(boost(api, room, key), 502, f" when the provider {what}")
    require(boost(api, room, key), 201, " once the provider is well again")
    same(len(provider.charged[room]), 1, "charges after four tries with one key, the answer to one of which was lost")
    keys = {asked for asked, _ in provider.asked[room]}
    same((len(keys), len(provider.asked[room])), (1, 4), "different keys at the provider, and requests to it")


def test_two_clients_have_two_keys_at_the_provider(api, provider, room, key):
    """Different keys of clients are different keys at the provider"""
    for number in range(3):
        require(boost(api, room, f"{key}-{number}"), 201)
    same(len(set(provider.charged[room])), 3, "charges for three keys")


def test_a_second_try_while_the_first_is_running(api, provider, room, key):
    """While the first request with a key is running, a second one is a 409 at once, and other keys are served"""
    provider.behaviour[room] = ["hang"]
    provider.go_on.clear()
    while provider.arrived.acquire(blocking=False):
        pass
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(boost, api, room, key)
        assert provider.arrived.acquire(timeout=8), "the first request did not reach the provider"
        second = boost(api, room, key)
        other = boost(api, f"{room}-2", f"{key}-2")
        provider.go_on.set()
        status = first.result().status_code
    require(second, 409, " while the first one is running")
    require(other, 201, " for another key, meanwhile")
    assert status in (502, 504), f"the provider broke the first connection in the end, and that was a {status}"
    require(boost(api, room, key), 201, " afterwards")
    same(len(provider.charged[room]), 1, "charges for this key")


def test_a_provider_that_hangs(serve, provider, room, key):
    """A provider that does not answer within the timeout is a 504, and the key can be tried again"""
    provider.behaviour[room] = ["hang"]
    provider.go_on.clear()
    with serve(SHORT) as api:
        try:
            require(boost(api, room, key), 504, f" after {SHORT:g} s")
        finally:
            provider.go_on.set()
        require(boost(api, room, key), 201, " afterwards")
    same(len(provider.charged[room]), 1, "charges for this key")


# --- topics


def put(api, room, topic, **conditions):
    headers = {name.replace("_", "-"): value for name, value in conditions.items()}
    return api.put(f"/rooms/{room}", json={"topic": topic}, headers=headers)


def make(api, room, topic="tea"):
    """Make a room; return its tag."""
    answer = require(put(api, room, topic, if_none_match="*"), 201)
    tag = answer.headers.get("etag", "")
    assert len(tag) > 2 and tag[0] == tag[-1] == '"', f"ETag should be a strong tag in quotes, and is {tag!r}"
    return tag


def topic(api, room):
    return require(api.get(f"/rooms/{room}"), 200).json()["topic"]


def test_a_topic_is_read_again_only_if_it_changed(api, room, rng):
    """Reading gives a tag; with that tag, reading again is a 304 until somebody changes the room"""
    require(api.get(f"/rooms/{room}"), 404)
    name = f"topic {rng.randrange(10**6)}"
    tag = make(api, room, name)
    answer = require(api.get(f"/rooms/{room}"), 200)
    same((answer.json(), answer.headers.get("etag")), ({"room": room, "topic": name}, tag), "body and tag")
    unchanged = require(api.get(f"/rooms/{room}", headers={"If-None-Match": tag}), 304)
    same((unchanged.content, unchanged.headers.get("etag")), (b"", tag), "body and tag of a 304")
    changed = require(put(api, room, "cake", if_match=tag), 200)
    same(changed.json(), {"room": room, "topic": "cake"}, "the answer to a change")
    answer = require(api.get(f"/rooms/{room}", headers={"If-None-Match": tag}), 200, " after a change")
    same(answer.headers.get("etag"), changed.headers.get("etag"), "the new tag")
    require(put(api, room, "x" * 201, if_match="*"), 422, " for 201 characters")


def test_nobody_overwrites_what_they_have_not_seen(api, room):
    """Changing or deleting without a condition is a 428, with an old tag a 412, and nothing changes"""
    require(put(api, room, "tea"), 428, " without a condition")
    require(api.get(f"/rooms/{room}"), 404, ", since nothing was made")
    require(put(api, room, "tea", if_match='"x"'), 412, " where there is no room yet")
    require(put(api, room, "tea", if_match="*"), 412, " where there is no room yet")
    old = make(api, room)
    require(put(api, room, "mine", if_none_match="*"), 412, " where there is a room already")
    new = require(put(api, room, "cake", if_match=old), 200).headers["etag"]
    assert new != old, "a change should give the room another tag"
    require(put(api, room, "late", if_match=old), 412, " with the tag from before a change")
    require(api.delete(f"/rooms/{room}"), 428, " without a condition")
    require(api.delete(f"/rooms/{room}", headers={"If-Match": old}), 412, " with an old tag")
    same(topic(api, room), "cake", "the topic after all this")
    require(api.delete(f"/rooms/{room}", headers={"If-Match": new}), 204)
    require(api.get(f"/rooms/{room}"), 404, " after it was deleted")


def test_twenty_writers_with_one_tag(api, room):
    """Of twenty writers with the same tag one succeeds, and of twenty makers too; the others get a 412"""
    for conditions in ({"if_none_match": "*"}, None):
        conditions = conditions or {"if_match": api.get(f"/rooms/{room}").headers["etag"]}
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda number, on=conditions: put(api, room, f"topic {number}", **on), range(20)))
        done = [answer.json()["topic"] for answer in answers if answer.is_success]
        others = {answer.status_code for answer in answers if not answer.is_success}
        assert len(done) == 1, (
            f"{len(done)} of twenty writers were told that their topic is the room's, under {conditions}"
        )
        same(others, {412}, "statuses of the others")
        same(topic(api, room), done[0], "the topic afterwards, and that of the one who was told so")


def test_a_room_that_was_made_again(api, room):
    """The tag of a room that was deleted is not valid for one that was made in its place"""
    old = make(api, room, "the first room")
    require(api.delete(f"/rooms/{room}", headers={"If-Match": old}), 204)
    make(api, room, "the second room")
    require(put(api, room, "late", if_match=old), 412, " with the tag of the room that was deleted")
    same(
        require(api.get(f"/rooms/{room}", headers={"If-None-Match": old}), 200).json()["topic"],
        "the second room",
        "topic",
    )


def test_conditions_are_read_as_the_rfc_says(api, room):
    """Conditions are lists or a star; If-Match compares strongly, If-None-Match weakly"""
    tag = make(api, room)
    for wrong in (f"W/{tag}", tag.strip('"'), f'"a{tag[1:]}', '"', tag[:-2] + '"', f'"x", W/{tag}'):
        require(put(api, room, "wrong", if_match=wrong), 412, f" with If-Match: {wrong}, where the tag is {tag}")
        require(api.delete(f"/rooms/{room}", headers={"If-Match": wrong}), 412, f" with If-Match: {wrong}")
    for seen in (f"W/{tag}", f'"x", {tag}', f'W/"y",W/{tag}', "*"):
        require(api.get(f"/rooms/{room}", headers={"If-None-Match": seen}), 304, f" with If-None-Match: {seen}")
    for unseen in ('"x"', '"x", "y"', tag[:-2] + '"'):
        require(api.get(f"/rooms/{room}", headers={"If-None-Match": unseen}), 200, f" with If-None-Match: {unseen}")
    tag = require(put(api, room, "cake", if_match=f'"x" , {tag}'), 200, " with a list that holds the tag").headers[
        "etag"
    ]
    require(put(api, room, "pie", if_match="*"), 200, " with a star, as there is a room")
    same(topic(api, room), "pie", "the topic")

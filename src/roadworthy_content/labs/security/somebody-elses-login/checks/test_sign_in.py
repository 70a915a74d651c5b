"""Sign in at the real provider, and at one that lies."""

import base64
import hashlib
import json
import os
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from provider import Impostor, sign_in_as
from sign_in import SignIn, SignInError

ISSUER, CLIENT, SECRET = os.environ["OIDC_ISSUER"], os.environ["OIDC_CLIENT_ID"], os.environ["OIDC_CLIENT_SECRET"]
BACK = "http://127.0.0.1:8000/callback"


@pytest.fixture
def ours():
    """The learner's client of the real provider."""
    return SignIn(ISSUER, CLIENT, SECRET, BACK)


@pytest.fixture(scope="module")
def impostor():
    impostor = Impostor()
    yield impostor
    impostor.close()


@pytest.fixture(scope="module")
def client_of_impostor(impostor):
    return SignIn(impostor.issuer, "us", "secret", BACK)


@pytest.fixture
def theirs(impostor, client_of_impostor):
    """The learner's client of the impostor, which behaves until it is told not to."""
    impostor.status, impostor.configuration = 200, {}
    impostor.asked.clear()
    return client_of_impostor


def begin(client, *args):
    """Begin; return address, its parameters, and pending after a trip through a session's JSON."""
    url, pending = client.begin(*args)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(str(url)).query).items()}
    return str(url), asked, json.loads(json.dumps(dict(pending)))


def back(asked, **changes):
    """The query that the impostor sends a browser back with."""
    found = {"code": "a-code", "state": asked.get("state", ""), **changes}
    return urlencode({name: value for name, value in found.items() if value is not None})


def accepted(client, pending, query):
    try:
        login = client.finish(pending, query)
    except SignInError as error:
        pytest.fail(f"this is an honest login, but it was refused: {error}")
    return str(login.subject), str(login.email), str(login.return_to)


def refused(client, pending, query, what):
    try:
        login = client.finish(pending, query)
    except SignInError:
        return
    except Exception as error:
        pytest.fail(f"{what}: should be a SignInError, but finish raised {type(error).__name__}: {str(error)[:150]}")
    pytest.fail(f"{what}: {login.subject} was signed in")


def test_a_person_signs_in(ours, rng):
    """A person signs in at the real provider, and we learn who it is and where they wanted to go"""
    name = f"ada{rng.randrange(10**6)}"
    url, _, pending = begin(ours, "/rooms/lobby?from=mail&n=1")
    query = sign_in_as(name, url, BACK)
    assert accepted(ours, pending, query) == (name, f"{name}@example.com", "/rooms/lobby?from=mail&n=1")
    refused(ours, pending, query, "the same code a second time")


def test_what_the_browser_is_sent_with(ours):
    """The browser is sent with a fresh state, nonce and PKCE challenge, and with nothing secret"""
    seen = []
    for _ in range(3):
        url, asked, pending = begin(ours)
        expected = {"response_type": "code", "client_id": CLIENT, "redirect_uri": BACK, "code_challenge_method": "S256"}
        assert {name: asked.get(name) for name in expected} == expected
        assert {"openid", "email"} <= set(asked.get("scope", "").split()), f"scope is {asked.get('scope')!r}"
        for name in ("state", "nonce", "code_challenge"):
            assert len(asked.get(name, "")) >= 20, (
                f"{name} should be nothing that can be guessed; it is {asked.get(name)!r}"
            )
        assert SECRET not in url, "the client's secret is in an address that the browser sees"
        shown = [name for name, value in asked.items() if value in str(pending) and name == "code_challenge"]
        verifiers = [v for v in pending.values() if isinstance(v, str) and challenge(v) == asked["code_challenge"]]
        assert verifiers, "code_challenge is not the S256 challenge of anything in pending"
        assert 43 <= len(verifiers[0]) <= 128, f"a verifier has 43 to 128 characters, this one {len(verifiers[0])}"
        assert verifiers[0] not in url, f"the verifier itself is in the address {shown}"
        seen.append((asked["state"], asked["nonce"], asked["code_challenge"]))
    for name, values in zip(("state", "nonce", "code_challenge"), zip(*seen, strict=True), strict=True):
        assert len(set(values)) == 3, f"{name} came twice in three logins"


def challenge(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def test_a_stolen_code_is_of_no_use(ours):
    """Who steals a code on its way cannot exchange it, even with our secret, for want of the verifier"""
    url, _, pending = begin(ours)
    query = sign_in_as("ada", url, BACK)
    code = parse_qs(query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    stolen = httpx.post(f"{ISSUER}/token", data=form, auth=(CLIENT, SECRET))
    assert stolen.status_code == 400, f"a thief exchanged the code without a verifier: {stolen.text[:200]}"
    other = begin(ours)[2]
    refused(
        ours,
        {**other, **{name: pending[name] for name in pending if name == "state"}},
        query,
        "a code of one login in another",
    )


def test_the_answer_belongs_to_who_asked(theirs, impostor):
    """An answer with another state, none, or from another provider signs nobody in, and no code is exchanged"""
    _, asked, pending = begin(theirs)
    impostor.issue(asked.get("nonce"))
    for what, query in (
        ("the state of somebody else's login", back(begin(theirs)[1])),
        ("no state", back(asked, state=None)),
        ("an empty state", back(asked, state="")),
        ("a state that is no ASCII", back(asked, state="é")),
        ("an answer of another provider (iss)", back(asked, iss="https://evil.example")),
        ("no code", back(asked, code=None)),
        ("access_denied", back(asked, code=None, error="access_denied", error_description="no")),
        ("nothing at all", ""),
    ):
        refused(theirs, pending, query, what)
    assert not impostor.asked, (
        f"answers that should have been refused at once reached the token endpoint: {impostor.asked}"
    )
    assert accepted(theirs, pending, back(asked, iss=impostor.issuer)) == ("ada", "ada@example.com", "/")
    sent = {name: impostor.asked[-1].get(name) for name in ("grant_type", "code", "redirect_uri")}
    assert sent == {"grant_type": "authorization_code", "code": "a-code", "redirect_uri": BACK}


FORGED = {
    "the nonce of another login": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "meant for another client": {"aud": "somebody-else"},
    "no audience": {"aud": None},
    "another issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "expired": {"iat": int(time.time()) - 9000, "exp": int(time.time()) - 8000},
    "no expiry": {"exp": None},
    "nobody": {"sub": None},
    "a kid that the provider does not have": {"kid": "other"},
    "no signature": {"algorithm": "none"},
    "signed by a stranger": {"key": "stranger"},
    "sealed with a guessed secret": {"algorithm": "HS256", "key": "secret-that-is-long-enough-for-hs256"},
}


@pytest.mark.parametrize("what", FORGED)
def test_forged_identities(theirs, impostor, what):
    """An identity token that is not signed by the provider, for us, for this login and for now, is refused"""
    changes = dict(FORGED[what])
    if changes.get("key") == "stranger":
        changes["key"] = impostor.stranger
    _, asked, pending = begin(theirs)
    impostor.issue(**({"nonce": asked.get("nonce")} | changes))
    refused(theirs, pending, back(asked), f"an identity token with {what}")


def test_the_user_info_is_about_the_same_person(theirs, impostor):
    """User info about somebody else than the identity token signs nobody in"""
    _, asked, pending = begin(theirs)
    impostor.issue(asked.get("nonce"))
    impostor.about = {"sub": "mallory", "email": "ceo@example.com"}
    refused(theirs, pending, back(asked), "an identity token about ada, with user info about mallory")


LOCAL = ["/rooms/1", "/a?next=https://x.example/#top", "/search?q=a//b"]
ELSEWHERE = ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "", "rooms", "/\t/evil.example"]  # fmt: skip


def test_where_people_come_back_to(theirs, impostor):
    """People come back to a page of ours; any other address becomes /"""
    for wanted in LOCAL + ELSEWHERE:
        _, asked, pending = begin(theirs, wanted)
        impostor.issue(asked.get("nonce"))
        expected = wanted if wanted in LOCAL else "/"
        found = accepted(theirs, pending, back(asked))[2]
        assert found == expected, f"begin({wanted!r}), and finish would send the browser to {found!r}"


def test_a_provider_that_fails(theirs, impostor, free_port):
    """A provider that refuses, talks nonsense, is another one or is not there is a SignInError"""
    _, asked, pending = begin(theirs)
    impostor.issue(asked.get("nonce"))
    good = impostor.tokens
    for what, status, tokens in (
        ("a refused code", 400, {"error": "invalid_grant"}),
        ("an answer that is no JSON", 200, b"<html>"),
        ("an answer that is a list", 200, []),
        ("no identity token", 200, {"access_token": "x"}),
        ("an identity token that is none", 200, good | {"id_token": "a.b.c"}),
        ("an error of the server", 500, good),
    ):
        impostor.status, impostor.tokens = status, tokens
        refused(theirs, pending, back(asked), what)
    impostor.configuration = {"issuer": "https://evil.example"}
    with pytest.raises(SignInError):
        SignIn(impostor.issuer, "us", "secret", BACK).begin()
    with pytest.raises(SignInError):
        SignIn(f"http://127.0.0.1:{free_port()}", "us", "secret", BACK).begin()


def test_a_token_for_the_service_itself(ours, theirs, impostor):
    """The service gets a token of its own, keeps it while it is good, and asks again half a minute before its end"""
    token = str(ours.service_token())
    about = httpx.post(f"{ISSUER}/token/introspection", data={"token": token}, auth=(CLIENT, SECRET)).json()
    assert (about.get("active"), about.get("scope")) == (True, "read"), f"the provider says of the token: {about}"
    assert str(ours.service_token()) == token, "the token is good for minutes, and a second one was asked for"
    impostor.tokens = {"access_token": "long", "token_type": "Bearer", "expires_in": 600}
    assert [str(theirs.service_token()) for _ in range(3)] == ["long"] * 3
    assert len(impostor.asked) == 1, (
        f"a token that is good for 600 s was asked for {len(impostor.asked)} times in three calls"
    )
    hasty = SignIn(impostor.issuer, "us", "secret", BACK)
    for number in range(3):
        impostor.tokens = {"access_token": f"short{number}", "token_type": "Bearer", "expires_in": 20}
        found = str(hasty.service_token())
        assert found == f"short{number}", f"a token that is good for 20 s more was used again: {found}"
    impostor.status, impostor.tokens = 401, {"error": "invalid_client"}
    with pytest.raises(SignInError):
        hasty.service_token()

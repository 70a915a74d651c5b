"""Good tokens, forged tokens, and sessions that somebody tries to steal."""

import json
import time

import forge
import jwt
import pytest
from tokens import Gatekeeper, Issuer, Refused, Sessions

KID = "2026-11"


@pytest.fixture(scope="module")
def ours():
    return forge.KeyPair()


@pytest.fixture(scope="module")
def theirs():
    return forge.KeyPair()


@pytest.fixture
def issuer(ours):
    return Issuer(KID, ours.private)


@pytest.fixture
def gate(ours):
    return Gatekeeper({KID: ours.public})


def accepts(gate, token, user="ada"):
    try:
        found = gate.check(token)
    except Refused as why:
        pytest.fail(f"this token is good, but was refused: {why}")
    assert str(found) == user


def refuses(gate, token, what):
    try:
        user = gate.check(token)
    except Refused:
        return
    except Exception as error:
        pytest.fail(f"{what}: should be Refused, but check raised {type(error).__name__}: {str(error)[:200]}")
    pytest.fail(f"{what}: accepted, as the user {str(user)[:50]!r}")


def test_a_good_token_is_accepted(issuer, gate, rng):
    """A token that the issuer signed is accepted, and says who it is"""
    for user in ("ada", "Zoë van Dam", f"user{rng.randrange(10**9)}"):
        accepts(gate, issuer.issue(user), user)


def test_what_a_token_says(issuer, ours):
    """A token names key, issuer, audience, user, issue and expiry, fifteen minutes apart"""
    before = int(time.time())
    token = str(issuer.issue("ada"))
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header.get("kid")) == ("ES256", KID)
    said = jwt.decode(token, ours.public, algorithms=["ES256"], audience="chat-gateway")
    assert (said.get("iss"), said.get("sub")) == ("chat-auth", "ada")
    assert before <= said["iat"] <= time.time()
    assert round(said["exp"] - said["iat"]) == 900, f"it lasts from {said['iat']} to {said['exp']}"


def test_no_two_tokens_are_the_same(issuer, ours):
    """Each token has an id of its own"""
    tokens = [str(issuer.issue("ada")) for _ in range(50)]
    ids = {jwt.decode(token, ours.public, algorithms=["ES256"], audience="chat-gateway").get("jti") for token in tokens}
    assert len(ids) == 50 and None not in ids


def test_signed_by_a_stranger(gate, theirs):
    """A token that somebody else signed under our key's name is refused"""
    refuses(gate, forge.sign(theirs, KID), "signed with a stranger's key")


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "", None])
def test_tokens_without_a_signature(gate, algorithm):
    """A token that says it needs no signature is refused, however it spells that"""
    refuses(gate, forge.unsigned(algorithm, KID), f"alg {algorithm!r}, no signature")
    refuses(gate, forge.unsigned(algorithm, KID, "AAAA"), f"alg {algorithm!r}, any signature")


def test_a_public_key_is_no_secret(gate, ours):
    """A token sealed by HMAC with the text of our public key is refused"""
    refuses(gate, forge.sealed_with_public_key(ours, KID), "HS256 with the public key as its secret")


def test_a_token_cannot_bring_its_own_key(gate, theirs):
    """A key in the token's header, or an address of one, is not used"""
    for header in ({"jwk": theirs.jwk}, {"jku": "https://evil.example/keys"}, {"x5u": "https://evil.example/cert"}):
        refuses(gate, forge.sign(theirs, KID, header=header), f"header {next(iter(header))}")
        refuses(gate, forge.sign(theirs, "mine", header=header), f"header {next(iter(header))} and a kid of its own")


@pytest.mark.parametrize(
    "kid", ["", "unknown", "../../../dev/null", "/dev/null", "' OR 1=1 --", "2026-11\x00", None, 7, ["2026-11"], {"a": 1}]
)
def test_a_key_id_is_only_a_name(gate, theirs, kid):
    """A kid that names none of our keys is refused, whatever it is"""
    token = f"{forge.segment({'alg': 'ES256', 'typ': 'JWT', 'kid': kid})}.{forge.sign(theirs, KID).split('.', 1)[1]}"
    refuses(gate, token, f"kid {kid!r}")


def test_no_byte_can_be_changed(gate, ours, theirs, rng):
    """A token with any part exchanged or changed is refused"""
    head, body, seal = forge.sign(ours, KID).split(".")
    other = forge.sign(theirs, KID, sub="mallory").split(".")
    for token in (f"{head}.{other[1]}.{seal}", f"{head}.{body}.{other[2]}", f"{head}.{body}.", f"{head}.{body}"):
        refuses(gate, token, "parts of two tokens")
    place = rng.randrange(10, len(body) - 10)
    changed = body[:place] + ("A" if body[place] != "A" else "B") + body[place + 1 :]
    refuses(gate, f"{head}.{changed}.{seal}", f"character {place} of the payload changed")


@pytest.mark.parametrize(
    "changes",
    [{"aud": "chat-admin"}, {"aud": ["billing", "chat-admin"]}, {"iss": "chat-test"}, {"iss": "https://evil.example"}],
    ids=str,
)
def test_meant_for_somebody_else(gate, ours, changes):
    """A token of another issuer, or for another audience, is refused though the signature is good"""
    refuses(gate, forge.sign(ours, KID, **changes), str(changes))


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "iat", "exp", "jti"])
def test_every_claim_is_required(gate, ours, claim):
    """A token that lacks any of the six claims is refused"""
    refuses(gate, forge.sign(ours, KID, **{claim: None}), f"without {claim}")


@pytest.mark.parametrize("user", ["", 7, ["ada"], {"name": "ada"}], ids=repr)
def test_a_user_is_a_name(gate, ours, user):
    """A user that is no text, or an empty one, is refused"""
    body = forge.claims(sub="ada") | {"sub": user}
    signed = jwt.api_jws.encode(json.dumps(body).encode(), ours.private, "ES256", {"kid": KID})
    refuses(gate, signed, f"sub {user!r}")


def test_expired_tokens(gate, ours):
    """A token is refused once it has expired, but for thirty seconds of clock drift"""
    now = int(time.time())
    accepts(gate, forge.sign(ours, KID, iat=now - 915, exp=now - 15))
    for ago in (45, 120, 900, 10**8):
        refuses(gate, forge.sign(ours, KID, iat=now - 900 - ago, exp=now - ago), f"expired {ago} seconds ago")


def test_tokens_from_the_future(gate, ours):
    """A token issued or valid only in the future is refused, but for thirty seconds of clock drift"""
    now = int(time.time())
    accepts(gate, forge.sign(ours, KID, iat=now + 15, nbf=now + 15))
    for ahead in (60, 3600):
        refuses(gate, forge.sign(ours, KID, nbf=now + ahead), f"valid in {ahead} seconds")
        refuses(gate, forge.sign(ours, KID, iat=now + ahead, exp=now + ahead + 900), f"issued in {ahead} seconds")


GARBAGE = ["", ".", "..", "...", "a.b.c", "🚲.🚲.🚲", "\x00", "e30.e30.e30", "=.=.=", "A" * 100_000, "W10.W10.W10",
           f"{forge.segment(b'[' * 50_000)}.e30.e30"]


@pytest.mark.parametrize("number", range(len(GARBAGE)))
def test_garbage(gate, number):
    """Whatever is not a token at all is Refused, without any other error"""
    refuses(gate, GARBAGE[number], f"the text {GARBAGE[number][:30]!r}")


def test_rotation(gate, ours, theirs):
    """While keys are exchanged, tokens of the old and of the new one are accepted"""
    accepts(gate, forge.sign(ours, KID))
    gate.add("2026-12", theirs.public)
    accepts(gate, forge.sign(theirs, "2026-12"))
    accepts(gate, forge.sign(ours, KID))
    refuses(gate, forge.sign(theirs, KID), "signed with the new key under the old name")


def test_a_retired_key(gate, ours, theirs):
    """Tokens of a key that was retired are refused from then on"""
    gate.add("2026-12", theirs.public)
    accepts(gate, forge.sign(ours, KID))
    gate.retire(KID)
    refuses(gate, forge.sign(ours, KID), "signed with the retired key")
    refuses(gate, forge.sign(ours, "2026-12"), "signed with the retired key under the new name")
    accepts(gate, forge.sign(theirs, "2026-12"))


def test_revoked_tokens(gate, ours):
    """A token whose id was revoked is refused at once; others go on"""
    one, other = forge.sign(ours, KID, jti="one"), forge.sign(ours, KID, jti="other")
    accepts(gate, one)
    gate.revoke("one")
    refuses(gate, one, "revoked")
    accepts(gate, other)


@pytest.fixture
def store():
    """What stands for the database."""
    return {}


@pytest.fixture
def sessions(issuer, store):
    return Sessions(issuer, store)


def renew(sessions, refresh):
    try:
        access, following = sessions.renew(refresh)
    except Refused as why:
        pytest.fail(f"this refresh token was never used, but was refused: {why}")
    return str(access), str(following)


def ended(sessions, refresh, what):
    with pytest.raises(Refused):
        sessions.renew(refresh)
        pytest.fail(f"{what}: it still works")


def test_sessions_go_on(sessions, gate):
    """A session can be renewed again and again, for the same user"""
    access, refresh = sessions.start("ada")
    accepts(gate, str(access))
    refresh = str(refresh)
    seen = {refresh}
    for _ in range(5):
        access, refresh = renew(sessions, refresh)
        accepts(gate, access)
        seen.add(refresh)
    assert len(seen) == 6, "a refresh token came out twice"
    assert min(map(len, seen)) >= 22, "a refresh token this short can be guessed"


def test_a_stolen_refresh_token(sessions):
    """When a refresh token comes a second time, the whole session ends"""
    first = str(sessions.start("ada")[1])
    second = renew(sessions, first)[1]
    third = renew(sessions, second)[1]
    ended(sessions, first, "a refresh token that was used before")
    ended(sessions, third, "the newest refresh token of a session that was stolen")
    ended(sessions, second, "a refresh token that was used before")


def test_other_sessions_go_on(sessions):
    """A stolen session ends alone: the user's others go on, and other users' too"""
    phone, laptop, bob = (str(sessions.start(user)[1]) for user in ("ada", "ada", "bob"))
    renew(sessions, phone)
    ended(sessions, phone, "a refresh token that was used before")
    renew(sessions, laptop)
    renew(sessions, bob)


def test_unknown_refresh_tokens(sessions, issuer):
    """A refresh token that nobody handed out is refused"""
    sessions.start("ada")
    for token in ("", "x" * 43, "family:", "None", str(issuer.issue("ada"))):
        ended(sessions, token, f"the text {token[:20]!r}")


def test_sessions_live_in_the_store(issuer, store):
    """Another process with the same store can renew a session"""
    refresh = str(Sessions(issuer, store).start("ada")[1])
    following = renew(Sessions(issuer, store), refresh)[1]
    ended(Sessions(issuer, store), refresh, "a refresh token that was used in another process")
    ended(Sessions(issuer, store), following, "the session was stolen")


def test_the_store_would_not_help_a_thief(sessions, store):
    """Whoever reads the store finds no refresh token that works"""
    first = str(sessions.start("ada")[1])
    second = renew(sessions, first)[1]
    dump = repr(store)
    assert second not in dump, "the refresh token stands in the store, as it is"
    words = [word.strip("'\"(),:{}") for word in dump.replace(":", " ").split()]
    for word in words:
        try:
            sessions.renew(word)
        except Refused:
            continue
        pytest.fail(f"{word[:12]}..., read from the store, works as a refresh token")

"""Plays the time of many leases in a moment: the clock is the strongroom's, and Redis is real."""

import os
import traceback
from urllib.parse import urlsplit

import pytest
from strongroom import MAX_TTL, TOKEN_TTL, TTL, Strongroom
from vaulted import Vaulted, VaultError


@pytest.fixture
def vault():
    """A strongroom of one's own."""
    made = Strongroom(os.environ["REDIS_URL"])
    yield made
    made.close()


@pytest.fixture
def vaulted(vault):
    """The learner's client of it."""
    place = urlsplit(os.environ["REDIS_URL"])
    made = Vaulted(vault.address, vault.role_id, vault.secret_id, place.hostname, place.port, clock=lambda: vault.now)
    yield made
    vault.sealed = vault.dead = False
    made.close()


def user(vaulted):
    """Who the client is in Redis, now."""
    name = vaulted.redis().execute_command("ACL", "WHOAMI")
    return name.decode() if isinstance(name, bytes) else str(name)


def test_a_user_is_borrowed_once(vault, vaulted, rng):
    """Nothing is asked before it is needed; then one login and one lease do for many uses"""
    assert vault.asked == [], "what was asked when the object was made"
    names = {user(vaulted) for _ in range(rng.randrange(5, 15))}
    assert sorted(names) == vault.users(), "the users that redis() worked as, and the users that were lent"
    vault.advance(TTL * 0.6)
    user(vaulted)
    asked = [path for _method, path in vault.asked]
    assert asked == ["auth/approle/login", "database/creds/chat"], "what Vault was asked within the first 60% of the lease"


def test_a_lease_is_renewed_in_time(vault, vaulted):
    """When two thirds of a lease are over it is renewed, and the user stays the same"""
    name, client = user(vaulted), vaulted.redis()
    for _ in range(2):
        vault.advance(TTL * 0.7)
        assert user(vaulted) == name, "the user after a renewal"
    assert vault.count("database/creds") == 1, "how many leases there were, while the first could be renewed"
    assert vault.count("sys/leases/renew") == 2, "renewals, in two times 70% of a lease"
    assert vaulted.redis() is client, "redis() made another client, though nothing has changed"


def test_a_lease_that_cannot_go_on_is_replaced(vault, vaulted):
    """Before a lease reaches its last moment there is another one, and the old one is given back"""
    seen, end = [user(vaulted)], vault.now + 2 * MAX_TTL
    while vault.now < end:
        vault.advance(TTL * 0.1)
        try:
            name = user(vaulted)
        except Exception as error:
            pytest.fail(f"{vault.now - 5000:.0f} s after the beginning, used every {TTL * 0.1:.0f} s, redis() did not work: {error}")
        if name != seen[-1]:
            seen.append(name)
        assert len(vault.leases) == 1, f"after a change of user these are in Redis: {vault.users()}"
        left = min(lease["until"] for lease in vault.leases.values()) - vault.now
        assert left > TTL * 0.11, f"redis() has returned a client whose lease is over in {left:.0f} s"
    assert 2 <= len(seen) <= 5, f"{len(seen)} users in {2 * MAX_TTL} s, with leases that last {MAX_TTL} s at most"


def test_a_lease_that_was_taken_away(vault, vaulted):
    """When a renewal is refused, since somebody has revoked the lease, another one is borrowed"""
    name = user(vaulted)
    for lease in list(vault.leases):
        vault.end(lease)
    vault.advance(TTL * 0.7)
    found = user(vaulted)
    assert [found] == vault.users(), "the user after the lease was revoked by an administrator"
    assert found != name


@pytest.mark.parametrize("how", ["sealed", "dead"])
def test_vault_may_be_away_for_a_while(vault, vaulted, how):
    """While Vault is away what was lent is used to its end; then VaultError, and it goes on when Vault is back"""
    setattr(vault, how, True)
    with pytest.raises(VaultError):
        vaulted.redis()
    setattr(vault, how, False)
    name = user(vaulted)
    setattr(vault, how, True)
    for part in (0.7, 0.25):
        vault.advance(TTL * part)
        assert user(vaulted) == name, f"the user while Vault is {how} and the lease holds"
    vault.advance(TTL * 0.1)
    with pytest.raises(VaultError):
        vaulted.redis()
    setattr(vault, how, False)
    assert [user(vaulted)] == vault.users(), "the user when Vault is back"


def test_a_token_that_ran_out(vault, vaulted):
    """When the token has run out there is one login more, and the request is sent again; else VaultError"""
    vault.kv["secret/data/chat/limits"] = [{"size": 5}]
    assert vaulted.setting("chat/limits")["size"] == 5
    vault.advance(TOKEN_TTL + 1)
    assert vaulted.setting("chat/limits")["size"] == 5
    assert vault.count("auth/approle/login") == 2, "logins, when the token ran out once"
    vault.tokens.clear()
    vault.secret_id = "changed"
    before = len(vault.asked)
    with pytest.raises(VaultError):
        vaulted.setting("chat/limits")
    assert len(vault.asked) - before <= 3, "requests until it gave up, when it may not log in any more"


def test_settings_are_changed_by_one_at_a_time(vault, vaulted, rng):
    """setting() and change() read and write version 2 of KV; a change that came in between is not lost"""
    path = f"chat/{rng.randrange(10**6)}"
    with pytest.raises(KeyError):
        vaulted.setting(path)
    versions = vault.kv[f"secret/data/{path}"] = [{"rooms": 1}]
    assert dict(vaulted.setting(path)) == {"rooms": 1}
    vault.after_read = lambda: versions.append({**versions[-1], "members": 7})
    vaulted.change(path, lambda data: {**data, "rooms": data["rooms"] + 1})
    assert versions[-1] == {"rooms": 2, "members": 7}, "the setting after two have changed it at once"
    versions.append(None)
    with pytest.raises(KeyError):
        vaulted.setting(path)


def test_messages_are_sealed(vault, vaulted, rng):
    """seal() and unseal() let Vault encrypt and decrypt, whatever characters are in a message"""
    text = f"Grüße 🚲 {rng.randrange(10**9)}\n"
    sealed = str(vaulted.seal(text))
    assert sealed in vault.texts, "what seal() returns is not what Vault made"
    vault.key_version = 2
    assert str(vaulted.seal(text)).startswith("vault:v2:"), "what seal() returns after the key was rotated"
    assert str(vaulted.unseal(sealed)) == text, "what unseal() returns"
    with pytest.raises(VaultError):
        vaulted.unseal("vault:v1:nonsense")


def test_everything_is_given_back(vault, vaulted):
    """close() gives back lease and token; afterwards there is VaultError, and a second close() does nothing"""
    user(vaulted)
    vaulted.close()
    assert vault.users() == [], "users that are left in Redis after close()"
    assert vault.tokens == {}, "tokens that still hold after close()"
    with pytest.raises(VaultError):
        vaulted.redis()
    before = len(vault.asked)
    vaulted.close()
    assert len(vault.asked) == before, "close() has asked Vault again"


def test_secrets_are_not_told(vault, vaulted):
    """Neither repr() nor what an exception says has the secret id, the token or a password in it"""
    user(vaulted)
    told = [repr(vaulted), str(vaulted)]
    hidden = [vault.secret_id, *vault.tokens]
    for happening in ("sealed", "dead"):
        setattr(vault, happening, True)
        vault.advance(TTL * 2)
        try:
            vaulted.redis()
        except VaultError as error:
            told += [str(error), "".join(traceback.format_exception_only(error)), str(error.__cause__)]
        setattr(vault, happening, False)
    leaks = [text for text in told if any(secret in text for secret in hidden)]
    assert leaks == [], "a secret is in this text"
    assert len(told) == 8, "with Vault away and the lease over, redis() should raise VaultError"

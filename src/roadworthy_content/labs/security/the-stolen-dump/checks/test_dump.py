"""What a thief, a forger and a careless operator get out of a dump."""

import hashlib
import hmac
import os
import re
import time

import bcrypt
import pytest
from attachments import Attachments, TamperedError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from extension import extend, padding
from passwords import Passwords
from webhooks import sign, verify

BCRYPT = re.compile(r"\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}")
QUICK = 4  # bcrypt's lowest cost


def cost_of(table, user):
    """The cost of the bcrypt hash in somebody's row."""
    found = BCRYPT.search(table[user])
    assert found, f"the row should hold a bcrypt hash ($2b$..); it is {table[user]!r:.100}"
    return int(found[1])


def old_row(password):
    salt = os.urandom(8)
    return f"sha256${salt.hex()}${hashlib.sha256(salt + password.encode()).hexdigest()}"


def bcrypt_row(password, cost):
    return bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(cost)).decode()


def logs_in(passwords, user, password):
    answer = passwords.check(user, password)
    assert answer is True, f"check with the right password of {user} ({password!r:.40}) returned {answer!r}"


def is_refused(passwords, user, password, what):
    answer = passwords.check(user, password)
    assert answer is False, f"check with {what} returned {answer!r}"


def test_a_password_is_kept_as_bcrypt(rng):
    """A password is kept as a bcrypt hash of the cost that is asked for, with a salt of its own"""
    table = {}
    cost = rng.choice([4, 5, 6])
    passwords = Passwords(table, cost=cost)
    for user, password in (
        ("ada", "correct horse"),
        ("bob", "correct horse"),
        ("zoë", f"пароль 🚲 {rng.random()}"),
        ("nix", ""),
    ):
        passwords.set(user, password)
        assert cost_of(table, user) == cost, f"cost {cost} was asked for: {table[user]!r}"
        logs_in(Passwords(table, cost=cost), user, password)
        is_refused(passwords, user, password + "x", "one character too many")
        is_refused(passwords, user, password.upper() + "!", "another password")
    assert table["ada"] != table["bob"], "two people with one password have the same row: the salt is not their own"


def test_every_byte_of_a_password_counts(rng):
    """A long passphrase is accepted, and no two that differ anywhere are taken for each other"""
    table = {}
    passwords = Passwords(table, cost=QUICK)
    long = "correct horse battery staple " * 4 + str(rng.randrange(10**6))
    tries = {long: long[:-1] + "!", "é" * 60: "é" * 59 + "e", "ada\x00lovelace": "ada\x00byron", "\x00a": "\x00b"}
    for right, wrong in tries.items():
        passwords.set("ada", right)
        logs_in(passwords, "ada", right)
        is_refused(passwords, "ada", wrong, f"{wrong!r}, where the password is {right!r},")
    for number in range(200):  # one digest in nine has a zero byte, and 1 in 256 begins with one
        passwords.set("ada", f"pass {number}")
        is_refused(
            passwords,
            "ada",
            f"pass {(number + 1) % 200}",
            f"'pass {number + 1}', where the password is 'pass {number}',",
        )


@pytest.mark.parametrize("kind", ["sha256", "bcrypt-of-a-lower-cost", "bcrypt-of-72-bytes"])
def test_old_rows_are_raised_at_login(kind, rng):
    """Old rows go on working, and the first good login makes a row of today's cost out of each"""
    password = f"{rng.randrange(10**9)}" + ("-" * 90 if kind == "bcrypt-of-72-bytes" else "")
    table = {"ada": old_row(password) if kind == "sha256" else bcrypt_row(password, 4), "bob": old_row("other")}
    before = dict(table)
    logs_in(Passwords(table, cost=6), "ada", password)
    assert table["ada"] != before["ada"], f"after a good login the row is as old as before: {table['ada']!r}"
    assert cost_of(table, "ada") == 6, f"the row was written with another cost than 6: {table['ada']!r}"
    assert table["bob"] == before["bob"], "the row of somebody who did not log in was changed"
    passwords = Passwords(table, cost=6)
    logs_in(passwords, "ada", password)
    is_refused(passwords, "ada", password[:-1] + "x", "a wrong password, after the row was raised,")
    raised = table["ada"]
    logs_in(Passwords(table, cost=5), "ada", password)
    assert table["ada"] == raised, "a row of cost 6 was written anew by a service that is set to 5: never go down"


def test_a_wrong_password_changes_nothing(rng):
    """A wrong password does not log in with a row of any kind, and writes nothing"""
    right = f"right {rng.randrange(10**6)}"
    new = {}
    Passwords(new, cost=4).set("new", right)
    table = {"sha": old_row(right), "weak": bcrypt_row(right, 4), **new}
    before = dict(table)
    passwords = Passwords(table, cost=5)
    for user in before:
        is_refused(passwords, user, "wrong", f"a wrong password for the row {before[user][:12]!r}..")
    is_refused(passwords, "nobody", right, "an unknown user")
    assert dict(table) == before, "refused logins changed the table"


def test_an_unknown_user_costs_as_much():
    """Whether a user exists cannot be told from how long a refusal takes"""
    passwords = Passwords({}, cost=9)
    passwords.set("ada", "right")

    def quickest(user):
        times = []
        for _ in range(4):
            start = time.perf_counter()
            passwords.check(user, "wrong")
            times.append(time.perf_counter() - start)
        return min(times)

    known, unknown = quickest("ada"), quickest("nobody")
    assert unknown > known / 4, (
        f"a wrong password takes {known * 1000:.1f} ms, an unknown user {unknown * 1000:.1f} ms: who exists is easily told"
    )


def test_a_signature_cannot_be_forged(rng):
    """A webhook's signature is its HMAC-SHA-256; nothing that a forger makes of signed messages is accepted"""
    secret, message = rng.randbytes(rng.randrange(16, 40)), b"room=lobby&role=guest"
    signature = str(sign(secret, message))
    assert verify(secret, message, signature) is True, "verify refuses what sign has made"
    for guessed in range(16, 40):
        length = guessed + len(message)
        longer = message + padding(length) + b"&role=admin"
        forged = extend(signature, length, b"&role=admin") if re.fullmatch("[0-9a-f]{64}", signature) else ""
        assert verify(secret, longer, forged) is False, (
            "a forger who does not have the secret has appended '&role=admin' to a signed message (length extension of SHA-256)"
        )
    expected = hmac.new(secret, message, hashlib.sha256).hexdigest()
    assert signature == expected, (
        f"the HMAC-SHA-256 of {message!r} in hex is {expected}, and sign returned {signature!r}"
    )
    for wrong in (
        "",
        signature[:-1],
        signature[:-1] + ("0" if signature[-1] != "0" else "1"),
        signature + "0",
        "ключ",
        "\ud800",
    ):
        assert verify(secret, message, wrong) is False, f"verify accepted the signature {wrong!r}"
    assert verify(secret + b"x", message, signature) is False, "verify accepted another secret's signature"


KEYS = ["2026-10", "2026-11"]


@pytest.fixture
def keys(rng):
    return {key: rng.randbytes(32) for key in KEYS}


def opened(store, keys, place, key_id):
    """What somebody with the keys finds at a place, by the format of the brief."""
    name, _, rest = store[place].partition(b":")
    assert name.decode(errors="replace") == key_id, (
        f"what is sealed with {key_id} should begin with '{key_id}:', not {store[place][:16]!r}"
    )
    try:
        return AESGCM(keys[key_id]).decrypt(rest[:12], rest[12:], place.encode())
    except InvalidTag:
        pytest.fail("what lies in the store does not open with AES-GCM: nonce of 12 bytes, place as associated data")


def test_attachments_are_sealed(keys, rng):
    """Attachments lie under the SHA-256 of their bytes, sealed with the current key, and come back unharmed"""
    store = {}
    attachments = Attachments(store, keys, "2026-10")
    for data in (b"", b"the plan for the launch", rng.randbytes(5000), "🚲".encode() * 100):
        address = attachments.put("lobby", data)
        assert str(address) == hashlib.sha256(data).hexdigest()
        place = f"lobby/{address}"
        assert place in store, f"nothing is at {place}; the store has {list(store)}"
        assert len(data) < 8 or data[:8] not in store[place], "the store holds the attachment in the clear"
        assert opened(store, keys, place, "2026-10") == data
        assert attachments.get("lobby", address) == data
    with pytest.raises(KeyError):
        attachments.get("lobby", "0" * 64)
    with pytest.raises(KeyError):
        attachments.get("another room", hashlib.sha256(b"").hexdigest())


def test_no_nonce_is_used_twice(keys):
    """No nonce comes twice with one key, in any process"""
    nonces = []
    for process in range(4):
        store = {}
        attachments = Attachments(store, keys, "2026-11")
        for number in range(25):
            attachments.put("lobby", b"message %d" % number)
        nonces += [sealed.partition(b":")[2][:12] for sealed in store.values()]
    twice = len(nonces) - len(set(nonces))
    assert len(nonces) == 100, f"a hundred attachments were put, the stores have {len(nonces)}"
    assert not twice, (
        f"of a hundred nonces {twice} came before, with the same key: XOR of two such texts is XOR of what was hidden"
    )


def test_what_was_tampered_with_is_refused(keys, rng):
    """What was changed, moved to another room, or put in another's place is a TamperedError"""
    store = {}
    attachments = Attachments(store, keys, "2026-11")
    address, other = attachments.put("lobby", b"pay 10"), attachments.put("lobby", b"pay 99")
    place, good = f"lobby/{address}", store[f"lobby/{address}"]

    def refused(sealed, what):
        store[place] = sealed
        try:
            data = attachments.get("lobby", address)
        except TamperedError:
            return
        except Exception as error:
            pytest.fail(f"{what}: should be a TamperedError, but get raised {type(error).__name__}: {str(error)[:150]}")
        pytest.fail(f"{what}: get returned {data!r}")

    refused(store[f"lobby/{other}"], "another attachment of the room in its place")
    at = rng.randrange(len("2026-11:"), len(good))
    refused(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :], f"one bit of byte {at} changed")
    for sealed, what in (
        (good[:-1], "the last byte cut off"),
        (good[:12], "cut off within the nonce"),
        (b"", "nothing at all"),
        (b"pay 10", "the attachment in the clear"),
        (b"2026-99" + good[7:], "a key that does not exist"),
        (b"2026-10" + good[7:], "the name of another key"),
        (b"\xff\xfe:" + good[8:], "a key's name that is no text"),
    ):
        refused(sealed, what)
    store[f"board/{address}"] = good
    with pytest.raises(TamperedError):
        attachments.get("board", address)


def test_keys_are_rotated(keys):
    """After reseal the old key can be thrown away; what had the new one already is left as it is"""
    store = {}
    old, both = Attachments(store, keys, "2026-10"), Attachments(store, keys, "2026-11")
    kept = {old.put("lobby", b"old %d" % number): b"old %d" % number for number in range(5)}
    kept[both.put("lobby", b"new")] = b"new"
    before = dict(store)
    for address, data in kept.items():
        assert both.get("lobby", address) == data, "while keys are rotated, what the old one sealed must be readable"
    count = both.reseal()
    assert count == 5, f"five attachments were sealed with the old key, and reseal returned {count!r}"
    alone = Attachments(store, {"2026-11": keys["2026-11"]}, "2026-11")
    for address, data in kept.items():
        assert opened(store, keys, f"lobby/{address}", "2026-11") == data
        assert alone.get("lobby", address) == data
    new = f"lobby/{hashlib.sha256(b'new').hexdigest()}"
    assert store[new] == before[new], "what was sealed with the new key already was sealed again"
    assert both.reseal() == 0, "reseal a second time should find nothing to do"

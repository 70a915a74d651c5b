"""Access tokens, their check at the gateway, and sessions that are renewed."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid
from collections.abc import Mapping, MutableMapping

import jwt

ISSUER = "chat-auth"
AUDIENCE = "chat-gateway"
ALGORITHM = "ES256"
LIFETIME = 15 * 60
LEEWAY = 30
REQUIRED = ["iss", "aud", "sub", "iat", "exp", "jti"]


class Refused(Exception):
    """A token is not accepted."""


class Issuer:
    """The login service's side: signs access tokens."""

    def __init__(self, kid: str, private_pem: str) -> None:
        self.kid = kid
        self.private_pem = private_pem

    def issue(self, user: str) -> str:
        """Return a signed access token for a user."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": user,
            "iat": now,
            "exp": now + LIFETIME,
            "jti": uuid.uuid4().hex,
        }
        return jwt.encode(claims, self.private_pem, algorithm=ALGORITHM, headers={"kid": self.kid})


class Gatekeeper:
    """A gateway's side: knows public keys, and accepts or refuses."""

    def __init__(self, public_pems: Mapping[str, str]) -> None:
        self.public_pems = dict(public_pems)
        self.revoked: set[str] = set()

    def check(self, token: str) -> str:
        """Return the user of a token. Raises Refused."""
        try:
            # The only thing used of an unverified token: the name of one of our own keys.
            kid = jwt.get_unverified_header(token).get("kid")
            key = self.public_pems.get(kid) if isinstance(kid, str) else None
            if key is None:
                raise Refused("signed with a key that is not known here")
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": REQUIRED, "verify_aud": False},
            )
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise Refused(str(error)) from error
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise Refused("it names no user")
        if claims["jti"] in self.revoked:
            raise Refused("it was revoked")
        return claims["sub"]

    def add(self, kid: str, public_pem: str) -> None:
        """Accept tokens signed with one more key."""
        self.public_pems[kid] = public_pem

    def retire(self, kid: str) -> None:
        """Accept tokens signed with a key no longer."""
        self.public_pems.pop(kid, None)

    def revoke(self, jti: str) -> None:
        """Accept the token with this id no longer."""
        self.revoked.add(jti)


class Sessions:
    """Keeps people logged in: refresh tokens that work once.

    The store remembers each token by its hash, with the family (everything from one login) it belongs to:
    a family has a user and the one hash that works now.
    """

    def __init__(self, issuer: Issuer, store: MutableMapping) -> None:
        self.issuer = issuer
        self.store = store

    def start(self, user: str) -> tuple[str, str]:
        """Return an access token and a refresh token for a user who has just logged in."""
        return self._pair(f"family:{uuid.uuid4().hex}", user)

    def renew(self, refresh: str) -> tuple[str, str]:
        """Return a new pair for a refresh token that has not been used. Raises Refused."""
        digest = fingerprint(refresh)
        family = self.store.get(f"token:{digest}")
        if family is None or family not in self.store:
            raise Refused("this refresh token is not known, or its session has ended")
        user, current = self.store[family]
        if digest != current:
            del self.store[family]  # it was used before: by a thief then, or by a thief now
            raise Refused("this refresh token was used before; the session is ended")
        return self._pair(family, user)

    def _pair(self, family: str, user: str) -> tuple[str, str]:
        refresh = secrets.token_urlsafe(32)
        digest = fingerprint(refresh)
        self.store[f"token:{digest}"] = family
        self.store[family] = (user, digest)
        return self.issuer.issue(user), refresh


def fingerprint(refresh: str) -> str:
    """Return what is stored of a refresh token. It is long and random, so a plain hash cannot be searched."""
    return hashlib.sha256(refresh.encode()).hexdigest()

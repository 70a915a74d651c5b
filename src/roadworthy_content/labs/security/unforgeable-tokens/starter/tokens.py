"""Access tokens, their check at the gateway, and sessions that are renewed."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

import jwt

ISSUER = "chat-auth"
AUDIENCE = "chat-gateway"


class Refused(Exception):
    """A token is not accepted."""


class Issuer:
    """The login service's side: signs access tokens."""

    def __init__(self, kid: str, private_pem: str) -> None:
        self.kid = kid
        self.private_pem = private_pem

    def issue(self, user: str) -> str:
        """Return a signed access token for a user."""
        return jwt.encode({"sub": user}, self.private_pem, algorithm="ES256")


class Gatekeeper:
    """A gateway's side: knows public keys, and accepts or refuses."""

    def __init__(self, public_pems: Mapping[str, str]) -> None:
        self.public_pems = dict(public_pems)

    def check(self, token: str) -> str:
        """Return the user of a token. Raises Refused."""
        return jwt.decode(token, options={"verify_signature": False})["sub"]

    def add(self, kid: str, public_pem: str) -> None:
        """Accept tokens signed with one more key."""
        raise NotImplementedError

    def retire(self, kid: str) -> None:
        """Accept tokens signed with a key no longer."""
        raise NotImplementedError

    def revoke(self, jti: str) -> None:
        """Accept the token with this id no longer."""
        raise NotImplementedError


class Sessions:
    """Keeps people logged in: refresh tokens that work once."""

    def __init__(self, issuer: Issuer, store: MutableMapping) -> None:
        self.issuer = issuer
        self.store = store

    def start(self, user: str) -> tuple[str, str]:
        """Return an access token and a refresh token for a user who has just logged in."""
        raise NotImplementedError

    def renew(self, refresh: str) -> tuple[str, str]:
        """Return a new pair for a refresh token that has not been used. Raises Refused."""
        raise NotImplementedError

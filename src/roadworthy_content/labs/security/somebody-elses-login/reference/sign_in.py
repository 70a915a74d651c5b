"""Signing in at an OpenID provider: authorization code flow with PKCE."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import httpx
import jwt

SCOPE = "openid email"
MARGIN = 30.0  # seconds that a token of the service's must still be good for


class SignInError(Exception):
    """Nobody was signed in; the text says why, for the log."""


@dataclass(frozen=True)
class Login:
    """Who signed in, and where to they were on their way."""

    subject: str
    email: str
    return_to: str


class SignIn:
    """A client of one provider.

    Args:
        issuer: The provider's issuer, where its configuration is found.
        client_id: Our name there.
        client_secret: Our password there.
        redirect_uri: Where browsers are sent back to.
    """

    def __init__(self, issuer: str, client_id: str, client_secret: str, redirect_uri: str) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._auth = httpx.BasicAuth(quote(client_id, safe=""), quote(client_secret, safe=""))
        self._redirect_uri = redirect_uri
        self._http = httpx.Client(timeout=10.0)
        self._known: dict[str, Any] | None = None
        self._service_token, self._good_until = "", 0.0

    def begin(self, return_to: str = "/") -> tuple[str, dict[str, Any]]:
        """Return the address to send a browser to, and what to keep in its session until it is back."""
        pending = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._redirect_uri,
            "scope": SCOPE,
            "state": pending["state"],
            "nonce": pending["nonce"],
            "code_challenge": _challenge(pending["verifier"]),
            "code_challenge_method": "S256",
        }
        address = f"{self._provider()['authorization_endpoint']}?{urlencode(asked)}"
        return address, pending | {"return_to": return_to if _is_local(return_to) else "/"}

    def finish(self, pending: dict[str, Any], query: str) -> Login:
        """Return who has signed in; `query` is what came after the ? of the address that the browser was sent back to.

        Raises:
            SignInError: It was not this browser that asked, or the provider refused, or somebody lies.
        """
        answer = dict(parse_qsl(query))
        if not hmac.compare_digest(answer.get("state", "").encode(), pending["state"].encode()):
            raise SignInError("the answer has another state than the question")
        if answer.get("iss", self._issuer) != self._issuer:
            raise SignInError(f"the answer comes from {answer['iss']}")
        if "code" not in answer:
            raise SignInError(f"the provider says {answer.get('error', 'nothing')}")
        tokens = self._token(
            grant_type="authorization_code",
            code=answer["code"],
            redirect_uri=self._redirect_uri,
            code_verifier=pending["verifier"],
        )
        subject = self._identity(str(tokens.get("id_token", "")), pending["nonce"])
        bearer = {"Authorization": f"Bearer {tokens.get('access_token')}"}
        about = self._json("GET", self._provider()["userinfo_endpoint"], headers=bearer)
        if about.get("sub") != subject:
            raise SignInError("the user info is about somebody else")
        return Login(subject, str(about.get("email", "")), pending["return_to"])

    def service_token(self) -> str:
        """Return an access token for ourselves (client credentials), the same one while it is good.

        Raises:
            SignInError: The provider gives us none.
        """
        if time.monotonic() + MARGIN >= self._good_until:
            asked_at = time.monotonic()
            tokens = self._token(grant_type="client_credentials", scope="read")
            try:
                self._service_token = str(tokens["access_token"])
                self._good_until = asked_at + float(tokens.get("expires_in", 0))
            except (KeyError, TypeError, ValueError):
                raise SignInError("the provider gave no token") from None
        return self._service_token

    def _provider(self) -> dict[str, Any]:
        """Return the provider's configuration, which is asked for once."""
        if self._known is None:
            found = self._json("GET", f"{self._issuer}/.well-known/openid-configuration")
            if found.get("issuer") != self._issuer:
                raise SignInError(f"{self._issuer} says that it is {found.get('issuer')}")
            self._known = found
        return self._known

    def _token(self, **form: str) -> dict[str, Any]:
        return self._json("POST", self._provider()["token_endpoint"], data=form, auth=self._auth)

    def _identity(self, token: str, nonce: str) -> str:
        """Return whom an identity token is about, if the provider signed it for us and for this login."""
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            keys = {
                key.key_id: key for key in jwt.PyJWKSet.from_dict(self._json("GET", self._provider()["jwks_uri"])).keys
            }
            claims = jwt.decode(
                token,
                keys[key_id],
                algorithms=["RS256"],
                audience=self._client_id,
                issuer=self._issuer,
                leeway=30,
                options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError) as error:
            raise SignInError(f"the identity token is refused: {error!r}") from error
        if claims["nonce"] != nonce:
            raise SignInError("the identity token belongs to another login")
        return str(claims["sub"])

    def _json(self, method: str, url: str, **options: Any) -> dict[str, Any]:
        """Ask the provider for an object."""
        try:
            answer = self._http.request(method, url, **options)
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise SignInError(f"{url}: {error}") from error
        if not isinstance(found, dict):
            raise SignInError(f"{url} returned no object")
        return found


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _is_local(path: str) -> bool:
    """Return whether a browser that is sent to this path stays with us."""
    return re.match(r"/(?![/\\])[^\x00-\x20\\]*\Z", path) is not None

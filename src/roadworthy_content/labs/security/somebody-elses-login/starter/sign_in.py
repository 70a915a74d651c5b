"""Signing in at an OpenID provider: authorization code flow. This version believes whatever comes back."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

import httpx


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
        self._client = (client_id, client_secret)
        self._redirect_uri = redirect_uri

    def begin(self, return_to: str = "/") -> tuple[str, dict[str, Any]]:
        """Return the address to send a browser to, and what to keep in its session until it is back."""
        provider = httpx.get(f"{self._issuer}/.well-known/openid-configuration").json()
        asked = {
            "response_type": "code",
            "client_id": self._client[0],
            "redirect_uri": self._redirect_uri,
            "scope": "openid",
        }
        return f"{provider['authorization_endpoint']}?{urlencode(asked)}", {"return_to": return_to}

    def finish(self, pending: dict[str, Any], query: str) -> Login:
        """Return who has signed in; `query` is what came after the ? of the address that the browser was sent back to."""
        provider = httpx.get(f"{self._issuer}/.well-known/openid-configuration").json()
        form = {
            "grant_type": "authorization_code",
            "code": parse_qs(query)["code"][0],
            "redirect_uri": self._redirect_uri,
        }
        tokens = httpx.post(provider["token_endpoint"], data=form, auth=self._client).json()
        payload = tokens["id_token"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return Login(claims["sub"], claims.get("email", ""), pending["return_to"])

    def service_token(self) -> str:
        """Return an access token for ourselves (client credentials)."""
        raise NotImplementedError

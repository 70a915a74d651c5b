"""An OpenID provider (oidc-provider, a certified one): a process for each lease."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from roadworthy.components.base import ComponentError, Found
from roadworthy.components.http import request
from roadworthy.components.packages import NodePackage
from roadworthy.components.private import Place, PrivateServer

SCRIPT = Path(__file__).with_name("hosts") / "oidc.mjs"
CLIENT = "lease"


class Oidc(PrivateServer):
    """One client; any user name logs in on its page."""

    name = "oidc"
    title = "OpenID provider"
    variables = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    providers = (NodePackage("oidc", "oidc-provider", "oidc-provider/lib/index.js"),)
    slow = True

    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Return the command line; the script is copied to where the account can read it."""
        node, library = found.argv
        script = place.folder.write("oidc.mjs", SCRIPT.read_text(encoding="utf-8"))
        return [node, "--max-old-space-size=128", script, library, str(place.port)]

    def server_env(self, place: Place) -> dict[str, str]:
        """Return the client's secret."""
        return {"OIDC_SECRET": place.secret}

    def ready(self, place: Place) -> bool:
        """Ask where its endpoints are."""
        return request("GET", f"http://127.0.0.1:{place.port}/.well-known/openid-configuration")[0] == 200

    def env(self, place: Place) -> dict[str, str]:
        """Return issuer and client."""
        return {
            "OIDC_ISSUER": f"http://127.0.0.1:{place.port}",
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": place.secret,
        }

    def self_test(self, env: Mapping[str, str]) -> None:
        """Get a token, with the client's secret and with another."""
        right, wrong = (_token(env["OIDC_ISSUER"], secret) for secret in (env["OIDC_CLIENT_SECRET"], "guessed"))
        if right[0] != 200 or "access_token" not in json.loads(right[1]) or wrong[0] != 401:
            raise ComponentError("the OpenID provider does not tell right secrets from wrong ones")


def _token(issuer: str, secret: str) -> tuple[int, bytes]:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    url = f"http://{CLIENT}:{secret}@{urlsplit(issuer).netloc}/token"
    return request("POST", url, b"grant_type=client_credentials&scope=read", form)

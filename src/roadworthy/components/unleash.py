"""Unleash, the server of feature flags: a process for each lease, on a PostgreSQL lease of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from roadworthy.components.base import ComponentError, Found
from roadworthy.components.http import request
from roadworthy.components.packages import NodePackage
from roadworthy.components.postgresql import POSTGRESQL
from roadworthy.components.private import Place, PrivateServer

ONLY_CALLS = Path(__file__).with_name("hosts") / "only_calls.mjs"
ENVIRONMENT = "development"


class Unleash(PrivateServer):
    """The open-source server with one project and the environments it begins with."""

    name = "unleash"
    title = "Unleash (feature flags)"
    variables = ("UNLEASH_URL", "UNLEASH_API_TOKEN", "UNLEASH_ADMIN_TOKEN")
    providers = (NodePackage("unleash", "unleash-server", "unleash-server/dist/server.js"),)
    within = 120.0
    slow = True
    calls_out = True  # to its database, and to nothing else: see `command`
    needs = POSTGRESQL

    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Return the command line; webhooks, which a learner may make, reach nobody."""
        node, server = found.argv
        script = place.folder.write(ONLY_CALLS.name, ONLY_CALLS.read_text(encoding="utf-8"))
        return [node, "--max-old-space-size=192", "--no-deprecation", f"--import={script}", server]

    def server_env(self, place: Place) -> dict[str, str]:
        """Return its configuration; without it, it would tell its makers that it runs."""
        url = place.beside[POSTGRESQL.variables[0]]
        database = urlsplit(url)
        return {
            "ONLY_CALLS": f"{database.hostname}:{database.port}",
            "DATABASE_URL": url,
            "DATABASE_SSL": "false",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_PORT": str(place.port),
            "UNLEASH_URL": f"http://127.0.0.1:{place.port}",
            "UNLEASH_SECRET": place.secret,
            "UNLEASH_DEFAULT_ADMIN_USERNAME": "admin",
            "UNLEASH_DEFAULT_ADMIN_PASSWORD": place.secret,
            "INIT_ADMIN_API_TOKENS": _admin_token(place),
            "INIT_BACKEND_API_TOKENS": _token(place),
            "CLIENT_FEATURE_CACHING_ENABLED": "false",
            "CHECK_VERSION": "false",
            "SEND_TELEMETRY": "false",
            "LOG_LEVEL": "warn",
            "NODE_ENV": "production",
        }

    def ready(self, place: Place) -> bool:
        """Ask for the flags, as an application does."""
        return _flags(f"http://127.0.0.1:{place.port}/api", _token(place))[0] == 200

    def env(self, place: Place) -> dict[str, str]:
        """Return what an application is given, and the token of those who switch its flags."""
        return {
            "UNLEASH_URL": f"http://127.0.0.1:{place.port}/api",
            "UNLEASH_API_TOKEN": _token(place),
            "UNLEASH_ADMIN_TOKEN": _admin_token(place),
        }

    def self_test(self, env: Mapping[str, str]) -> None:
        """Make a flag, switch it on, and see that an application is told; with another token nobody is."""
        url, flag = f"{env['UNLEASH_URL']}/admin/projects/default/features", "roadworthy"
        head = {"Authorization": env["UNLEASH_ADMIN_TOKEN"], "Content-Type": "application/json"}
        request("POST", url, json.dumps({"name": flag}).encode(), head, timeout=20)
        request("POST", f"{url}/{flag}/environments/{ENVIRONMENT}/on", b"", head, timeout=20)
        status, said = _flags(env["UNLEASH_URL"], env["UNLEASH_API_TOKEN"])
        features = json.loads(said)["features"] if status == 200 else []
        if not any(one["name"] == flag and one["enabled"] for one in features):
            raise ComponentError(f"Unleash does not show the flag that was switched on ({status})")
        if _flags(env["UNLEASH_URL"], f"default:{ENVIRONMENT}.guessed")[0] != 401:
            raise ComponentError("Unleash does not tell right tokens from wrong ones")


def _token(place: Place) -> str:
    return f"default:{ENVIRONMENT}.{place.secret}"


def _admin_token(place: Place) -> str:
    return f"*:*.{place.secret}"


def _flags(url: str, token: str) -> tuple[int, bytes]:
    return request("GET", f"{url}/client/features", None, {"Authorization": token}, timeout=20)

"""Synapse, the Matrix homeserver: one instance for all leases of this process; a lease is a pair of users."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from roadworthy.components.base import Address, ComponentError, Found, Lease, Progress, require
from roadworthy.components.http import request
from roadworthy.components.packages import PythonPackage
from roadworthy.components.servers import Server, make_folder, start_on_free_port, start_server, tail
from roadworthy.components.shared import Shared

DOMAIN = "roadworthy.localhost"
RULES = Path(__file__).with_name("hosts") / "matrix_rules.py"

# Nothing of it talks to other servers, and users of different leases cannot look for each other.
CONFIGURATION = """
server_name: "{domain}"
public_baseurl: "http://127.0.0.1:{port}/"
listeners: [{{port: {port}, bind_addresses: ["127.0.0.1"], type: http, resources: [{{names: [client]}}]}}]
database: {{name: sqlite3, args: {{database: "{folder}/homeserver.db"}}}}
log_config: "{folder}/log.yaml"
media_store_path: "{folder}/media"
signing_key_path: "{folder}/signing.key"
registration_shared_secret: "{secret}"
macaroon_secret_key: "{secret}"
form_secret: "{secret}"
modules: [{{module: matrix_rules.Rules, config: {{}}}}]
report_stats: false
trusted_key_servers: []
suppress_key_server_warning: true
federation_domain_whitelist: []
enable_room_list_search: false
user_directory: {{enabled: false}}
presence: {{enabled: false}}
bcrypt_rounds: 4
max_upload_size: 5M
caches: {{global_factor: 0.2}}
rc_message: &free {{per_second: 10000, burst_count: 10000}}
rc_registration: *free
rc_login: {{address: *free, account: *free, failed_attempts: *free}}
rc_joins: {{local: *free, remote: *free}}
rc_invites: {{per_room: *free, per_user: *free, per_issuer: *free}}
rc_admin_redaction: *free
"""
LOGGING = """
version: 1
formatters: {plain: {format: "%(asctime)s %(levelname)s %(name)s %(message)s"}}
handlers: {console: {class: logging.StreamHandler, formatter: plain}}
root: {level: WARNING, handlers: [console]}
"""


@dataclass(slots=True)
class Homeserver:
    """The running homeserver; secret and token are its administrator's, which no lease gets."""

    server: Server
    url: str
    secret: str
    token: str = ""

    def alive(self) -> bool:
        """Return True while it runs."""
        return self.server.alive()

    def stop(self) -> None:
        """End it."""
        self.server.stop()

    def register(self, name: str, password: str, *, admin: bool = False) -> str:
        """Make a user and return the user's access token.

        Raises:
            ComponentError: The homeserver would not.
        """
        path = "/_synapse/admin/v1/register"
        nonce = str(self.call("GET", path)["nonce"])
        parts = (nonce, name, password, "admin" if admin else "notadmin")
        mac = hmac.new(self.secret.encode(), "\0".join(parts).encode(), hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac}
        return str(self.call("POST", path, body)["access_token"])

    def remove(self, name: str) -> None:
        """Remove a user and the rooms that the user is in."""
        user = quote(f"@{name}:{DOMAIN}")
        for room in self.call("GET", f"/_synapse/admin/v1/users/{user}/joined_rooms")["joined_rooms"]:
            self.call("DELETE", f"/_synapse/admin/v2/rooms/{quote(room)}", {"purge": True})
        self.call("POST", f"/_synapse/admin/v1/deactivate/{user}", {"erase": True})

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> dict[str, list[str] | str]:
        """Make a request as the administrator.

        Raises:
            ComponentError: It failed.
        """
        data = None if body is None else json.dumps(body).encode()
        try:
            status, said = request(method, self.url + path, data, {"Authorization": f"Bearer {self.token}"}, timeout=20)
        except OSError as error:
            raise ComponentError(f"Synapse does not answer: {error}") from error
        if status != 200:
            raise ComponentError(f"Synapse answered {status} to {method} {path}: {said[:200].decode()}")
        answer: dict[str, list[str] | str] = json.loads(said)
        return answer


class Matrix:
    """Synapse with SQLite, without federation."""

    name = "matrix"
    title = "Matrix (Synapse)"
    variables = (
        "MATRIX_URL",
        "MATRIX_USER",
        "MATRIX_PASSWORD",
        "MATRIX_OTHER_USER",
        "MATRIX_OTHER_PASSWORD",
        "MATRIX_PREFIX",
    )
    providers = (PythonPackage("synapse", "matrix-synapse"),)
    disk_mb = 2048

    def __init__(self) -> None:
        self._shared = Shared(self._start, disk_mb=self.disk_mb)

    @contextmanager
    def lease(self, tell: Progress) -> Iterator[Lease]:
        """Provide two users who know nobody else, and the prefix of the names (aliases) that they may give to rooms."""
        with self._shared.use(tell) as homeserver:
            prefix = f"lease-{secrets.token_hex(6)}"
            users = [(f"{prefix}-{number}", secrets.token_urlsafe(18)) for number in (1, 2)]
            since = homeserver.server.log.stat().st_size
            for name, password in users:
                homeserver.register(name, password)
            values = (text for name, password in users for text in (f"@{name}:{DOMAIN}", password))
            port = int(homeserver.url.rpartition(":")[2])
            try:
                yield Lease(
                    dict(zip(self.variables, (homeserver.url, *values, f"{prefix}-"), strict=True)),
                    addresses=(Address("127.0.0.1", port, variables=("MATRIX_URL",)),),
                    log=lambda lines: _own_lines(homeserver.server.log, [name for name, _ in users], lines, since),
                    trouble=lambda: homeserver.server.trouble(lambda: _answers(homeserver.url)),
                )
            finally:
                for name, _password in users:
                    # What cannot be removed stays until the instance ends; it shall not hide how the attempt went.
                    with suppress(ComponentError):
                        homeserver.remove(name)

    def self_test(self, env: Mapping[str, str]) -> None:
        """Log in, with the password and with another."""
        for password, expected in ((env["MATRIX_PASSWORD"], 200), ("guessed", 403)):
            who = {"type": "m.id.user", "user": env["MATRIX_USER"]}
            body = json.dumps({"type": "m.login.password", "identifier": who, "password": password}).encode()
            status, said = request("POST", f"{env['MATRIX_URL']}/_matrix/client/v3/login", body, timeout=20)
            if status != expected:
                raise ComponentError(f"Synapse answers {status} to a login: {said[:200].decode()}")

    def _start(self, tell: Progress) -> Homeserver:
        found = require(self, tell)
        tell("starting Synapse: 10 to 30 seconds, once")
        secret = secrets.token_urlsafe(24)
        server, port = start_on_free_port(
            lambda port: _start_server(found, port, secret),
            lambda port: _answers(f"http://127.0.0.1:{port}"),
            within=120.0,
            tell=tell,
        )
        homeserver = Homeserver(server, f"http://127.0.0.1:{port}", secret)
        try:
            homeserver.token = homeserver.register("roadworthy", secrets.token_urlsafe(18), admin=True)
        except BaseException:
            server.stop()
            raise
        return homeserver


def _start_server(found: Found, port: int, secret: str) -> Server:
    folder = make_folder("matrix", account="matrix-synapse")
    seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    folder.write("signing.key", f"ed25519 a_1 {seed}\n")
    folder.write("log.yaml", LOGGING)
    folder.write(RULES.name, RULES.read_text(encoding="utf-8"))
    text = CONFIGURATION.format(domain=DOMAIN, port=port, folder=folder.path, secret=secret)
    configuration = folder.write("homeserver.yaml", text)
    command: list[str | Path] = [*found.argv, "-m", "synapse.app.homeserver", "-c", configuration]
    return start_server(
        "Synapse", command, folder, env={"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder.path)}
    )


def _answers(url: str) -> bool:
    return request("GET", f"{url}/_matrix/client/versions")[0] == 200


def _own_lines(log: Path, users: list[str], lines: int, since: int) -> str:
    """Return what was logged about this lease's users; the log holds the other leases' lines too."""
    every = tail(log, 1000, since=since).splitlines()
    return "\n".join([line for line in every if any(user in line for user in users)][-lines:])

"""Starting the server: on a free port, once, with one line to the terminal, and down again on Ctrl-C."""

from __future__ import annotations

import errno
import hashlib
import http.client
import json
import socket
import webbrowser
from typing import TYPE_CHECKING

from roadworthy.errors import UsageError
from roadworthy.settings import Containment
from roadworthy.web.security import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable

    from roadworthy.settings import Settings

PORTS_TRIED = 20
ASK_SECONDS = 5.0
GRACE_SECONDS = 2


def instance_of(settings: Settings) -> str:
    """Return a name that servers of the same database share, and that does not tell where it is."""
    return hashlib.sha256(settings.database_url.encode()).hexdigest()[:16]


def run(
    settings: Settings,
    open_browser: bool = True,
    *,
    expose: bool = False,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve until Ctrl-C.

    If this learner's Roadworthy runs on the port already, the browser is opened on that one instead. If something else
    has the port, the next free one is taken.

    Args:
        settings: Of this process.
        open_browser: Open the map in the browser once it answers.
        expose: Listen on an address that others can reach. There are no accounts yet, so all who do reach it are the
            learner, and may run code on this machine.
        announce: Told the one line that says where it runs.

    Raises:
        UsageError: The address is reachable by others and `expose` was not said, or no port is free.
        NotContainedError: Others can reach it, or the settings ask for it, and their code cannot be contained here.
        StorageError: The database cannot be opened.
    """
    if not is_loopback(settings.host) and not expose:
        raise UsageError(
            f"{settings.host} can be reached by others, and whoever reaches Roadworthy may run code on this machine",
            hint="from elsewhere: ssh -L 7623:127.0.0.1:7623 THIS-MACHINE; or --expose, behind a door of your own",
        )
    if not is_loopback(settings.host) or settings.contained is Containment.ALWAYS:
        from roadworthy.judge import require_containment

        require_containment()
    running = find_running(settings)
    if running:
        announce(f"Roadworthy is already running at {running}")
        if open_browser:
            webbrowser.open(running)
        return
    with listen(settings.host, settings.port) as listener:
        _serve(settings, listener, open_browser=open_browser, announce=announce)


def find_running(settings: Settings) -> str:
    """Return the address of a running Roadworthy with the same database, on the port or those after it; or ""."""
    for port in range(settings.port, settings.port + PORTS_TRIED):
        answer = _ask(settings.host, port)
        if answer is None:
            return ""  # nobody listens there, so nobody had to go further
        if answer.get("name") == "roadworthy" and answer.get("instance") == instance_of(settings):
            return address(settings.host, port)
    return ""


def _ask(host: str, port: int) -> dict[str, object] | None:
    """Return what /health answers on a port; {} if something else answers, None if nothing listens."""
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=ASK_SECONDS)
    try:
        connection.connect()
    except ConnectionRefusedError:
        return None
    except OSError:
        return {}
    try:
        connection.request("GET", "/api/v1/health")
        found = json.loads(connection.getresponse().read(10_000))
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()
    return found if isinstance(found, dict) else {}


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket on the port, or on the next free one after it.

    Raises:
        UsageError: The address is not this machine's, or no port is free.
    """
    elsewhere = UsageError(f"{host} is no address of this machine", hint="leave out --host")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except OSError:
        raise elsewhere from None
    error = ""
    for candidate in range(port, min(port + PORTS_TRIED, 65536)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        # So that a restart does not wait for the kernel to forget the old connections.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)
        except OSError as problem:
            listener.close()
            if problem.errno == errno.EADDRNOTAVAIL:
                raise elsewhere from None
            error = problem.strerror or str(problem)
        else:
            return listener
    raise UsageError(f"no port is free from {port} on: {error}", hint="name another with --port")


def address(host: str, port: int) -> str:
    """Return what to type into a browser on this machine."""
    name = _reachable(host)
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


def _reachable(host: str) -> str:
    """Return an address of this machine at which a server that listens on `host` answers."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - compared with, not bound to


def _serve(settings: Settings, listener: socket.socket, *, open_browser: bool, announce: Callable[[str], None]) -> None:
    import uvicorn

    from roadworthy.judge import judge_service
    from roadworthy.web.app import create_app

    where = address(settings.host, listener.getsockname()[1])

    class Server(uvicorn.Server):
        """Says where it is once it answers, and stops judging before it stops."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                announce(f"Roadworthy is at {where} (Ctrl-C stops it)")
                if open_browser:
                    webbrowser.open(where)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            await app.state.runs.stop()  # so that who watches an attempt gets its end, and nobody has to be cut off
            await super().shutdown(sockets)

    app = create_app(settings)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws="none",
    )
    try:
        with judge_service(settings.data_dir):
            Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return  # it has been stopped in good order; uvicorn raises again what it caught

"""Restart all services: `python rollout.py SOCKET PATIENCE a=HOST:PORT b=HOST:PORT -- COMMAND...`."""

import csv
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException

BACKEND = "chat"
PAUSE = 0.05  # seconds between two looks


class RolloutError(Exception):
    """The rollout must not go on; the message says why."""


class Balancer:
    """HAProxy's runtime API.

    Args:
        path: Its socket.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def _command(self, command: str) -> str:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self._path)
            connection.sendall(command.encode() + b"\n")
            return connection.makefile(encoding="utf-8").read()

    def set_state(self, server: str, state: str) -> None:
        """Set the state that we want: "ready" or "drain"."""
        if problem := self._command(f"set server {BACKEND}/{server} state {state}").strip():
            raise RolloutError(f"HAProxy does not set {server} to {state}: {problem}")

    def _look(self, server: str) -> dict[str, str]:
        rows = csv.DictReader(self._command("show stat").removeprefix("# ").splitlines())
        for row in rows:
            if (row["pxname"], row["svname"]) == (BACKEND, server):
                return row
        raise RolloutError(f"HAProxy knows no server {BACKEND}/{server}")

    def is_idle(self, server: str) -> bool:
        """Tell whether the server has no request in its hands."""
        return int(self._look(server)["scur"]) == 0

    def is_up(self, server: str) -> bool:
        """Tell whether HAProxy gives it requests."""
        return self._look(server)["status"] == "UP"


def is_well(address: str) -> bool:
    """Ask the service itself."""
    connection = HTTPConnection(address, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def wait(condition: Callable[[], bool], deadline: float = float("inf"), what: str = "") -> None:
    """Look until the condition holds; raises RolloutError when it does not until the deadline (of the monotonic clock)."""
    while not condition():
        if time.monotonic() > deadline:
            raise RolloutError(what)
        time.sleep(PAUSE)


def roll(balancer: Balancer, name: str, address: str, command: list[str], patience: float) -> None:
    """Restart one server."""
    balancer.set_state(name, "drain")
    if status := subprocess.run([*command, name], check=False).returncode:
        raise RolloutError(f"the restart of {name} ended with status {status}")
    deadline = time.monotonic() + patience
    wait(lambda: is_well(address), deadline, f"{name} is not well {patience:g} s after its restart")
    balancer.set_state(name, "ready")
    wait(lambda: balancer.is_up(name), deadline, f"HAProxy does not think that {name} is well")


def main(arguments: list[str]) -> int:
    """Restart one after the other, and return the exit status."""
    end = arguments.index("--")
    socket_path, patience, *servers = arguments[:end]
    balancer = Balancer(socket_path)
    try:
        for server in servers:
            name, _, address = server.partition("=")
            roll(balancer, name, address, arguments[end + 1 :], float(patience))
    except RolloutError as error:
        print(f"stopped: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

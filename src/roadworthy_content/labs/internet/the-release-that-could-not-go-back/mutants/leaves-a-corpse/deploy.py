"""Brings releases of the chat onto this machine: `python deploy.py deploy VERSION`, `rollback` or `boot`."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = Path(os.environ["HOST"])
RELEASES, STATE = HOST / "releases", HOST / "state.json"
BUCKET, LIVE = os.environ["BUCKET"], "chat/live"
PORTS = [int(port) for port in os.environ["APP_PORTS"].split(",")]
PATIENCE = float(os.environ["PATIENCE"])
KEEP = 3
FAILED, BUSY = 1, 2


class Failed(Exception):
    """The release does not go live; what was live still is."""


def main(command: str, *arguments: str) -> None:
    """Do what the command line says."""
    with alone():
        state = (
            json.loads(STATE.read_text())
            if STATE.exists()
            else {"history": [], "port": None, "pid": None, "idle": None}
        )
        if command == "rollback":
            rollback(state)
        else:
            deploy(state, arguments[0] if command == "deploy" else live_version())


@contextmanager
def alone() -> Iterator[None]:
    """Let nobody else change this machine meanwhile. The kernel gives the lock back, however we end."""
    with (HOST / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("somebody else is deploying", file=sys.stderr)
            sys.exit(BUSY)
        yield


def deploy(state: dict[str, Any], version: str) -> None:
    """Fetch a release and make it live, or leave everything as it was."""
    history = [*(one for one in state["history"] if one != version), version]
    if state["history"][-1:] == [version]:
        return
    is_new = not (RELEASES / version).exists()
    if is_new:
        unpack(version, fetch(version))
    try:
        go_live(state, version, history)
    except Failed:
        if is_new:
            shutil.rmtree(RELEASES / version)
        raise
    s3().put_object(Bucket=BUCKET, Key=LIVE, Body=version.encode())
    for folder in RELEASES.iterdir():
        if folder.name not in history[-KEEP:]:
            shutil.rmtree(folder)


def rollback(state: dict[str, Any]) -> None:
    """Go back to the release before, with nothing but what is on this machine."""
    history = state["history"][:-1]
    if not history or not (RELEASES / history[-1]).exists():
        raise Failed("there is no release to go back to")
    go_live(state, history[-1], history)
    try:
        s3().put_object(Bucket=BUCKET, Key=LIVE, Body=history[-1].encode())
    except (BotoCoreError, ClientError) as error:
        print(f"new machines will still begin with the other release: {error}", file=sys.stderr)


# --- the store of releases


@cache
def s3() -> Any:
    """Return a client that does not try for minutes."""
    return boto3.client("s3", config=Config(retries={"max_attempts": 1}, connect_timeout=2, read_timeout=10))


def live_version() -> str:
    """Return what new machines begin with."""
    try:
        return str(s3().get_object(Bucket=BUCKET, Key=LIVE)["Body"].read().decode())
    except (BotoCoreError, ClientError) as error:
        raise Failed(f"nobody knows what is live: {error}") from error


def fetch(version: str) -> Path:
    """Return the archive of a release, as its author made it."""
    archive = HOST / f"{version}.tar.gz"
    try:
        found = s3().get_object(Bucket=BUCKET, Key=f"chat/{version}.tar.gz")
        content = found["Body"].read()
    except (BotoCoreError, ClientError) as error:
        raise Failed(f"cannot be fetched: {error}") from error
    if hashlib.sha256(content).hexdigest() != found["Metadata"].get("sha256"):
        raise Failed("the archive is not the one that was built")
    archive.write_bytes(content)
    return archive


def unpack(version: str, archive: Path) -> None:
    """Make the folder of a release; it has its name only when it is whole."""
    half = HOST / f"{version}.half"
    shutil.rmtree(half, ignore_errors=True)
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(half, filter="data")
    except tarfile.TarError as error:
        shutil.rmtree(half, ignore_errors=True)
        raise Failed(f"the archive cannot be unpacked: {error}") from error
    finally:
        archive.unlink()
    (half / "uploads").symlink_to(HOST / "shared" / "uploads")
    RELEASES.mkdir(exist_ok=True)
    half.rename(RELEASES / version)


# --- going live


def go_live(state: dict[str, Any], version: str, history: list[str]) -> None:
    """Let the front door lead to a release that is well, on the port of the one before the one that is live."""
    port = next(port for port in PORTS if port != state["port"])
    if not is_well(port, version, patience=0):
        if state["idle"]:
            end(state["idle"], port)
        process = start(version, port)
        state["idle"] = process.pid
        replace(STATE, json.dumps(state))  # whoever comes next knows it, even if we are killed
        if not is_well(port, version, patience=PATIENCE, process=process):
            raise Failed(f"{version} is not well on port {port}; see {version}.log")
    replace(HOST / "live.conf", f"server 127.0.0.1:{port};\n")
    subprocess.run([os.environ["NGINX_BIN"], "-p", str(HOST), "-c", "nginx.conf", "-s", "reload"], check=True)
    is_well(int(os.environ["PORT"]), version, patience=PATIENCE)  # nginx reloads in its own time
    link = HOST / "current.new"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases", version))
    link.replace(HOST / "current")
    replace(STATE, json.dumps({"history": history, "port": port, "pid": state["idle"], "idle": state["pid"]}))


def start(version: str, port: int) -> subprocess.Popen[bytes]:
    """Start a release, which lives on after us."""
    with (HOST / f"{version}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "serve.py", str(port)],
            cwd=RELEASES / version,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def end(pid: int, port: int) -> None:
    """End a release to which nobody is led any more, and wait until its port is free."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and is_taken(port):  # a killed process goes in its own time
        time.sleep(0.01)


def is_taken(port: int) -> bool:
    """Return whether somebody listens on a port."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def is_well(port: int, version: str, *, patience: float, process: subprocess.Popen[bytes] | None = None) -> bool:
    """Return whether the right release says in time that it is well."""
    deadline = time.monotonic() + patience
    while process is None or process.poll() is None:
        with suppress(OSError, ValueError):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=max(patience, 1)) as answer:
                if json.loads(answer.read())["version"] == version:
                    return True
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    return False


def replace(file: Path, text: str) -> None:
    """Write a file that is never half there."""
    new = file.with_name(f"{file.name}.new")
    new.write_text(text)
    new.replace(file)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Failed as error:
        print(error, file=sys.stderr)
        sys.exit(FAILED)

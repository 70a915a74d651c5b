"""A Git host: Git over SSH and over HTTP, a process for each lease."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from roadworthy.components.base import ComponentError, Found, Missing
from roadworthy.components.http import request
from roadworthy.components.packages import PythonPackage
from roadworthy.components.private import Place, PrivateServer
from roadworthy.components.providers import Machine

SCRIPT = Path(__file__).with_name("hosts") / "git.py"
USER = "lease"
PATIENCE = 20.0


class _WithGit(PythonPackage):
    """The package that speaks SSH; it is of no use without Git."""

    def look(self) -> Found | Missing:
        """Look for Git first."""
        git = Machine(("git",), debian="git", homebrew="git").look()
        return git if isinstance(git, Missing) else super().look()


class Git(PrivateServer):
    """One place for repositories, made when their names are first used."""

    name = "git"
    title = "Git host (SSH and HTTP)"
    variables = ("GIT_SSH_URL", "GIT_SSH_KEY", "GIT_SSH_KNOWN_HOST", "GIT_HTTP_URL")
    providers = (_WithGit("git", "asyncssh"),)
    port_count = 2

    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Write the configuration; the script is copied to where the account can read it."""
        configuration = {
            "folder": str(place.folder.path),
            "ssh_port": place.ports[0],
            "http_port": place.ports[1],
            "user": USER,
            "password": place.secret,
        }
        script = place.folder.write("host.py", SCRIPT.read_text(encoding="utf-8"))
        return [*found.argv, script, place.folder.write("host.json", json.dumps(configuration))]

    def server_env(self, place: Place) -> dict[str, str]:  # noqa: ARG002 - the same for all
        """Keep Git from reading the machine's configuration."""
        return {"GIT_CONFIG_NOSYSTEM": "1"}

    def ready(self, place: Place) -> bool:
        """Wait for SSH's greeting, and ask HTTP for a page without the password."""
        with socket.create_connection(("127.0.0.1", place.ports[0]), timeout=2.0) as connection:
            greeted = connection.recv(4) == b"SSH-"
        return greeted and request("GET", f"http://127.0.0.1:{place.ports[1]}/t.git/info/refs")[0] == 401

    def env(self, place: Place) -> dict[str, str]:
        """Return the URLs of a repository, the private key that SSH takes, and a line for known_hosts."""
        folder, (ssh, http) = place.folder.path, place.ports
        return {
            "GIT_SSH_URL": f"ssh://git@127.0.0.1:{ssh}/lease.git",
            "GIT_SSH_KEY": (folder / "client_key").read_text(encoding="utf-8"),
            "GIT_SSH_KNOWN_HOST": f"[127.0.0.1]:{ssh} {(folder / 'host_key.pub').read_text(encoding='utf-8').strip()}",
            "GIT_HTTP_URL": f"http://{USER}:{place.secret}@127.0.0.1:{http}/lease.git",
        }

    def self_test(self, env: Mapping[str, str]) -> None:
        """List the branches of a repository that is empty, over HTTP and, where there is a client, over SSH."""
        environment = {"PATH": os.defpath, "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/"}
        done = subprocess.run(
            ["git", "ls-remote", env["GIT_HTTP_URL"]],
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        if done.returncode or done.stdout:
            raise ComponentError(f"the Git host does not answer over HTTP: {done.stderr.strip()}")
        if shutil.which("git-upload-pack") is None:
            raise ComponentError("there is no git-upload-pack beside Git")

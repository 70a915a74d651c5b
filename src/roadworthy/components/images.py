"""Components from a container image, where an engine (docker or podman) runs and has the image."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from roadworthy.components.base import Found, Missing, Progress, Source

ENGINES = ("docker", "podman")
# An engine may be started, and an image fetched, while we run.
REMEMBER_SECONDS = 30.0

_remembered: dict[tuple[str, ...], tuple[float, bool]] = {}


@dataclass(frozen=True, slots=True)
class Image:
    """A container image that is on this machine. It is never fetched unasked: some are half a gigabyte.

    Attributes:
        name: With its tag ("redis:7.4").
        port: Where the server in it listens.
        arguments: Of the container's program; `{secret}` and `{port}` (the one outside) stand for those of the lease.
        variables: Environment of the container's program, likewise.
        megabytes: Memory that it may take.
        data: The folder inside that it writes its data to; it is in memory then, and bounded. "" for the container's own
            layer on disk, which no engine bounds everywhere.
        data_megabytes: What that folder may hold, beside the memory above.
    """

    name: str
    port: int
    arguments: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    megabytes: int = 512
    data: str = ""
    data_megabytes: int = 512
    source: Source = Source.IMAGE

    def look(self) -> Found | Missing:
        """Look for an engine that runs, then for the image in it."""
        installed = [Path(path) for engine in ENGINES if (path := shutil.which(engine))]
        running = [
            engine for engine in installed if _succeeds(str(engine), "version", "--format", "{{.Server.Version}}")
        ]
        if not running:
            if installed:
                reason = f"{installed[0].name} is installed, its engine does not run"
                # Podman has no daemon that could be started; what it says is why it cannot.
                mend = "podman info" if installed[0].name == "podman" else "sudo systemctl start docker"
                return Missing(f"{reason} (for the image {self.name})", mend)
            return Missing(f"no docker or podman (for the image {self.name})", "sudo apt-get install docker.io")
        for engine in running:
            if _succeeds(str(engine), "image", "inspect", self.name):
                return Found(engine, self.name.rpartition(":")[2], Source.IMAGE, address=self.name)
        return Missing(f"the image {self.name} is not on this machine", f"{running[0].name} pull {self.name}")

    def prepare(self, tell: Progress) -> None:
        """Do nothing; it is there."""

    def command(self, engine: Path, name: str, port: int, secret: str, env_file: Path) -> Sequence[str | Path]:
        """Return the command line of a container that goes when its program ends.

        Args:
            engine: The engine's client.
            name: Of the container.
            port: Outside, on 127.0.0.1.
            secret: Of the lease.
            env_file: The file with `environment()`.
        """
        command: list[str | Path] = [engine, "run", "--rm", "--init", "--pull", "never", "--name", name]
        # Its output comes to us, and to no log of the engine's that would grow beside it.
        command += ["--log-driver", "none", "--pids-limit", "512", "--security-opt", "no-new-privileges"]
        if self.data:
            command += ["--tmpfs", f"{self.data}:rw,size={self.data_megabytes}m"]
        command += ["--memory", f"{self.megabytes + self.data_megabytes * bool(self.data)}m"]
        command += ["--publish", f"127.0.0.1:{port}:{self.port}", "--env-file", env_file, self.name]
        return command + [text.format(secret=secret, port=port) for text in self.arguments]

    def environment(self, port: int, secret: str) -> str:
        """Return the lines of the file with the container's environment, in which secrets stand."""
        return "".join(f"{name}={text.format(secret=secret, port=port)}\n" for name, text in self.variables)


def engine_environment() -> dict[str, str]:
    """Return what an engine's client needs in its environment: where the engine is."""
    names = ("PATH", "HOME", "XDG_RUNTIME_DIR", "DOCKER_HOST", "DOCKER_CONTEXT", "CONTAINER_HOST")
    return {name: os.environ[name] for name in names if name in os.environ}


def _succeeds(*command: str) -> bool:
    key = (*command, *engine_environment().values())
    when, answer = _remembered.get(key, (-REMEMBER_SECONDS, False))
    if time.monotonic() - when > REMEMBER_SECONDS:
        try:
            answer = subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0
        except (OSError, subprocess.SubprocessError):
            answer = False
        _remembered[key] = (time.monotonic(), answer)
    return answer

"""The locked environments that subject and checker run in, built on first use (decision 0010)."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.resources
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from roadworthy.errors import ContentError, MissingToolError, NotFoundError, RoadworthyError
from roadworthy.settings import Settings

Progress = Callable[[str], None]

# Without a network uv tries again for minutes; a person who waits for a lab wants to be told.
_NETWORK_PATIENCE = {"UV_HTTP_TIMEOUT": "60"}


@dataclass(frozen=True, slots=True)
class Environment:
    """A built environment.

    Attributes:
        name: As labs name it ("services").
        folder: Where it was built; its name ends in `fingerprint`.
        python: Its interpreter.
        fingerprint: Hash (12 hex digits) of the lock, the Python version and the platform.
    """

    name: str
    folder: Path
    python: Path
    fingerprint: str


class EnvironmentBuildError(RoadworthyError):
    """The environment could not be built."""

    exit_code = 4


def environment_names() -> tuple[str, ...]:
    """Return the names of the environments that labs can ask for, sorted."""
    return tuple(sorted(folder.name for folder in _definitions().iterdir() if (folder / "uv.lock").is_file()))


def environment_fingerprint(name: str) -> str:
    """Return the hash (12 hex digits) that names a build: lock, Python version and platform.

    Raises:
        NotFoundError: There is no such environment.
    """
    return _fingerprint(_definition(name))


def environment_lock(name: str) -> Path:
    """Return the file that says which packages an environment has; raises NotFoundError if there is no such one."""
    return _definition(name) / "uv.lock"


def find_environment(name: str) -> Environment | None:
    """Return the environment if it is built, else None.

    Raises:
        NotFoundError: There is no such environment.
    """
    fingerprint = environment_fingerprint(name)
    folder = Settings().cache_dir / "environments" / f"{name}-{fingerprint}"
    python = folder / "bin" / "python"
    return Environment(name, folder, python, fingerprint) if python.exists() else None


def ensure_environment(name: str, *, on_progress: Progress | None = None) -> Environment:
    """Return the environment, building it first if this machine has not got it yet.

    It is built beside its place and renamed, under a lock, so that a half-built one is never used and several
    processes that need it build it once.

    Args:
        name: As labs name it ("services").
        on_progress: Is told what is going on, a line at a time.

    Raises:
        NotFoundError: There is no such environment.
        MissingToolError: uv is not there.
        EnvironmentBuildError: A package could not be fetched or installed.
    """
    if built := find_environment(name):
        return built
    tell = on_progress or (lambda _line: None)
    place = Settings().cache_dir / "environments"
    place.mkdir(parents=True, exist_ok=True)
    with _locked(place / f".{name}.lock", tell, name):
        if built := find_environment(name):  # another process built it while we waited
            return built
        target = place / f"{name}-{environment_fingerprint(name)}"
        tell(f"building the environment {name}: once, some seconds")
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=place) as temporary:
            _build(name, Path(temporary) / "environment", tell)
            if target.exists():  # without an interpreter, else it had been found
                target.rename(Path(temporary) / "damaged")
            (Path(temporary) / "environment").rename(target)
        tell(f"the environment {name} is built")
    environment = find_environment(name)
    if environment is None:
        message = f"the environment {name} was built without an interpreter"
        raise EnvironmentBuildError(message, where=str(target), hint=f"delete {target} and try again")
    return environment


class Preload(NamedTuple):
    """What a warm process of an environment does before any attempt.

    Attributes:
        modules: What it imports.
        rehearsal: Python source that it runs then: libraries import and build much only when they are first used.
    """

    modules: tuple[str, ...]
    rehearsal: str


def preload_of(name: str) -> Preload:
    """Return what a warm process of the environment does before any attempt.

    Raises:
        NotFoundError: There is no such environment.
    """
    definition = _definition(name)
    project = tomllib.loads((definition / "pyproject.toml").read_text(encoding="utf-8"))
    rehearsal = definition / "rehearsal.py"
    return Preload(
        tuple(project.get("tool", {}).get("roadworthy", {}).get("preload", ())),
        rehearsal.read_text(encoding="utf-8") if rehearsal.exists() else "",
    )


def find_uv() -> Path:
    """Return the uv that came with Roadworthy, else the one on the PATH.

    Raises:
        MissingToolError: There is none.
    """
    try:
        from uv import find_uv_bin

        return Path(find_uv_bin())
    except (ImportError, FileNotFoundError):
        found = shutil.which("uv")
    if found is None:
        raise MissingToolError("uv, which builds the environments of labs, is missing", hint="pip install uv")
    return Path(found)


def _definitions() -> Path:
    return Path(str(importlib.resources.files("roadworthy_content"))) / "environments"


def _definition(name: str) -> Path:
    folder = _definitions() / name
    if name not in environment_names():
        raise NotFoundError(f"there is no environment {name!r}", hint=f"there are {', '.join(environment_names())}")
    return folder


def _fingerprint(definition: Path) -> str:
    parts = (
        (definition / "uv.lock").read_bytes(),
        platform.python_implementation().encode(),
        platform.python_version().encode(),
        f"{sys.platform}-{platform.machine()}-{sys.base_prefix}".encode(),
    )
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


@contextmanager
def _locked(path: Path, tell: Progress, name: str) -> Iterator[None]:
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(f"another process is building the environment {name}: waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _build(name: str, folder: Path, tell: Progress) -> None:
    definition = _definition(name)
    if not (definition / "pyproject.toml").is_file():
        raise ContentError("the environment has a lock but no pyproject.toml", where=str(definition))
    uv = find_uv()
    plain = ["--no-progress", "--color", "never"]
    # Relocatable, since it is renamed into its place. Copies and not hard links, so that code which writes into its
    # environment cannot reach uv's cache and with it every other environment of the machine.
    _run([uv, "venv", *plain, "--quiet", "--relocatable", "--python", sys.executable, folder], name, tell)
    sync: list[str | Path] = [
        uv,
        "sync",
        *plain,
        "--project",
        definition,
        "--frozen",
        "--no-install-project",
        "--no-dev",
    ]
    sync += ["--python", sys.executable, "--link-mode", "copy", "--compile-bytecode"]
    _run(sync, name, tell, UV_PROJECT_ENVIRONMENT=str(folder))


def _run(command: list[str | Path], name: str, tell: Progress, **extra: str) -> None:
    kept = {key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH")}
    environment = _NETWORK_PATIENCE | kept | extra
    last: deque[str] = deque(maxlen=20)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=environment
    ) as process:
        for line in process.stdout or ():
            if line := line.strip():
                last.append(line)
                tell(line)
    if process.returncode:
        raise EnvironmentBuildError(
            f"the environment {name} could not be built: {_reason(last)}",
            hint="packages come from the registry that uv uses: is there a network? `roadworthy doctor --build` tries again",
        )


def _reason(lines: deque[str]) -> str:
    """Return the line of uv's output that says why: the innermost cause, else the last line."""
    causes = [line for line in lines if line.startswith(("Caused by:", "error:", "×", "╰─▶"))]
    return (causes or list(lines) or ["uv said nothing"])[-1].lstrip("×╰─▶ ")

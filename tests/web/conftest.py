from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx2
import pytest
import uvicorn
from starlette.testclient import TestClient

from roadworthy.labs import LabCatalogue, inspect_lab
from roadworthy.settings import Settings
from roadworthy.web import create_app
from roadworthy.web.serve import listen
from roadworthy.web.state import AppState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BASE = "http://127.0.0.1:7623"

LAB = """\
title      = "Adding"
skills     = ["redis"]
minutes    = 10
difficulty = 1
edit       = ["adder.py"]

[mutants]
adds-nothing = "test_adds"
adds-one     = "test_adds"
multiplies   = "test_adds"

[hints]
1 = "What does the plus sign do?"
2 = "It adds."
"""

CHECKS = '''\
"""Checks of the lab that the API's tests pass."""

from adder import add


def test_adds():
    """Two numbers are added."""
    assert add(1, 2) == 3
'''

STARTER = 'def add(a, b):\n    """Return the sum."""\n    return 0\n'
SOLUTION = STARTER.replace("return 0", "return a + b")
SLEEPER = "import time\n\n\n" + STARTER.replace("return 0", "time.sleep(30)")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack with one lab, "adding", which proves "redis" so that roadmaps show it."""
    folder = tmp_path / "pack" / "warm-ups" / "adding"
    for name, text in {
        "lab.toml": LAB,
        "brief.md": "# Adding\n\nAdd.\n",
        "starter/adder.py": STARTER,
        "starter/notes.txt": "read me",
        "reference/adder.py": SOLUTION,
        "checks/test_adder.py": CHECKS,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "pack"


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the first start leaves it: every test gets a copy, since to make it takes longer than most tests."""
    folder = tmp_path_factory.mktemp("begun") / "data"
    AppState(Settings(data_dir=folder, learner="ada"), labs=LabCatalogue({})).close()
    return folder


@pytest.fixture
def settings(tmp_path: Path, pack: Path, begun: Path) -> Settings:
    shutil.copytree(begun, tmp_path / "data")
    return Settings(data_dir=tmp_path / "data", workspaces=tmp_path / "workspaces", packs=(pack,), learner="ada")


@pytest.fixture
def state(settings: Settings) -> Iterator[AppState]:
    (folder,) = settings.packs
    lab, _problems = inspect_lab(folder / "warm-ups" / "adding")  # it has less than a lab for people has to have
    assert lab is not None
    opened = AppState(settings, labs=LabCatalogue({"adding": lab}))
    yield opened
    opened.close()


@pytest.fixture
def client(state: AppState) -> Iterator[TestClient]:
    with TestClient(create_app(state=state), base_url=BASE) as client:
        yield client


@pytest.fixture
def live(state: AppState) -> Iterator[httpx2.Client]:
    """A client of a real server, whose answers arrive as they are sent."""
    with serving(state) as client:
        yield client


@contextmanager
def serving(state: AppState) -> Iterator[httpx2.Client]:
    with listen("127.0.0.1", 18000) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(state=state), log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            with httpx2.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=60) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(20)

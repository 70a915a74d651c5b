"""A live server and Debian's Chromium, for tests that use Roadworthy as people do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from roadworthy.settings import Settings
from roadworthy.web import create_app

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

expect.set_options(timeout=15_000)


HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"

# Written out at run time: a file named test_*.py under tests/ would be collected.
LAB = {
    "lab.toml": f"""
title = "Sums {HOSTILE}"
skills = ["basic-syntax"]
minutes = 10
difficulty = 1
environment = "python"
edit = ["sums.py"]

[mutants]
drops-the-sign = "test_adds_negative_numbers"
subtracts = "test_adds_two_numbers"
says-three = "test_adds_negative_numbers"

[hints]
1 = "Add them. {HOSTILE}"
2 = "With a plus."
""",
    "brief.md": f"""
# Sums

Write `add`. {HOSTILE} [click](javascript:alert(3))

```python
add(1, 2)  # 3
```
""",
    "starter/sums.py": '''
def add(a: int, b: int) -> int:
    """Return the sum."""
    raise NotImplementedError("not yet")
''',
    "starter/notes.txt": "Only to be read.\n",
    "reference/sums.py": "def add(a, b):\n    return a + b\n",
    "checks/test_sums.py": f'''
from sums import add


def test_adds_two_numbers():
    """Two numbers are added."""
    assert add(1, 2) == 3


def test_adds_negative_numbers():
    """Negative numbers are added, too {HOSTILE}."""
    assert add(-1, -2) == -3, "{HOSTILE} \\x1b[31mred\\u202e"
''',
}


def write_pack(folder: Path) -> Path:
    """Write the pack to the folder, and return the folder."""
    lab = folder / "first-steps" / "sums"
    for name, text in LAB.items():
        (lab / name).parent.mkdir(parents=True, exist_ok=True)
        (lab / name).write_text(text.lstrip("\n"), encoding="utf-8")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))  # one Chromium at a time


@dataclass(frozen=True)
class Site:
    """A running Roadworthy: where it answers, and where it keeps things."""

    url: str
    settings: Settings


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """The labs that the module's server has beside the real ones; a module may have its own."""
    return (write_pack(tmp_path_factory.mktemp("pack")),)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, packs: tuple[Path, ...]) -> Iterator[Site]:
    """A server of its own for each module, with an empty database and our test labs beside the real ones."""
    home = tmp_path_factory.mktemp("site")
    settings = Settings(data_dir=home / "data", workspaces=home / "workspaces", packs=packs, database="", port=0)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}", settings)
    server.should_exit = True
    thread.join(timeout=20)
    assert not thread.is_alive(), "the server did not stop"
    listener.close()


@pytest.fixture(scope="session")
def hostile() -> str:
    """Markup that the test lab has in its title, brief, hints and messages; it must never come alive."""
    return HOSTILE


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, closed with the module: Playwright keeps an event loop running, which other tests must not meet."""
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[OpenPage]:
    """Open an address in a fresh browser profile. What its console complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def open_it(path: str = "/", *, dark: bool = False, phone: bool = False, scripts: bool = True) -> Page:
        context = chromium.new_context(
            base_url=site.url,
            color_scheme="dark" if dark else "light",
            viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 900},
            is_mobile=phone,
            has_touch=phone,
            java_script_enabled=scripts,
            locale="en-GB",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    expected = (
        "Failed to load resource: the server responded with a status of 4",
        # Chromium itself, when typing replaces a selection in an editable element: it tries to keep the style of what
        # was there, the policy stops it, and CodeMirror redraws the line anyway.
        "Applying inline style violates",
    )
    assert [text for text in complaints if not text.startswith(expected)] == []

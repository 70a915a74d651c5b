"""Take the pictures of the README and, with --all DIR, of every page on a desk and on a phone, in light and dark.

Needs Debian's Chromium (apt-get install chromium) and the development tools. The pages are shown as somebody sees them
who is some way along the road: the script claims some stops, and the judge passes two labs with their own references.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from roadworthy.judge import attempt
from roadworthy.labs import create_workspace
from roadworthy.roadmap import Claim, EvidenceMark
from roadworthy.settings import Settings
from roadworthy.web import create_app
from roadworthy.web.state import OURS, AppState

if TYPE_CHECKING:
    from collections.abc import Iterator

REPO = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
PASSED = ("bounded-fan-out", "rescue-a-branch")  # labs that need nothing but Python and Git
CLAIMED = {
    Claim.DONE: ("basic-syntax", "http", "venv", "threading", "multiprocessing"),
    Claim.LEARNING: ("redis", "fastapi", "gil", "generators"),
    Claim.SKIPPED: ("pycharm", "sublime"),
}
PAGES = {
    "map": "/",
    "stop": f"/maps/{OURS}?stop={{stop}}",
    "stop-page": f"/maps/{OURS}/stops/{{stop}}",
    "outline": f"/maps/{OURS}/outline",
    "roadmaps": "/maps",
    "labs": "/labs",
    "lab": "/labs/{lab}",
    "evidence": "/evidence",
    "attempt": "/evidence/{attempt}",
    "help": "/help",
    "api": "/api/v1/docs",
    "not-found": "/nowhere",
}


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--all", type=Path, metavar="DIR", help="every page, in every width and theme, into this folder"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="roadworthy-pictures-") as scratch:
        state = AppState(
            Settings(data_dir=Path(scratch, "data"), workspaces=Path(scratch, "workspaces"), database="", packs=())
        )
        travel(state)
        names = landmarks(state)
        with serving(state) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            if arguments.all:
                take_all(browser, address, arguments.all, names)
            else:
                take_readme_picture(browser, address, REPO / "docs" / "images" / "map.png", names)
            browser.close()


def travel(state: AppState) -> None:
    """Claim some stops and pass some labs with their reference solutions."""
    places = {match.skill: place for place, found in state.roadmap_view(OURS).matches.items() for match in found}
    for claim, skills in CLAIMED.items():
        for skill in skills:
            if skill in places:
                state.set_claim(OURS, places[skill], claim)
    for name in PASSED:
        if name not in state.labs:
            continue
        lab = state.labs[name]
        workspace = create_workspace(lab, state.settings.workspaces)
        shutil.copytree(lab.reference, workspace.folder, dirs_exist_ok=True)
        verdict = attempt(lab, workspace, state.store, state.learner)
        sys.stderr.write(f"{name}: {verdict.status}\n")


def landmarks(state: AppState) -> dict[str, str]:
    """Return the names that stand in the addresses of `PAGES`."""
    view = state.roadmap_view(OURS)
    attempts = state.store.attempts(state.learner, limit=100)
    return {
        "stop": next(place.id for place in view.roadmap.walk() if view.states[place.id].labs),
        "proven": next(
            (place.id for place in view.roadmap.walk() if view.states[place.id].evidence is EvidenceMark.PASSED), ""
        ),
        "lab": attempts[0].lab if attempts else next(iter(state.labs)),
        "attempt": attempts[0].id if attempts else "none",
    }


@contextmanager
def serving(state: AppState) -> Iterator[str]:
    """Serve the state on a free port; yields the address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(state=state), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def take_readme_picture(browser: Browser, address: str, target: Path, names: dict[str, str]) -> None:
    """Take the map with a proven stop open beside it, in more pixels than a README shows."""
    page = browser.new_page(viewport={"width": 1600, "height": 940}, device_scale_factor=1.25, color_scheme="light")
    page.goto(f"{address}/maps/{OURS}?stop={names['proven']}")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelector('#map a[aria-current]').scrollIntoView({block: 'center'})")
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target)


def take_all(browser: Browser, address: str, folder: Path, names: dict[str, str]) -> None:
    """Take every page on a desk and on a phone, in light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    for width in ("desk", "phone"):
        for theme in ("light", "dark"):
            context = browser.new_context(
                base_url=address,
                color_scheme="dark" if theme == "dark" else "light",
                viewport={"width": 1280, "height": 860} if width == "desk" else {"width": 390, "height": 844},
                is_mobile=width == "phone",
                has_touch=width == "phone",
            )
            page = context.new_page()
            for name, path in PAGES.items():
                page.goto(path.format_map(names))
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{name}-{width}-{theme}.png")
            context.close()


if __name__ == "__main__":
    main()

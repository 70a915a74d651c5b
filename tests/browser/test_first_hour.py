"""A newcomer's first hour: claims, two questions answered by doing them, the first recommended lab, the first review."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from roadworthy.labs import Status, find_labs
from roadworthy.progress import export_json
from roadworthy.storage import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.browser.conftest import OpenPage, Site

pytestmark = pytest.mark.long  # each step has tests of its own

FIRST_CHECK = 120_000  # milliseconds; the environment may have to be built


def quick_lab(folder: Path, name: str, skills: Iterable[str]) -> None:
    """Write a lab of five minutes: return twice what is given."""
    for file, text in {
        "lab.toml": f'title = "Quick {name}"\nskills = {json.dumps(list(skills))}\nminutes = 5\ndifficulty = 1\n'
        'environment = "python"\nedit = ["twice.py"]\n\n[mutants]\nonce = "test_twice"\nthrice = "test_twice"\n'
        'nothing = "test_twice"\n\n[hints]\n1 = "Think of a product."\n2 = "With a star."\n',
        "brief.md": f"# Quick {name}\n\nReturn twice what is given.\n",
        "starter/twice.py": "def twice(given):\n    raise NotImplementedError\n",
        "reference/twice.py": "def twice(given):\n    return given * 2\n",
        "mutants/once/twice.py": "def twice(given):\n    return given\n",
        "mutants/thrice/twice.py": "def twice(given):\n    return given * 3\n",
        "mutants/nothing/twice.py": "def twice(given):\n    return None\n",
        "checks/test_twice.py": 'from twice import twice\n\n\ndef test_twice():\n    """Twice of it comes back."""\n'
        "    assert twice(21) == 42\n",
    }.items():
        path = folder / "quick" / f"quick-{name}" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """A quick lab for each of ours, on the same skills: as it tells most a minute, a placement asks for it instead."""
    folder = tmp_path_factory.mktemp("quick")
    for lab in find_labs(()).values():
        quick_lab(folder, lab.id, lab.skills)
    return (folder,)


def photograph(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at the walk: ROADWORTHY_PICTURES=FOLDER pytest ..."""
    if folder := os.environ.get("ROADWORTHY_PICTURES"):
        page.screenshot(path=Path(folder, f"first-hour-{name}.png"), full_page=True)


def solve(page: Page, body: str) -> None:
    """Write the body of `twice` into the editor and check it."""
    page.locator("#editor .cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(f"def twice(given): {body}")  # a line alone: the editor indents none
    page.keyboard.press("Control+Enter")


def open_question(page: Page) -> str:
    """Open the lab that the placement asks for, and return its title."""
    title = page.locator("#question-title").inner_text()
    assert title.startswith("Quick "), "the labs of five minutes tell most a minute"
    page.get_by_role("link", name="Open the lab").click()
    expect(page.get_by_text("A question of your placement.")).to_be_visible()
    return title


def test_a_newcomers_first_hour(open_page: OpenPage, site: Site) -> None:
    page = open_page("/me")
    photograph(page, "1-me-empty")
    page.get_by_role("link", name="Begin a placement").click()

    # Claims, by keyboard alone: one skill, then every other section whole.
    sections = page.locator(".claim-section")
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("checkbox").nth(1)).to_be_focused()
    for number in range(1, sections.count(), 2):
        sections.nth(number).get_by_role("checkbox").first.focus()
        page.keyboard.press("a")
        expect(sections.nth(number).get_by_role("checkbox").last).to_be_checked()
    photograph(page, "2-claims")
    page.keyboard.press("Enter")

    # The first question is really passed.
    expect(page.get_by_text("Question 1")).to_be_visible()
    expect(page.locator(".question .why")).to_contain_text("Decides")
    photograph(page, "3-question")
    passed = open_question(page)
    solve(page, "return given * 2")
    expect(page.locator("#status")).to_contain_text("Passed.", timeout=FIRST_CHECK)
    page.get_by_role("link", name="Back to the placement").click()
    expect(page.get_by_role("heading", name=f"Passed: {passed}")).to_be_visible()
    photograph(page, "4-passed")

    # The second is really failed, which is no answer yet, and then given up.
    expect(page.get_by_text("Question 2")).to_be_visible()
    failed = open_question(page)
    solve(page, "return given")
    expect(page.locator("#status")).to_contain_text("Not passed yet", timeout=FIRST_CHECK)
    page.get_by_role("link", name="Back to the placement").click()
    expect(page.get_by_text("Tried once, not passed yet")).to_be_visible()
    expect(page.locator("#question-title")).to_have_text(failed)
    photograph(page, "5-failed")
    page.get_by_role("button", name="I cannot do this").click()
    expect(page.get_by_role("heading", name=f"You cannot do: {failed}")).to_be_visible()
    page.get_by_role("button", name="Stop here").click()
    expect(page.get_by_text("You stopped")).to_be_visible()
    photograph(page, "6-result")

    # What is next says why and how long it takes; it is passed.
    page.get_by_role("link", name="What to do next").click()
    expect(page.locator(".next-card .facts").first).to_contain_text("about 5 min")
    photograph(page, "7-next")
    recommended = page.locator(".next-card .what a")
    expect(recommended).to_have_text(failed)
    recommended.click()
    solve(page, "return given + given")
    expect(page.locator("#status")).to_contain_text("Passed.", timeout=FIRST_CHECK)

    # The first review is scheduled, and shown.
    page.goto("/review")
    expect(page.get_by_text(re.compile(r"Nothing is due\. The next falls due on \d+ \w+ \d{4}"))).to_be_visible()
    expect(page.locator(".forecast .number").filter(has_text="review")).not_to_have_count(0)
    photograph(page, "8-review")
    page.goto("/me")
    expect(page.locator(".skill-row.passed").first).to_be_visible()
    photograph(page, "9-me")
    with open_store(site.settings.database_url) as store:
        assert sum(entry.status is Status.PASSED for entry in store.ledger("you")) == 2
        people = site.settings.data_dir / "ledgers"
        people.mkdir()
        for name in ("ada", "a-name-that-is-much-longer-than-a-column", "cleo"):
            (people / f"{name}.json").write_bytes(export_json(store, "you", with_code=False))

    # With something on them, the pages still fit a phone and hide nothing from anyone.
    phone = open_page("/me", phone=True)
    for address in ("/me", "/review", "/placement", "/placement?again=1", "/matrix"):
        phone.goto(address)
        expect(phone.locator("main")).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, address
        assert Axe().run(phone, options={"resultTypes": ["violations"]}).violations_count == 0, address
    expect(phone.locator(".matrix .person")).to_have_count(3)

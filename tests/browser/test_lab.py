"""A lab in a browser: brief, editor, checks as they finish, hints, conflicts, starting over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Site

SOLUTION = "def add(a, b):\nreturn a + b"  # the editor indents by itself
ALMOST = "def add(a, b):\nreturn abs(a) + abs(b)"
FIRST_CHECK = 120_000  # milliseconds; the environment may have to be built


def type_solution(page: Page, text: str) -> None:
    editor = page.locator("#editor .cm-content")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def test_a_lab_is_passed_by_typing_the_solution(open_page: OpenPage, site: Site) -> None:
    page = open_page("/labs/sums")
    type_solution(page, ALMOST)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#status")).to_contain_text("Not passed yet. 1 of 2 checks passed", timeout=FIRST_CHECK)
    failed = page.locator(".check.failed")
    expect(failed).to_contain_text("Negative numbers are added, too")
    expect(failed).to_contain_text("-3")

    type_solution(page, SOLUTION)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#status")).to_contain_text("Passed. 2 of 2 checks passed")
    expect(page.locator("#lab-state")).to_have_text("Passed")
    saved = (site.settings.workspaces / "sums" / "sums.py").read_text(encoding="utf-8")
    assert saved.strip() == "def add(a, b):\n    return a + b"

    page.goto("/me")
    expect(page.get_by_role("heading", name="Basic syntax")).to_be_visible()
    page.get_by_role("link", name=re.compile("Code and verdict")).first.click()
    expect(page.get_by_text("return a + b")).to_be_visible()
    expect(page.get_by_text("Passed.", exact=True)).to_be_visible()


@pytest.mark.long
def test_the_learners_own_traceback_leads_to_the_line(open_page: OpenPage) -> None:
    page = open_page("/labs/sums")
    type_solution(page, "\n\ndef add(a, b):\nraise ValueError('no idea')")
    page.keyboard.press("Control+Enter")
    place = page.locator(".check .frames").get_by_role("button", name="sums.py:4").first
    expect(place).to_be_visible(timeout=FIRST_CHECK)
    expect(page.locator("#editor .cm-blamed")).to_have_count(1)
    page.get_by_role("tab", name=re.compile("notes.txt")).click()
    place.click()
    expect(page.get_by_role("tab", name="sums.py")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#editor .cm-content")).to_be_focused()


@pytest.mark.long
def test_code_that_cannot_be_loaded_is_said_to_be_so(open_page: OpenPage) -> None:
    page = open_page("/labs/sums")
    type_solution(page, "def add(a, b:")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#status")).to_contain_text("could not be loaded", timeout=FIRST_CHECK)


def test_what_is_typed_is_saved_and_there_after_a_reload(open_page: OpenPage, site: Site) -> None:
    page = open_page("/labs/sums")
    type_solution(page, "# kept")
    expect(page.locator("#saved")).to_have_text("Saved")
    assert (site.settings.workspaces / "sums" / "sums.py").read_text(encoding="utf-8") == "# kept"
    page.reload()
    expect(page.locator("#editor .cm-content")).to_contain_text("# kept")


@pytest.mark.long
def test_a_change_on_disk_arrives_and_a_conflict_is_asked_about(open_page: OpenPage, site: Site) -> None:
    page = open_page("/labs/sums")
    type_solution(page, "# mine")
    expect(page.locator("#saved")).to_have_text("Saved")
    on_disk = site.settings.workspaces / "sums" / "sums.py"

    on_disk.write_text("# from another editor\n", encoding="utf-8")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#editor .cm-content")).to_contain_text("# from another editor")

    on_disk.write_text("# changed again\n", encoding="utf-8")
    type_solution(page, "# mine, too")
    expect(page.locator("#conflict")).to_contain_text("sums.py was changed here and on disk")
    assert on_disk.read_text(encoding="utf-8") == "# changed again\n"
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator("#conflict")).to_be_hidden()
    assert on_disk.read_text(encoding="utf-8") == "# mine, too"


@pytest.mark.long
def test_hints_come_one_by_one_and_stay(open_page: OpenPage) -> None:
    page = open_page("/labs/sums")
    expect(page.locator("#hints li")).to_have_count(0)
    page.get_by_role("button", name=re.compile("A hint")).click()
    expect(page.locator("#hints li")).to_have_count(1)
    page.get_by_role("button", name=re.compile("Another hint")).click()
    expect(page.locator("#hints li")).to_have_text([re.compile("Add them"), "With a plus."])
    expect(page.get_by_text("That was the last one.")).to_be_visible()
    page.reload()
    expect(page.locator("#hints li")).to_have_count(2)


@pytest.mark.long
def test_starting_over_asks_and_keeps_a_copy(open_page: OpenPage, site: Site) -> None:
    page = open_page("/labs/sums")
    type_solution(page, "# precious")
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("button", name="Keep my work").click()
    expect(page.locator("#editor .cm-content")).to_contain_text("# precious")

    page.get_by_role("button", name="Start over").click()
    page.locator("#reset-dialog").get_by_role("button", name="Start over").click()
    expect(page.locator("#editor .cm-content")).to_contain_text("NotImplementedError")
    expect(page.locator("#status")).to_contain_text("kept in")
    kept = [
        file for file in site.settings.workspaces.rglob("sums.py") if "precious" in file.read_text(encoding="utf-8")
    ]
    assert len(kept) == 1


@pytest.mark.long
def test_a_file_to_read_cannot_be_written(open_page: OpenPage) -> None:
    page = open_page("/labs/sums")
    page.get_by_role("tab", name=re.compile("notes.txt")).click()
    expect(page.locator("#editor .cm-content")).to_contain_text("Only to be read.")
    page.locator("#editor .cm-content").click()
    page.keyboard.type("x")
    expect(page.locator("#editor .cm-content")).to_have_text(re.compile(r"^Only to be read\.$"))


@pytest.mark.long
def test_the_editor_lets_the_keyboard_out(open_page: OpenPage) -> None:
    page = open_page("/labs/sums")
    page.locator("#editor .cm-content").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Check", exact=True)).to_be_focused()


@pytest.mark.long
def test_the_list_of_labs_is_filtered(open_page: OpenPage) -> None:
    page = open_page("/labs")
    every = page.locator(".lab-row").count()
    page.get_by_label("Find").fill("sums")
    page.keyboard.press("Enter")
    expect(page.locator(".lab-row")).to_have_count(1)
    assert every > 1
    page.get_by_label("State").select_option("New")
    expect(page).to_have_url(re.compile("state=new"))


@pytest.mark.long
def test_without_scripts_the_lab_says_where_its_files_are(open_page: OpenPage) -> None:
    page = open_page("/labs/sums", scripts=False)
    # Chromium does not show <noscript> when scripts are merely switched off for a test, so its words are read.
    words = page.locator("noscript").inner_text()
    assert "roadworthy check sums" in words
    expect(page.locator("#folder")).to_be_visible()

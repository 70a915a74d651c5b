"""The map in a browser: opened, walked by keyboard, dragged, claimed on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import OpenPage

SIGNS = "#map svg a[data-stop]"


def first_topic(page: Page) -> str:
    """Return the id of the first stop that is not a section."""
    found = page.locator("#map svg a.topic").first.get_attribute("data-stop")
    assert found is not None
    return found


def sign(page: Page, stop: str) -> str:
    return f'#map svg a[data-stop="{stop}"]'


def test_the_first_page_is_the_map_of_our_roadmap(open_page: OpenPage) -> None:
    page = open_page("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Python", re.IGNORECASE))
    assert page.locator(SIGNS).count() > 100
    expect(page.get_by_text(re.compile(r"\d+ of \d+ stops have labs")).first).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize("name", ["python-backend-roadmap.md", "python-developer-roadmap.md"])
def test_a_seed_is_pasted_and_its_map_is_seen(open_page: OpenPage, seeds: Path, name: str) -> None:
    page = open_page("/maps")
    page.get_by_label("Paste Markdown").fill((seeds / name).read_text(encoding="utf-8"))
    page.get_by_role("button", name="Make the map").click()
    expect(page.get_by_text(re.compile(r"\d+ of \d+ stops have labs")).first).to_be_visible()
    page.get_by_role("link", name="See the map").click()
    expect(page.locator("#map svg")).to_be_visible()
    assert page.locator(SIGNS).count() > 50


def test_a_click_opens_the_stop_beside_the_map(open_page: OpenPage) -> None:
    page = open_page("/")
    stop = first_topic(page)
    page.locator(sign(page, stop)).click()
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    expect(panel.get_by_role("heading", name="What you say")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?stop="))
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator(sign(page, stop))).to_be_focused()
    page.go_back()
    expect(panel.get_by_role("heading", name="What you say")).to_be_visible()


@pytest.mark.long
def test_an_address_with_a_stop_opens_it(open_page: OpenPage) -> None:
    page = open_page("/")
    stop = first_topic(page)
    page.goto(f"/maps/python-backend?stop={stop}")
    expect(page.locator("#panel").get_by_role("heading", name="What you say")).to_be_visible()


@pytest.mark.long
def test_a_drag_that_ends_on_a_sign_does_not_open_it(open_page: OpenPage) -> None:
    page = open_page("/")
    box = page.locator(sign(page, first_topic(page))).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x + 30, y + 60)
    page.mouse.down()
    page.mouse.move(x, y, steps=8)
    page.mouse.up()
    # What the drag would have asked for is answered before what is asked for after it.
    page.locator("#map svg a.section").first.click()
    expect(page.locator("#panel .stop-title")).to_be_focused()
    page.go_back()
    expect(page.locator("#panel")).to_be_hidden()


@pytest.mark.long
def test_gestures_make_claims_and_take_them_back(open_page: OpenPage) -> None:
    page = open_page("/")
    here = page.locator(sign(page, first_topic(page)))
    here.click(button="right")
    expect(here).to_have_class(re.compile(r"\bdone\b"))
    here.click(modifiers=["Shift"])
    expect(here).to_have_class(re.compile(r"\blearning\b"))
    here.click(modifiers=["Alt"])
    expect(here).to_have_class(re.compile(r"\bskipped\b"))
    here.click(modifiers=["Alt"])
    expect(here).not_to_have_class(re.compile(r"\b(done|learning|skipped)\b"))
    page.reload()
    expect(here).not_to_have_class(re.compile(r"\b(done|learning|skipped)\b"))
    assert "stop=" not in page.url


@pytest.mark.long
def test_keys_make_the_same_claims(open_page: OpenPage) -> None:
    page = open_page("/")
    here = page.locator(sign(page, first_topic(page)))
    here.focus()
    page.keyboard.press("d")
    expect(here).to_have_class(re.compile(r"\bdone\b"))
    expect(here).to_be_focused()
    page.keyboard.press("d")
    expect(here).not_to_have_class(re.compile(r"\bdone\b"))


def test_a_claim_in_the_panel_marks_the_map_and_survives_a_reload(open_page: OpenPage) -> None:
    page = open_page("/")
    stop = first_topic(page)
    page.locator(sign(page, stop)).click()
    button = page.locator("#panel").get_by_role("button", name="Learning")
    button.click()
    expect(page.locator("#panel").get_by_role("button", name="Learning")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(sign(page, stop))).to_have_class(re.compile(r"\blearning\b"))
    page.goto("/me")
    expect(page.locator(".claims").get_by_text("says: learning")).to_be_visible()
    page.goto(f"/maps/python-backend/stops/{stop}")
    page.get_by_role("button", name="Learning").click()
    expect(page.get_by_role("button", name="Learning")).to_have_attribute("aria-pressed", "false")


def test_tab_and_arrows_walk_the_map(open_page: OpenPage) -> None:
    page = open_page("/")
    signs = page.locator(SIGNS)
    signs.first.focus()
    page.keyboard.press("Tab")
    expect(signs.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(signs.nth(1)).not_to_be_focused()
    assert page.evaluate("document.activeElement.dataset.stop") is not None
    page.keyboard.press("Enter")
    expect(page.locator("#panel .stop-title")).to_be_focused()


@pytest.mark.long
def test_the_find_box_leads_to_a_stop(open_page: OpenPage) -> None:
    page = open_page("/")
    page.keyboard.press("/")
    expect(page.get_by_label("Find a stop")).to_be_focused()
    page.keyboard.type("redis")
    expect(page.locator("#found")).to_contain_text(re.compile(r"\d"))
    page.keyboard.press("Enter")
    expect(page.locator("#map svg a.here")).to_contain_text(re.compile("redis", re.IGNORECASE))
    page.keyboard.press("Control+Enter")
    expect(page.locator("#map svg a.here")).to_be_focused()


@pytest.mark.long
def test_zoom_buttons_make_the_signs_larger(open_page: OpenPage) -> None:
    page = open_page("/")
    here = page.locator(SIGNS).first
    before = here.bounding_box()
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_function(
        "([selector, width]) => document.querySelector(selector).getBoundingClientRect().width > width * 1.05",
        arg=[SIGNS, before["width"] if before else 0],
    )


@pytest.mark.long
def test_without_scripts_every_sign_is_a_link_and_every_claim_a_form(open_page: OpenPage) -> None:
    page = open_page("/", scripts=False)
    page.locator("#map svg a.topic").first.click()
    expect(page).to_have_url(re.compile("/stops/"))
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Done")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Done")).to_have_attribute("aria-pressed", "false")


@pytest.mark.long
def test_the_outline_has_every_stop_of_the_map(open_page: OpenPage) -> None:
    page = open_page("/")
    on_map = set(page.locator(SIGNS).evaluate_all("signs => signs.map(sign => sign.dataset.stop)"))
    page.goto("/maps/python-backend/outline")
    in_outline = set(page.locator(".outline [id]").evaluate_all("items => items.map(item => item.id)"))
    assert on_map == in_outline
    page.get_by_label("Find").fill("redis")
    page.get_by_role("button", name="Find").click()
    shown = page.locator(".outline li > .outline-stop").all_inner_texts()
    assert 0 < len(shown) < len(in_outline)


@pytest.mark.long
def test_a_phone_sees_the_map_without_scrolling_sideways(open_page: OpenPage) -> None:
    page = open_page("/", phone=True)
    expect(page.locator("#map svg.narrow")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#map svg a.topic").first.tap()
    expect(page.locator("#panel .stop-title")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

"""Every page in light and dark, on a desk and on a phone: nothing hidden from anyone, nothing beside the screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from tests.browser.conftest import OpenPage, Site

PAGES = {
    "map": "/",
    "roadmaps": "/maps",
    "section": "/maps/python-backend/stops/{section}",
    "stop": "/maps/python-backend/stops/{stop}",
    "map with a stop open": "/maps/python-backend?stop={stop}",
    "outline": "/maps/python-backend/outline",
    "labs": "/labs",
    "lab": "/labs/sums",
    "progress": "/me",
    "review": "/review",
    "placement": "/placement",
    "matrix": "/matrix",
    "help": "/help",
    "api": "/api/v1/docs",
    "not found": "/no/such/page",
}


def pages(everyday: tuple[str, ...]) -> list[object]:
    """Every page as a parameter; those that are least like the others each day, the rest in the long tier."""
    return [pytest.param(name, marks=[] if name in everyday else pytest.mark.long) for name in PAGES]


@pytest.fixture(scope="module")
def places(site: Site, chromium: Browser) -> dict[str, str]:
    """Ids of a section and of a stop with labs, as our roadmap has them."""
    page = chromium.new_page()
    page.goto(site.url)
    section = page.locator("#map svg a.section").first.get_attribute("data-stop")
    stop = page.locator("#map svg a[aria-label*=' lab']:not(.section)").first.get_attribute("data-stop")
    page.close()
    assert section is not None
    assert stop is not None
    return {"section": section, "stop": stop}


def violations(page: Page, options: dict[str, object]) -> list[tuple[str, list[str]]]:
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found]


@pytest.mark.parametrize("name", pages(everyday=("map", "lab")))
def test_axe_finds_nothing_in_light_and_dark(open_page: OpenPage, places: dict[str, str], name: str) -> None:
    page = open_page(PAGES[name].format_map(places))
    expect(page.locator("main")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert violations(page, {}) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, {"runOnly": ["color-contrast"]}) == []


@pytest.mark.parametrize("name", pages(everyday=("map with a stop open", "lab")))
def test_a_phone_needs_no_scrolling_sideways(open_page: OpenPage, places: dict[str, str], name: str) -> None:
    page = open_page(PAGES[name].format_map(places), phone=True)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.long
def test_the_theme_is_the_systems_until_chosen_and_the_choice_stays(open_page: OpenPage) -> None:
    page = open_page("/help", dark=True)
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_role("button", name="Switch to light colours").click()
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert light != dark
    page.goto("/labs")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == light
    page.get_by_role("button", name="Switch to dark colours").click()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == dark
    assert page.evaluate("localStorage.getItem('theme')") is None


@pytest.mark.long
def test_paper_shows_the_map_and_not_the_tools(open_page: OpenPage) -> None:
    page = open_page("/", dark=True)
    page.emulate_media(media="print")
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator(".map-tools")).to_be_hidden()
    expect(page.locator("#map svg")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.long
def test_a_page_that_is_not_there_says_so_and_leads_back(open_page: OpenPage) -> None:
    page = open_page("/labs/no-such-lab")
    expect(page.get_by_role("heading", level=1)).to_have_text("This road does not lead anywhere")
    page.get_by_role("link", name="To the map").click()
    expect(page.locator("#map svg")).to_be_visible()


@pytest.mark.long
def test_keys_are_explained_by_a_question_mark(open_page: OpenPage) -> None:
    page = open_page("/labs")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("In a lab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_label("Find").focus()
    page.keyboard.type("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Find")).to_have_value(re.compile(r"\?"))

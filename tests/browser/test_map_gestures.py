"""The map's finer gestures: what is a click and what is not, zoom that stays where one looks, fingers, paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.long  # clicks, keys and claims are in test_map.py

TOPIC = "#map svg a.topic"
RECORD = """() => {
  window.heard = [];
  for (const name of ["stop:open", "stop:claim", "stop:menu"])
    document.addEventListener(name, event => heard.push([name, event.detail.claim ?? ""]));
}"""


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def width_of_map(page: Page) -> float:
    return float(page.evaluate("document.querySelector('svg.map').getBoundingClientRect().width"))


def test_a_press_that_trembles_is_a_click(open_page: OpenPage) -> None:
    page = open_page("/")
    page.evaluate(RECORD)
    x, y = middle(page, TOPIC)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 3, y + 2, steps=2)
    page.mouse.up()
    assert page.evaluate("heard") == [["stop:open", ""]]


def test_a_drag_pans_and_is_no_click(open_page: OpenPage) -> None:
    page = open_page("/")
    page.evaluate(RECORD)
    x, y = middle(page, TOPIC)
    before = page.evaluate("scrollY")
    page.mouse.move(x, y + 60)
    page.mouse.down()
    page.mouse.move(x, y, steps=6)
    page.mouse.up()
    assert page.evaluate("scrollY") == before + 60
    assert page.evaluate("heard") == []


def test_a_click_with_control_is_left_to_the_browser(open_page: OpenPage) -> None:
    page = open_page("/")
    page.evaluate(RECORD)
    with page.context.expect_page() as opened:
        page.locator(TOPIC).first.click(modifiers=["Control"])
    expect(opened.value).to_have_url(re.compile("/stops/"))
    assert page.evaluate("heard") == []


def test_every_gesture_has_a_key(open_page: OpenPage) -> None:
    page = open_page("/")
    page.evaluate(RECORD)
    page.route("**/claim", lambda route: route.fulfill(status=200, body=""))  # what is claimed is another test's
    sign = page.locator(TOPIC).first
    for key in "dlsx":
        sign.press(key)
    assert page.evaluate("heard") == [["stop:claim", claim] for claim in ("done", "learning", "skipped", "skipped")]


def test_control_and_wheel_zoom_around_the_pointer(open_page: OpenPage) -> None:
    page = open_page("/")
    page.evaluate("scrollTo(0, 900)")
    x, y = 400, 450
    under = f"""() => {{
      const box = document.querySelector("svg.map").getBoundingClientRect();
      return [({x} - box.left) / box.width, ({y} - box.top) / box.height];
    }}"""
    across, down = page.evaluate(under)
    before = width_of_map(page)
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -60)
    page.keyboard.up("Control")
    page.wait_for_function(f"() => document.querySelector('svg.map').getBoundingClientRect().width > {before * 1.05}")
    now_across, now_down = page.evaluate(under)
    assert abs(now_down - down) < 0.003
    assert abs(now_across - across) < 0.02


def test_keys_zoom_and_back(open_page: OpenPage) -> None:
    page = open_page("/")
    before = width_of_map(page)
    page.keyboard.press("+")
    assert width_of_map(page) > before * 1.2
    page.keyboard.press("0")
    assert abs(width_of_map(page) - before) < 1
    page.get_by_label("Find a stop").press("-")
    assert abs(width_of_map(page) - before) < 1, "a key typed into a field is text"


def test_a_long_press_is_a_menu_and_no_claim(open_page: OpenPage) -> None:
    page = open_page("/", phone=True)
    expect(page.locator("#map svg.narrow")).to_be_visible()
    page.evaluate(RECORD)
    page.locator("#map").scroll_into_view_if_needed()
    x, y = middle(page, TOPIC)
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.wait_for_function("() => heard.length > 0")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert page.evaluate("heard[0][0]") == "stop:menu"
    assert not [claim for name, claim in page.evaluate("heard") if name == "stop:claim"]


def test_two_fingers_zoom(open_page: OpenPage) -> None:
    page = open_page("/", phone=True)
    expect(page.locator("#map svg.narrow")).to_be_visible()
    before = width_of_map(page)
    touch = page.context.new_cdp_session(page)
    page.locator("#map").scroll_into_view_if_needed()
    _, y = middle(page, TOPIC)
    for kind, apart in (("touchStart", 50), ("touchMove", 70), ("touchMove", 90), ("touchMove", 110)):
        points = [{"x": 195 - apart, "y": y, "id": 1}, {"x": 195 + apart, "y": y, "id": 2}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function(f"() => document.querySelector('svg.map').getBoundingClientRect().width > {before * 1.5}")


def test_paper_gets_one_drawing_a_section(open_page: OpenPage) -> None:
    page = open_page("/")
    sections = page.locator("#map svg .stretch").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".map-on-paper svg").count() == sections
    assert page.locator(".map-on-paper svg .stretch").count() == sections
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#map svg").count() == 1

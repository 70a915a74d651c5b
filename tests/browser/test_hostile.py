"""A roadmap or a lab written by an attacker is shown as text, everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.long  # each day tests/web looks that it is escaped, and that the headers forbid what is not

ROADMAP = """\
# <script>window.hit = 1</script> "onmouseover="window.hit=2

Legend: ✅ <img src=x onerror="window.hit=3"> must know

## <img src=x onerror="window.hit=4"> Databases' onclick='window.hit=5'

- [PostgreSQL](javascript:window.hit=6) <svg/onload=window.hit=7>
- "><script>window.hit=8</script>
- [x](data:text/html,<script>parent.hit=9</script>) {{ 7*7 }} ${7*7}
- user\u202etxt.exe
- <iframe srcdoc="<script>parent.hit=10</script>"></iframe>
- </text></svg><script>window.hit=11</script>
"""


def assert_inert(page: Page) -> None:
    page.wait_for_load_state("load")  # pictures and frames included, so their handlers would have run
    assert page.evaluate("window.hit") is None
    assert page.locator("main script:not([type='application/json'])").count() == 0
    assert page.locator("main img, main iframe, main object, main embed").count() == 0
    assert (
        page.evaluate(
            "[...document.querySelectorAll('main *')].flatMap(e => [...e.attributes]).filter(a => /^on/i.test(a.name)).length"
        )
        == 0
    )
    assert page.locator("main a[href^='javascript' i], main a[href^='data' i]").count() == 0


def test_an_uploaded_roadmap_cannot_run_anything(open_page: OpenPage, tmp_path: Path) -> None:
    file = tmp_path / "<img src=x onerror=window.hit=12>.md"
    file.write_text(ROADMAP, encoding="utf-8")
    page = open_page("/maps")
    page.get_by_label("or upload a file").set_input_files(file)
    page.get_by_role("button", name="Make the map").click()
    expect(page.get_by_role("link", name="See the map")).to_be_visible()
    assert_inert(page)
    page.get_by_role("link", name="See the map").click()
    expect(page.locator("#map svg")).to_be_visible()
    assert_inert(page)
    assert "49" not in page.locator("#map").inner_text()
    addresses = page.locator("#map svg a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    outline = page.url.split("?")[0] + "/outline"
    for address in [*addresses, outline, "/maps", "/"]:
        page.goto(address)
        assert_inert(page)


def test_a_hostile_lab_is_only_text(open_page: OpenPage, hostile: str) -> None:
    page = open_page("/labs/sums")
    expect(page.get_by_role("heading", level=1)).to_contain_text(hostile)
    assert_inert(page)
    page.get_by_role("button", name="hint").click()
    expect(page.locator("#hints li")).to_contain_text(hostile)
    page.locator("#editor .cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("def add(a, b):\nreturn 3")
    page.keyboard.press("Control+Enter")
    message = page.locator(".check.failed .message")
    expect(message).to_contain_text(hostile, timeout=120_000)
    expect(message).to_contain_text("red\\u202e")
    expect(message).not_to_contain_text("[31m")
    assert_inert(page)
    page.goto("/labs")
    assert_inert(page)
    page.goto("/me")
    page.locator(".attempts > summary").click()
    page.get_by_role("link", name=hostile).first.click()
    expect(page.locator(".check.failed .message")).to_contain_text(hostile)
    assert_inert(page)

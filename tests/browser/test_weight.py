"""What a browser has to fetch before a page is whole, gzipped (docs/frontend.md)."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Response, expect

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.long  # what is built changes seldom


@pytest.mark.parametrize(
    ("path", "code_limit", "limit"),
    [("/", 35_000, 95_000), ("/labs/sums", 165_000, 215_000), ("/labs", 10_000, 65_000)],
    ids=["map", "lab", "labs"],
)
def test_a_page_stays_light(open_page: OpenPage, path: str, code_limit: int, limit: int) -> None:
    page = open_page("about:blank")
    weights: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if "/static/built/" in response.url:
            weights[response.url.rsplit("/", 1)[-1]] = len(gzip.compress(response.body(), 9))

    page.on("response", weigh)
    page.goto(path)
    expect(page.locator("main")).to_be_visible()
    page.wait_for_load_state("networkidle")
    code = sum(size for name, size in weights.items() if not name.endswith(".woff2"))
    assert code < code_limit, weights
    assert sum(weights.values()) < limit, weights

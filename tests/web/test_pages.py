"""Pages as a browser gets them: what they say, where they lead, and how they fail."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from roadworthy.settings import Settings
from roadworthy.web import create_app
from roadworthy.web.pages import render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARKDOWN = "# Two roads\n\n## Databases\n\n- Redis\n- PostgreSQL\n  - Indexes\n\n## Nothing\n\n- A thing nobody knows\n"


@pytest.fixture
def browser(begun: Path) -> Iterator[TestClient]:
    shutil.copytree(begun, Settings().data_dir)
    with TestClient(create_app(Settings()), base_url="http://127.0.0.1", headers={"Accept": "text/html"}) as client:
        yield client


@pytest.fixture
def roadmap(browser: TestClient) -> str:
    """Address of a small roadmap's map."""
    answer = browser.post("/maps", data={"text": MARKDOWN})
    assert answer.status_code == 200
    found = re.search(r'class="button primary" href="(/maps/[^"]+)"', answer.text)
    assert found is not None
    return found[1]


PAGES = [
    "/",
    "/maps",
    "/labs",
    "/me",
    "/review",
    "/placement",
    "/matrix",
    "/help",
    "/maps/python-backend/outline",
    "/api/v1/docs",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_brings_nothing_inline_and_nothing_from_elsewhere(browser: TestClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 200
    assert " style=" not in answer.text
    assert "<style" not in answer.text
    assert re.findall(r'<script(?![^>]*(?:src="/static/|type="application/json"))[^>]*>', answer.text) == []
    assert re.findall(r'<(?:link|script|img)[^>]*(?:href|src)="(?:https?:)?//', answer.text) == []
    assert answer.headers["cache-control"] == "no-store"


def test_adding_a_roadmap_says_what_it_has(browser: TestClient) -> None:
    answer = browser.post("/maps", data={"text": MARKDOWN})
    assert "Two roads" in answer.text
    assert re.search(r"<strong>\d of 3</strong> stops have labs", answer.text)
    assert "1 more is not recognised" in answer.text
    again = browser.post("/maps", data={"text": MARKDOWN})
    assert "nothing changed" in again.text


def test_a_file_is_added_too(browser: TestClient) -> None:
    answer = browser.post(
        "/maps", files={"file": ("mine.md", MARKDOWN.encode(), "text/markdown")}, data={"title": "Mine"}
    )
    assert answer.status_code == 200
    assert "Mine" in browser.get("/maps").text


@pytest.mark.parametrize(
    "form",
    [{"text": "  "}, {}, {"url": "ftp://example.com/x.md"}, {"url": "http://127.0.0.1:1/x.md"}, {"url": "no address"}],
)
def test_what_cannot_be_added_is_explained_and_what_was_typed_stays(browser: TestClient, form: dict[str, str]) -> None:
    answer = browser.post("/maps", data={**form, "title": "Kept title"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "Kept title" in answer.text
    assert "Traceback" not in answer.text
    if "url" in form:
        assert form["url"] in answer.text


def test_a_stop_is_a_page_and_a_panel(browser: TestClient, roadmap: str) -> None:
    address = re.search(rf'href="({roadmap}/stops/[^"]*redis[^"]*)"', browser.get(roadmap).text)
    assert address is not None
    page = browser.get(address[1])
    panel = browser.get(address[1], headers={"HX-Request": "true"})
    assert "<html" in page.text
    assert "<html" not in panel.text
    assert "HX-Request" in page.headers["vary"]
    for answer in (page, panel):
        assert "What you say" in answer.text
        assert "Recognised as" in answer.text


def test_a_claim_is_kept_and_taken_back(browser: TestClient, roadmap: str) -> None:
    found = re.search(rf'href="({roadmap}/stops/[^"]*redis[^"]*)"', browser.get(roadmap).text)
    assert found is not None
    answer = browser.post(f"{found[1]}/claim", data={"claim": "done"}, headers={"Origin": "http://127.0.0.1"})
    assert answer.url.path == found[1]
    assert answer.text.count('aria-pressed="true"') == 1
    assert "says: done" in browser.get("/me").text
    browser.post(f"{found[1]}/claim", data={"claim": "pending"})
    assert "says: done" not in browser.get("/me").text


def test_a_claim_that_is_none_is_refused(browser: TestClient, roadmap: str) -> None:
    found = re.search(rf'href="({roadmap}/stops/[^"]*redis[^"]*)"', browser.get(roadmap).text)
    assert found is not None
    assert browser.post(f"{found[1]}/claim", data={"claim": "passed"}).status_code == 422
    assert "says:" not in browser.get("/me").text


def test_the_outline_finds_with_what_stands_above_and_below(browser: TestClient, roadmap: str) -> None:
    outline = browser.get(f"{roadmap}/outline", params={"q": "postgres"}).text
    assert "Databases" in outline
    assert "Indexes" in outline
    assert ">Redis<" not in outline
    assert "Nothing on this roadmap" in browser.get(f"{roadmap}/outline", params={"q": "cobol"}).text


def test_a_drawing_alone_comes_in_both_widths(browser: TestClient, roadmap: str) -> None:
    assert 'class="map wide"' in browser.get(f"{roadmap}/drawing").text
    assert 'class="map narrow"' in browser.get(f"{roadmap}/drawing", params={"width": "narrow"}).text
    assert browser.get(f"{roadmap}/drawing", params={"width": "huge"}).status_code == 422


def test_a_phone_gets_the_narrow_map_at_once(browser: TestClient, roadmap: str) -> None:
    phone = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"}
    assert 'class="map narrow"' in browser.get(roadmap, headers=phone).text
    assert 'class="map wide"' in browser.get(roadmap).text


def test_labs_are_filtered_by_words_topic_and_state(browser: TestClient) -> None:
    everything = browser.get("/labs").text.count('class="lab-row"')
    assert everything > 1
    some = browser.get("/labs", params={"q": "mutants"}).text
    assert some.count('class="lab-row"') == 1
    assert browser.get("/labs", params={"state": "passed"}).text.count('class="lab-row"') == 0
    assert browser.get("/labs", params={"topic": "testing"}).text.count('class="lab-row"') >= 1


def test_a_hint_is_taken_without_scripts(browser: TestClient) -> None:
    before = browser.get("/labs/kill-the-mutants").text
    answer = browser.post("/labs/kill-the-mutants/hint")
    assert answer.status_code == 200
    assert "A hint" in before
    assert "Another hint" in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere",
        "/maps/none",
        "/maps/python-backend/stops/none",
        "/labs/none",
        "/evidence/none",
        "/labs/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/maps/python-backend/stops/%00%0a%ff",
    ],
)
def test_what_is_not_there_is_a_friendly_page(browser: TestClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 404
    assert "This road does not lead anywhere" in answer.text
    assert "<script>alert" not in answer.text


def test_a_front_end_that_was_not_built_is_said_so(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "assets", dict)
    answer = browser.get("/help")
    assert answer.status_code == 200
    assert "The front end is not built" in answer.text

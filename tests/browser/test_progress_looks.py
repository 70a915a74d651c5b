"""The pages of somebody's progress with something on them: nothing hidden from anyone, on a desk, a phone and on paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from roadworthy.labs import Lab, Status, Verdict, find_labs
from roadworthy.progress import export_json
from roadworthy.storage import open_store

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage, Site

PEOPLE = 20


@pytest.fixture(scope="module")
def filled(site: Site) -> dict[str, str]:
    """Addresses of pages, after labs were passed long ago and lately by the learner and by others who sent their ledgers."""
    labs = sorted(find_labs(site.settings.packs).values(), key=lambda lab: lab.id)[::12]
    now = datetime.now(UTC)
    with open_store(site.settings.database_url) as store:

        def record(learner: str, lab: Lab, days: int, status: Status = Status.PASSED) -> str:
            verdict = Verdict(lab.id, status, (), lab_hash=lab.hash, submission_hash=f"{lab.id}-{days}")
            files = dict.fromkeys(lab.edit, "")
            return store.record_attempt(learner, lab, verdict, files, started=now - timedelta(days=days)).id

        for number, lab in enumerate(labs[:6]):
            attempt = record("you", lab, 100 - number)
        record("you", labs[6], 1, Status.FAILED)
        folder = site.settings.data_dir / "ledgers"
        folder.mkdir()
        for person in range(PEOPLE):
            name = "a-name-that-is-much-longer-than-a-column" if person == 3 else f"person {person}"
            for lab in labs[person % 4 :: 2]:
                record(name, lab, 5 * person)
            (folder / f"{person}.json").write_bytes(export_json(store, name, with_code=False))
    return {
        "review": "/review",
        "overview": "/me",
        "matrix": "/matrix",
        "matrix of a roadmap": "/matrix?roadmap=python-backend",
        "evidence": "/evidence",
        "code that passed": f"/evidence/{attempt}",
        "placement": "/placement",
    }


def violations(page: Page, options: dict[str, object]) -> list[tuple[str, list[str]]]:
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found]


@pytest.mark.parametrize(
    "name",
    [
        "review",
        *(
            pytest.param(name, marks=pytest.mark.long)
            for name in ("overview", "matrix", "matrix of a roadmap", "evidence", "code that passed", "placement")
        ),
    ],
)
def test_axe_finds_nothing_on_a_page_with_something_on_it(
    open_page: OpenPage, filled: dict[str, str], name: str
) -> None:
    page = open_page(filled[name])
    expect(page.locator("main")).to_be_visible()
    if name == "review":
        expect(page.locator(".review-row")).not_to_have_count(0)
    assert violations(page, {}) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, {"runOnly": ["color-contrast"]}) == []
    phone = open_page(filled[name], phone=True)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(phone, {}) == []


def test_axe_finds_nothing_on_a_lab_that_a_review_begins_at(open_page: OpenPage, filled: dict[str, str]) -> None:
    page = open_page(filled["review"])
    page.get_by_role("button", name="Begin").first.click()
    page.wait_for_url("**/labs/*?review=*")
    expect(page.locator(".cm-content")).to_be_visible()
    assert page.locator(".brief h2").count() > 1, "a brief with sections"
    assert violations(page, {}) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, {"runOnly": ["color-contrast"]}) == []


@pytest.mark.long
def test_paper_has_every_person_of_a_matrix_and_every_lesson(open_page: OpenPage, filled: dict[str, str]) -> None:
    page = open_page(filled["matrix"])
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 with Chromium's margins
    page.emulate_media(media="print")
    people = page.locator(".matrix .person").locator("visible=true")
    assert len({*people.all_inner_texts()}) == people.count() == PEOPLE
    for table in page.locator("table.matrix").locator("visible=true").all():
        box = table.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 718
    expect(page.locator(".matrix-form")).to_be_hidden()
    assert (
        page.evaluate(
            "getComputedStyle(document.querySelector('details:has(> .lessons)'), '::details-content').contentVisibility"
        )
        == "visible"
    )

"""The drawn map in Chromium: names fit their plates in every script, and nothing keeps anybody out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from tests.roadmap.map_strategies import roadmap_of

from roadworthy.roadmap import (
    Claim,
    EvidenceMark,
    Level,
    Roadmap,
    Section,
    Stop,
    StopMark,
    Width,
    lay_out,
    read_roadmap,
    render_svg,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CHROMIUM = Path("/usr/bin/chromium")
BUNDLE = Path(__file__).resolve().parents[2] / "src" / "roadworthy" / "web" / "static" / "built"
SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

SCRIPTS = {
    "latin": [
        "Continuous integration and delivery with GitHub Actions",
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "iiii",
    ],
    "european": ["Übergröße der Straßenführung", "Ďábelské kódy příliš žluťoučký kůň", "Đường cao tốc thông tin"],
    "cyrillic": ["Проектирование баз данных и индексов", "Ефективне програмування", "Ћирилица"],
    "greek": ["Σχεδιασμός βάσεων δεδομένων και ευρετηρίων"],
    "cjk": ["データベースと索引の設計、トランザクション分離", "数据库索引与查询优化", "데이터베이스 인덱스와 트랜잭션"],
    "arabic": ["قواعد البيانات العلائقية وتصميم الفهارس", "الشبكات", "پایگاه داده‌های رابطه‌ای"],
    "hebrew": ["מסדי נתונים ואינדקסים", "אבטחת מידע ברשתות"],
    "indic": ["डेटाबेस इंडेक्स और लेनदेन", "தரவுத்தள குறியீடுகள்", "ฐานข้อมูลและดัชนี"],
    "mixed": ["PostgreSQL インデックス", "Redis و Memcached", "🚀 Deploy → production ✅", "naïve café"],
}

OVERFLOWS = """signs => signs.flatMap(sign => {
  const plate = sign.querySelector(".plate").getBoundingClientRect();
  return [...sign.querySelectorAll(":scope > text")].filter(text => {
    const box = text.getBoundingClientRect();
    return box.left < plate.left || box.right > plate.right;
  }).map(text => text.textContent);
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium: apt-get install chromium")
    if not (BUNDLE / "manifest.json").exists():
        pytest.skip("needs the bundled style sheet and fonts: python hatch_build.py")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def show(
    browser: Browser,
    folder: Path,
    roadmap: Roadmap,
    marks: dict[str, StopMark] | None = None,
    *,
    width: Width = "wide",
    dark: bool = False,
) -> Page:
    """Open a page that is nothing but the map."""
    layout = lay_out(roadmap, {place: mark.labs for place, mark in (marks or {}).items()}, width=width)
    svg = render_svg(layout, marks or {}, href=lambda place: f"#{place}", title=roadmap.title)
    style = (BUNDLE / json.loads((BUNDLE / "manifest.json").read_text())["map_page.css"]).as_uri()
    base = (BUNDLE / json.loads((BUNDLE / "manifest.json").read_text())["app.css"]).as_uri()
    html = folder / "map.html"
    html.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Map</title><link rel="stylesheet" href="{base}">'
        f'<link rel="stylesheet" href="{style}"><body><main><h1>Map</h1><div id="map">{svg}</div></main>',
        encoding="utf-8",
    )
    context = browser.new_context(
        viewport={"width": 390 if width == "narrow" else 1280, "height": 900},
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    page.goto(html.as_uri())
    page.evaluate("document.fonts.ready")
    return page


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_names_in_any_script_fit_their_plates(browser: Browser, tmp_path: Path, width: Width) -> None:
    """Measured as Chromium draws them, with the bundled font and this machine's own for what it lacks."""
    roadmap = roadmap_of(
        [
            (
                names[0],
                [
                    Stop("?", names[-1], Level.MUST, 1, children=tuple(Stop("?", n, Level.UNMARKED, 1) for n in names)),
                    *(Stop("?", name, Level.NOT_RECOMMENDED, 1) for name in names),
                ],
            )
            for names in SCRIPTS.values()
        ]
    )
    page = show(browser, tmp_path, roadmap, width=width)
    assert page.locator("svg.map a").count() > 40
    assert page.locator("svg.map a").evaluate_all(OVERFLOWS) == []
    page.context.close()


@pytest.mark.long
@pytest.mark.parametrize("name", ["python-backend-roadmap.md", "python-developer-roadmap.md"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_the_seeds_fit_their_plates(browser: Browser, tmp_path: Path, name: str, width: Width) -> None:
    if not SEEDS.exists():
        pytest.skip("needs ../shared/seeds beside the checkout: they are given with the task, not with the repository")
    roadmap = read_roadmap((SEEDS / name).read_bytes())
    page = show(browser, tmp_path, roadmap, width=width)
    assert page.locator("svg.map a").evaluate_all(OVERFLOWS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.long)], ids=["light", "dark"])
def test_axe_finds_nothing_wrong(browser: Browser, tmp_path: Path, dark: bool) -> None:
    stops = []
    marks = {}
    for level in Level:
        for claim in Claim:
            for evidence in EvidenceMark:
                place = f"{level}-{claim}-{evidence}"
                stops.append(Stop(place, f"Stop {len(stops)}", level, 1))
                marks[place] = StopMark(claim, evidence, labs=2)
    topic = Stop("topic", "Topic", Level.UNMARKED, 1, children=tuple(stops))
    page = show(browser, tmp_path, Roadmap("All marks", (Section("s", "S", 1, stops=(topic,)),)), marks, dark=dark)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.context.close()

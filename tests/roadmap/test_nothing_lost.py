from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadworthy.roadmap import read_roadmap, roadmap_to_json

from .documents import LINES, PARAGRAPHS, TITLES, Written, roadmaps

if TYPE_CHECKING:
    from pathlib import Path


def strings(value: object) -> list[str]:
    """Return every text in a JSON value, keys not."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return []


def missing(document: Written) -> list[str]:
    """Return the words and addresses that a reader of the result cannot find."""
    read = roadmap_to_json(read_roadmap(document.text))
    read.pop("findings")  # a finding is no place to keep something
    everything = strings(read)
    words = set(re.findall(r"[wW]\d+q", " ".join(everything)))
    urls = set(re.findall(r"https://\S+?u\d+q", " ".join(everything)))
    lost = [word for word in document.words if word not in words]
    return lost + [url for url in document.urls if url not in urls]


@pytest.mark.parametrize("template", LINES)
@pytest.mark.parametrize(
    "before", ["", "## Topic\n", "## Topic\n- other\n  ", "> 🟢 Must know\n> 🟡 Optional\n\n## Topic\n"]
)
def test_a_list_item_loses_nothing(template: str, before: str) -> None:
    document = Written()
    document.text = f"{before}- {document.fill(template)}\n\n" + document.fill("[ref]: U\n\n[^note]: W [W](U)\n")
    assert missing(document) == []


@pytest.mark.parametrize("template", PARAGRAPHS)
def test_a_block_loses_nothing(template: str) -> None:
    document = Written()
    document.text = document.fill(f"# W\n\n## W\n\n{template}\n\n## W\n\n- W\n\n[ref]: U\n\n[^note]: W [W](U)\n")
    assert missing(document) == []


@pytest.mark.parametrize("template", TITLES)
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_a_heading_loses_nothing(template: str, rank: int) -> None:
    document = Written()
    document.text = document.fill(f"# W\n\n{'#' * rank} {template}\n\n- [W](U)\n\n{'#' * rank} W\n\n- W\n")
    assert missing(document) == []


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(roadmaps())
def test_a_roadmap_loses_nothing(document: Written) -> None:
    assert missing(document) == []


@pytest.mark.long
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(roadmaps())
def test_many_roadmaps_lose_nothing(document: Written) -> None:
    assert missing(document) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=4))
def test_joined_lines_lose_nothing(templates: list[str]) -> None:
    document = Written()
    document.text = "- " + document.fill(", ".join(templates)) + "\n\n" + document.fill("[ref]: U\n\n[^note]: W\n")
    assert missing(document) == []


@pytest.mark.parametrize("name", ["python-backend-roadmap.md", "python-developer-roadmap.md"])
def test_a_seed_loses_nothing(seeds: Path, name: str) -> None:
    """Every word of every line and every address of the source is in the result, emoji aside."""
    source = (seeds / name).read_text(encoding="utf-8")
    everything = "\n".join(strings(roadmap_to_json(read_roadmap(source))))
    seen = set(re.findall(r"[A-Za-z0-9]+", html.unescape(everything)))
    for line in source.splitlines():
        for url in re.findall(r"https?://[^\s)>]+", line):
            assert url in everything
        visible = re.sub(r"\]\(<?[^)]*\)|https?://[^\s)>]+", "] ", line)
        if not line.startswith("!!!"):
            assert not [word for word in re.findall(r"[A-Za-z0-9]+", visible) if word not in seen], line

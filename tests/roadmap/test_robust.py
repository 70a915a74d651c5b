"""Any bytes and any text are read: nothing raises, hangs or comes out broken."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadworthy.roadmap import diff, lint, roadmap_to_json

from .documents import LINES, PARAGRAPHS, TITLES, Written
from .reading import read

SYNTAX = st.sampled_from(
    ["#", "##", "- ", "* ", "1. ", "> ", "[", "]", "(", ")", "![", "](", "`", "```", "**", "*", "_", "~~", "|", "|-|", "\n", "\n\n",
     "    ", "\t", "---", "===", ":", "::: ", "!!! ", '"', "<", ">", "<a ", "<!--", "-->", "<details>", "<summary>", "</details>",
     "<li>", "[^", "[^1]:", "[x]", "[ ]", "\\", "&", ";", ",", " / ", " - ", "http://", "https://a.b", "🟢", ":x:", "{", "}", "\r",
     "\x00", "\ud800", "\u202e", "\ufeff", "Legend", "must know", "Ã¼", "‚Äô", "a", "B", "1.2", "日本", "שלום", "•", "Resources"]
)  # fmt: skip


def check(data: bytes | str) -> None:
    roadmap = read(data)
    written = json.dumps(roadmap_to_json(roadmap), ensure_ascii=False).encode("utf-8")
    assert json.loads(written)["title"] == roadmap.title
    places = [section.id for section in roadmap.sections] + [stop.id for stop in roadmap.walk()]
    assert len(set(places)) == len(places)
    assert all(stop.title for stop in roadmap.walk())
    lint(roadmap)
    assert diff(roadmap, roadmap).unchanged
    assert read(data) == roadmap


@given(st.binary(max_size=2000))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read(data: bytes) -> None:
    check(data)


@given(st.lists(SYNTAX, max_size=60).map("".join))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_syntax_is_read(text: str) -> None:
    check(text)


@given(st.lists(st.sampled_from((*LINES, *PARAGRAPHS, *TITLES, "- ", "# ", "> ", "  ", "\n")), max_size=12))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_mixture_of_constructs_is_read(pieces: list[str]) -> None:
    check(Written().fill("".join(pieces)))


@pytest.mark.long
@given(st.lists(SYNTAX, max_size=120).map("".join))
@settings(max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_very_much_syntax_is_read(text: str) -> None:
    check(text)


DEEP = 10_000


@pytest.mark.parametrize(
    "text",
    [
        "- " * DEEP + "a",
        "> " * DEEP + "a",
        "1. " * DEEP + "a",
        "> - " * DEEP + "a",
        "[^a]: " * DEEP + "a",
        "\n".join(" " * (2 * depth) + f"- a{depth}" for depth in range(1000)),
        "\n".join(" " * (4 * depth) + f"!!! note\n{' ' * (4 * depth + 4)}a{depth}" for depth in range(300)),
        "\n".join("\t" * depth + f"- a{depth}" for depth in range(1000)),
        "[" * DEEP,
        pytest.param("![" * DEEP + "a" + "](b)" * DEEP, marks=pytest.mark.long),
        pytest.param("![`]`" * DEEP + "a" + "](b)" * DEEP, marks=pytest.mark.long),
        "[" * DEEP + "a" + "](b)" * DEEP,
        "(" * DEEP + ")" * DEEP,
        "**a " * DEEP,
        "*" * DEEP,
        pytest.param("<ul><li>a" * DEEP, marks=pytest.mark.long),
        "<a href=x>" * DEEP,
        "<details><summary>a</summary>\n\n" * 2000,
        "`" * DEEP,
        "#" * DEEP,
        "\n".join("#" * (1 + depth % 6) + f" a{depth}" for depth in range(3000)),
    ],
    ids=lambda text: repr(text[:12]),
)
def test_deep_nesting_is_read(text: str) -> None:
    depth = sys.getrecursionlimit()
    check(text)
    assert sys.getrecursionlimit() == depth


def test_what_is_nested_too_deeply_is_not_lost() -> None:
    text = "\n".join(" " * (2 * depth) + f"- w{depth}q" for depth in range(200)) + "\n\n## After\n\n- last\n"
    roadmap = read(text)
    assert {f"w{depth}q" for depth in range(200)} | {"last"} == {stop.title for stop in roadmap.walk()}


@pytest.mark.long
@pytest.mark.parametrize(
    "piece",
    [
        "[", "[a](", "*a **b ", "`", "<a ", "<a href=x>", "&", "- a\n", "- - - a\n", "> - a\n", "# a\n", "a, ", "a / ", "a (b) ",
        "[a](http://u), ", "- [a](http://u)\n", "http://a ", "x](http://a) ", "| a | b |\n|---|---|\n", "• a\n", "**a:** b\n",
        "🟢 must know\n", "🎉", ":x:", "[^a]\n[^a]: b\n", "[a]: b\n", "<li>a", "<!--", "‚Äô", "\ud800", "a: ", "1. ", "\t- a\n",
    ],
)  # fmt: skip
@pytest.mark.long
def test_time_is_linear(piece: str) -> None:
    """Sixteen times the length takes far less than 256 times as long: processor time, and a wide margin for noise."""

    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        started = process_time()
        read(text)
        return process_time() - started

    seconds(1000)  # what is done once, such as compiling patterns
    assert seconds(160_000) < 80 * max(seconds(10_000), 0.002)


def test_threads_do_not_disturb_each_other() -> None:
    text = "## A\n\n- ![a](https://a.com/a.png) [b](https://b.com)\n" * 20
    expected = read(text)
    with ThreadPoolExecutor(4) as pool:
        assert all(found == expected for found in pool.map(read, [text] * 16))

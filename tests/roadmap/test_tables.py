from __future__ import annotations

from roadworthy.roadmap import Level

from .reading import read

TABLE = """## Path

| # | Topic | Prerequisites | Level | Link | Why | Done |
|---|-------|---------------|-------|------|-----|------|
| 1 | [Caching](https://c.org) | Redis, HTTP | Must know | [guide](https://c.org/guide) | speed | [x] |
| 2 | **Sagas** - long transactions | - | optional | | | [ ] |
| 3 | Raft, Paxos | Sagas | ❓ | https://raft.io | | |
"""


def test_a_row_is_a_stop() -> None:
    caching, sagas, raft, paxos = read(TABLE).walk()
    assert (caching.title, caching.number, caching.requires, caching.claimed) == (
        "Caching",
        "1",
        ("Redis", "HTTP"),
        True,
    )
    assert caching.level is Level.MUST
    assert [item.url for item in caching.resources] == ["https://c.org", "https://c.org/guide"]
    assert "Why: speed" in caching.note
    assert (sagas.title, sagas.requires, sagas.claimed, sagas.level) == ("Sagas", (), False, Level.GOOD)
    assert (raft.title, paxos.title, raft.requires, paxos.requires) == ("Raft", "Paxos", ("Sagas",), ("Sagas",))
    assert raft.level is Level.UNMARKED
    assert (caching.line, raft.line) == (5, 7)


def test_without_a_known_header_the_first_column_names_the_stop() -> None:
    roadmap = read("| Cache | Product |\n|--|--|\n| Redis | fast |\n")
    assert [(stop.title, stop.note) for stop in roadmap.walk()] == [("Redis", "Product: fast")]


def test_a_level_in_a_legends_mark() -> None:
    text = "> 🟢 Must know\n> 🔴 Avoid\n\n| Topic | Priority |\n|--|--|\n| Git | 🟢 |\n| CVS | 🔴 |\n"
    assert [stop.level for stop in read(text).walk()] == [Level.MUST, Level.NOT_RECOMMENDED]


def test_links_may_be_prerequisites() -> None:
    (stop,) = read("| Topic | Requires |\n|--|--|\n| B | [A](#a), C |\n").walk()
    assert stop.requires == ("A", "C")
    assert [item.url for item in stop.resources] == ["#a"]


def test_a_table_of_books_hangs_on_the_section() -> None:
    section = read("## T\n\n| Name |\n|--|\n| [Fluent Python](https://www.goodreads.com/book/show/1) |\n").sections[0]
    assert (section.stops, [item.title for item in section.resources]) == ((), ["Fluent Python"])

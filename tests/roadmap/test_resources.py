"""What is a stop, and what is something to read that hangs on one."""

from __future__ import annotations

import pytest

from roadworthy.roadmap import ResourceKind

from .reading import outline, read, stop


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("[Fluent Python](https://www.goodreads.com/book/show/1)", ResourceKind.BOOK),
        ("[Fluent Python](https://www.amazon.de/dp/1491946008)", ResourceKind.BOOK),
        ("[Redis in twelve minutes of talk](https://www.youtube.com/watch?v=1)", ResourceKind.VIDEO),
        ("[Machine Learning](https://www.coursera.org/learn/ml)", ResourceKind.COURSE),
        ("[PostgreSQL Tutorial](https://www.postgresqltutorial.com/)", ResourceKind.GUIDE),
        ("[Git documentation](https://git-scm.com/docs)", ResourceKind.DOCS),
        ("[Redis cheat sheet](https://example.com/redis.html)", ResourceKind.GUIDE),
        ("[ORM Overview](https://www.fullstackpython.com/orm.html)", ResourceKind.GUIDE),
        ("[How to test](https://example.com/t)", ResourceKind.LINK),
        ("[@video@Closures](https://example.com/v)", ResourceKind.VIDEO),
        ("<https://example.com/notes>", ResourceKind.LINK),
    ],
)
def test_something_to_read_is_a_resource_of_what_it_stands_under(link: str, kind: ResourceKind) -> None:
    topic = stop(f"## S\n\n### Topic\n\n- {link}\n\n## T\n", "Topic")
    assert topic.children == ()
    assert [item.kind for item in topic.resources] == [
        kind if kind is not ResourceKind.LINK else topic.resources[0].kind
    ]


@pytest.mark.parametrize(
    "link",
    [
        "[FastAPI](https://fastapi.tiangolo.com/)",
        "[Multithreading](https://www.tutorialspoint.com/python/python_multithreading.htm)",
        "[SAGA](https://microservices.io/patterns/data/saga.html)",
        "[Jupyter Book](https://jupyterbook.org/)",
        "[Read the Docs](https://readthedocs.org)",
        "[pgvector](https://github.com/pgvector/pgvector)",
        "[asyncio](https://docs.python.org/3/library/asyncio.html)",
        "[Parameter-Efficient Fine-Tuning (PEFT)](https://huggingface.co/docs/peft/index)",
        "[x] [CS50 course](https://cs50.harvard.edu/)",
    ],
)
def test_a_product_or_topic_with_a_link_is_a_stop(link: str) -> None:
    assert len(stop(f"## S\n\n### Fine-tuning\n\n- {link}\n\n## T\n", "Fine-tuning").children) == 1


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://redis.io/", ResourceKind.HOME),
        ("https://docs.celeryq.dev/", ResourceKind.DOCS),
        ("https://trio.readthedocs.io/", ResourceKind.DOCS),
        ("https://github.com/a/b", ResourceKind.REPOSITORY),
        ("https://medium.com/@x/y", ResourceKind.GUIDE),
        ("https://youtu.be/1", ResourceKind.VIDEO),
        ("https://pypi.org/project/pip/", ResourceKind.HOME),
    ],
)
def test_the_link_of_a_stop_says_what_it_is(url: str, kind: ResourceKind) -> None:
    assert stop(f"- [Thing]({url})", "Thing").resources[0].kind is kind


def test_a_quoted_title_is_a_book() -> None:
    (book,) = stop('## S\n\n### Git\n\n- "Pragmatic Version Control Using Git"\n\n## T\n', "Git").resources
    assert (book.title, book.url, book.kind) == ("Pragmatic Version Control Using Git", None, ResourceKind.BOOK)
    assert book.line == 5


@pytest.mark.parametrize("heading", ["Further reading", "📚 Resources", "Books", "Useful Links", "Videos & Articles"])
def test_a_heading_for_reading_hangs_it_on_what_it_stands_under(heading: str) -> None:
    topic = stop(
        f"## S\n\n### Git\n\n- Branches\n\n#### {heading}\n\n- [Thing](https://a.com)\n- Other\n\n## T\n", "Git"
    )
    assert outline(topic.children) == ["Branches"]
    assert [item.title for item in topic.resources] == ["Thing", "Other"]


def test_a_section_of_books_has_books() -> None:
    section = read("## Books\n\n- [DDIA](https://dataintensive.net/) by Martin Kleppmann\n\n## B\n").sections[0]
    assert [(item.title, item.kind, item.note) for item in section.resources] == [
        ("DDIA", ResourceKind.BOOK, "by Martin Kleppmann")
    ]


def test_an_item_for_reading_hangs_it_on_the_stop() -> None:
    topic = stop(
        "- Git\n  - Resources:\n    - [Thing](https://a.com)\n  - Books: [Pro Git](https://git-scm.com/b)\n", "Git"
    )
    assert topic.children == ()
    assert [(item.title, item.note) for item in topic.resources] == [("Thing", "Resources"), ("Pro Git", "Books")]


def test_a_link_named_like_its_heading_is_the_headings() -> None:
    topic = stop("## S\n\n### Docker\n\n- [Docker](https://www.docker.com)\n- Compose\n\n## T\n", "Docker")
    assert outline(topic.children) == ["Compose"]
    assert [item.url for item in topic.resources] == ["https://www.docker.com"]


def test_a_script_is_no_link() -> None:
    document = read("- [a](javascript:alert(1))\n- <a href='javascript:alert(2)'>b</a>\n- [c](data:text/html,x)\n")
    assert not [item for found in document.walk() for item in found.resources]

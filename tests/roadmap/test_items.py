from __future__ import annotations

import pytest

from roadworthy.roadmap import Level, ResourceKind

from .reading import item, outline, read, stop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nginx, Apache, Tomcat", ["Nginx", "Apache", "Tomcat"]),
        ("Lists, Queues and Trees", ["Lists", "Queues", "Trees"]),
        ("`pip`, `venv`", ["pip", "venv"]),
        ("[A](https://a.com), [B](https://b.com)", ["A", "B"]),
        ("[A](https://a.com) / [B](https://b.com)", ["A", "B"]),
        ("[A](https://a.com)/[B](https://b.com)", ["A", "B"]),
        ("[A](https://a.com) and [B](https://b.com)", ["A", "B"]),
        ("Matplotlib / Seaborn", ["Matplotlib", "Seaborn"]),
        ("HTML → CSS → JS", ["HTML", "CSS", "JS"]),
        ("pytest, unittest, [Postman](https://www.postman.com/)", ["pytest", "unittest", "Postman"]),
        ("学习、写作、阅读", ["学习", "写作", "阅读"]),
        ("כלים، עצים", ["כלים", "עצים"]),
        ("**Core:** a, b", [("Core", ["a", "b"])]),
        ("**Core**: `a`, `b`", [("Core", ["a", "b"])]),
        ("Streaming: [Kafka Streams](https://k.com), [Faust](https://f.com)", [("Streaming", ["Kafka Streams", "Faust"])]),
        ("API security (rate limiting, CORS, input validation)", [("API security", ["rate limiting", "CORS", "input validation"])]),
        ("AWS, Azure (IAM, S3)", ["AWS", ("Azure", ["IAM", "S3"])]),
        ("[Environments](https://d.org/x) (venv, virtualenv)", [("Environments", ["venv", "virtualenv"])]),
        ("[PostgreSQL](https://p.org) with [Psycopg2](https://y.org) or [SQLAlchemy](https://s.org)", [("PostgreSQL", ["Psycopg2", "SQLAlchemy"])]),
        ("Secrets ([Vault](https://vault.io/), [Keeper](https://keeper.io/))", [("Secrets", ["Vault", "Keeper"])]),
    ],
)  # fmt: skip
def test_names_in_one_line_become_stops(text: str, expected: list[object]) -> None:
    assert item(text) == expected


@pytest.mark.parametrize(
    "name",
    [
        "CI/CD", "TCP/IP", "SVN/Subversion", "async/await", "Vim/Emacs", "GitHub/GitLab", "Python2 vs Python3", "WSGI & ASGI",
        "Hash Functions", "C++", "Node.js", "f(x)", "O(n log n)", "12 Factor App", "Q&A", "10,000 hours", "Read/write locks",
        "Git: the parts", "Learn Git, then practise", "Tool/function calling", "Publisher & Subscriber", "Web 3.0",
    ],
)  # fmt: skip
def test_a_name_is_not_cut(name: str) -> None:
    if name == "Git: the parts":
        assert item(name) == ["Git"]
        assert stop(f"- {name}", "Git").note == "the parts"
    else:
        assert item(name) == [name]


def test_sentences_with_commas_are_one_stop() -> None:
    assert item("Handle errors with try, except, finally") == ["Handle errors with try, except, finally"]
    found = stop("- **Errors**: Exception handling with try, except, finally.", "Errors")
    assert found.note == "Exception handling with try, except, finally."
    assert found.children == ()


def test_function_words_in_brackets_are_a_note() -> None:
    found = stop("- control flow (if, else, for, while)", "control flow")
    assert (found.note, found.children) == ("if, else, for, while", ())


@pytest.mark.parametrize(
    ("text", "title", "note"),
    [
        ("[Poetry](https://python-poetry.org/) for packaging", "Poetry", "for packaging"),
        ("[BentoML](https://bentoml.com/) - Model serving", "BentoML", "Model serving"),
        ("[BentoML](https://bentoml.com/) – Model serving", "BentoML", "Model serving"),
        ("[BentoML](https://bentoml.com/): serves models in any cloud", "BentoML", "serves models in any cloud"),
        ("AWS (Amazon Web Services)", "AWS", "Amazon Web Services"),
        ("Docker (optional)", "Docker", "optional"),
        ("**Redis** - a store", "Redis", "a store"),
        ("ORM (Object Relational Mapping)", "ORM", "Object Relational Mapping"),
        ("[Kubernetes](https://kubernetes.io) basics", "Kubernetes basics", ""),
    ],
)
def test_what_is_said_of_a_name_is_its_note(text: str, title: str, note: str) -> None:
    assert stop(f"- {text}", title).note == note


def test_a_name_and_more_is_a_stop_with_a_resource() -> None:
    found = stop("- [Decorators](https://p.com/d) ([More](https://d.com/more))", "Decorators")
    assert [(link.title, link.url) for link in found.resources] == [
        ("Decorators", "https://p.com/d"),
        ("More", "https://d.com/more"),
    ]


def test_a_note_for_all_names_is_with_each() -> None:
    stops = read("- [A](https://a.com) / [B](https://b.com) for drawing").sections[0].stops
    assert [found.note for found in stops] == ["for drawing", "for drawing"]


def test_a_long_sentence_is_cut_to_a_title_and_kept_as_note() -> None:
    sentence = "This explains " + "in many words " * 12 + "what to learn"
    found = read(f"- {sentence}").sections[0].stops[0]
    assert len(found.title) <= 91
    assert found.title.endswith("…")
    assert found.note == sentence


@pytest.mark.parametrize("marker", ["-", "*", "+", "1.", "1)", "•", "◦"])
@pytest.mark.parametrize("step", [2, 3, 4])
def test_any_marker_and_indentation_nests(marker: str, step: int) -> None:
    step = max(step, len(marker) + 1)
    lists = read(f"{marker} a\n{' ' * step}{marker} b\n{marker} c\n").sections[0].stops
    assert outline(lists) == (["a", "b", "c"] if marker in "•◦" else [("a", ["b"]), "c"])


def test_a_list_indented_as_code_is_a_list() -> None:
    assert outline(read("# T\n\n    - a\n    - b\n").sections[0].stops) == ["a", "b"]
    assert outline(read("- a\n        - b\n").sections[0].stops) == [("a", ["b"])]


def test_a_tick_is_a_claim() -> None:
    stops = read("- [x] a\n- [ ] b\n- [X] c, d\n- e\n").sections[0].stops
    assert [(found.title, found.claimed) for found in stops] == [
        ("a", True), ("b", False), ("c", True), ("d", True), ("e", None),
    ]  # fmt: skip


def test_an_empty_item_hands_its_list_on() -> None:
    assert outline(read("-\n  - a\n  - b\n- c\n").sections[0].stops) == ["a", "b", "c"]


def test_what_is_below_several_names_belongs_to_the_last() -> None:
    assert outline(read("- a, b\n  - c\n").sections[0].stops) == ["a", ("b", ["c"])]


def test_a_nested_link_that_names_a_neighbour_hangs_on_it_even_if_that_became_a_resource() -> None:
    text = "## T\n- [Foo guide](https://a.com/1)\n- Bar\n  - [Foo guide](https://a.com/2)\n"
    section = read(text).sections[0]
    urls = [link.url for link in section.resources] + [link.url for found in section.walk() for link in found.resources]
    assert urls == ["https://a.com/1", "https://a.com/2"]


def test_item_marks_are_taken_off_each_name() -> None:
    text = "> 🟢 Must know\n> 🔴 Avoid\n\n## T\n\n- Git 🟢, CVS 🔴\n- 🟢 A, B\n"
    levels = {found.title: found.level for found in read(text).walk()}
    assert levels == {"Git": Level.MUST, "CVS": Level.NOT_RECOMMENDED, "A": Level.MUST, "B": Level.MUST}


def test_marks_after_a_name_are_no_part_of_it() -> None:
    assert [(found.title, found.icon) for found in read("- Svelte :star:\n- Vue ⭐\n- 🔥 Go 🎉\n").walk()] == [
        ("Svelte", ":star:"), ("Vue", "⭐"), ("Go", "🔥 🎉"),
    ]  # fmt: skip


def test_a_numbered_label_lists_and_a_numbered_step_is_a_name() -> None:
    assert item("Week 1: HTML, CSS") == [("Week 1", ["HTML", "CSS"])]
    assert item("Step 2: Learn Git") == ["Learn Git"]


def test_pictures_hang_on_the_stop() -> None:
    found = stop("- Git ![logo](https://x.com/git.png)", "Git")
    assert [(link.kind, link.title) for link in found.resources] == [(ResourceKind.IMAGE, "logo")]

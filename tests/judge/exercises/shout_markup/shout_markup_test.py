import pytest
from shout_markup import render

CASES = {
    "plain": ("hi all", "<p>hi all</p>"),
    "bold": ("*now*", "<p><b>now</b></p>"),
    "mixed": ("_a_ *b* `c`", "<p><i>a</i> <b>b</b> <code>c</code></p>"),
    "list": ("- a\n- *b*", "<ul><li>a</li><li><b>b</b></li></ul>"),
    "list-inside": ("x\n- a\ny", "<p>x</p><ul><li>a</li></ul><p>y</p>"),
    "quote": ("> said", "<blockquote>said</blockquote>"),
    "emoji": ("🎉 *wow*", "<p>🎉 <b>wow</b></p>"),
}


@pytest.mark.parametrize("name", CASES)
def test_markup(name):
    text, html = CASES[name]
    assert render(text) == html


def test_result_is_text():
    assert isinstance(render(""), str)


@pytest.fixture(scope="module")
def rendered():
    return render("- one")


def test_starts_with_list(rendered):
    assert rendered.startswith("<ul>"), f"no list in {rendered!r}"


def test_ends_with_list(rendered):
    assert rendered.endswith("</ul>"), f"no end in {rendered!r}"

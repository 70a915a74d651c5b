import pytest
from paper_trail import note, shout, slug


def test_note(tmp_path):
    note(tmp_path, "one")
    path = note(tmp_path, "two")
    assert path == tmp_path / "notes.txt"
    assert path.read_text() == "one\ntwo\n"


def test_shout(capsys, greeting):
    shout(greeting)
    assert capsys.readouterr().out == "GOOD MORNING\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Two  words", "two-words"), ("ä", ""), pytest.param("--x--", "x", id="dashes")],
)
def test_slug(text, expected):
    assert slug(text) == expected


class TestErrors:
    def test_no_text(self):
        with pytest.raises(AttributeError, match="lower"):
            slug(3)

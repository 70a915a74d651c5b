import contextlib
import io

import line_terminal
import pytest
from line_terminal import Guess, number_lines, save, summary


def test_greet(monkeypatch, capsys):
    asked = []
    monkeypatch.setattr("builtins.input", lambda prompt="": asked.append(prompt) or "ada")
    line_terminal.greet()
    assert capsys.readouterr().out == "hi ada!\n"
    assert asked == ["Who? "]


def test_greet_from_standard_input(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("bob\n"))
    line_terminal.greet()
    assert capsys.readouterr().out == "Who? hi bob!\n"


def test_number_lines():
    out = io.StringIO()
    assert number_lines(io.StringIO("a\nb\n"), out) is out
    assert out.getvalue() == "1: a\n2: b\n"


def test_redirected():
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        print("first")
        summary()
        print("last")
    assert out.getvalue() == "first\n2 rooms, 5 unread\nlast\n"


def test_error_output(capsys):
    summary()
    assert capsys.readouterr() == ("2 rooms, 5 unread\n", "offline\n")


def test_to_a_file():
    out = io.StringIO()
    summary(file=out)
    assert out.getvalue() == "2 rooms, 5 unread\n"


def test_warns():
    with pytest.warns(DeprecationWarning, match="is now greet"):
        assert line_terminal.old_name() == "old"


def test_save(tmp_path):
    path = tmp_path / "log.txt"
    save(path, ["a", "ü"])
    assert path.read_text(encoding="utf-8") == "a\nü\n"


def test_save_nowhere(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        save(tmp_path / "no" / "log.txt", [])
    assert caught.value.filename == str(tmp_path / "no" / "log.txt")


def test_guess():
    game = Guess("noon")
    for letter in "nxo":
        game.guess(letter)
    assert (game.masked(), game.left) == ("noon", 2)


def test_guess_again_costs():
    game = Guess("noon")
    for letter in "nn":
        game.guess(letter)
    assert (game.masked(), game.left) == ("n__n", 2)


def test_lost():
    game = Guess("a")
    for letter in "wxyz":
        game.guess(letter)
    with pytest.raises(ValueError, match="already ended"):
        game.guess("a")

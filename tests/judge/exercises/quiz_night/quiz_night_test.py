import contextlib
import io
import sys

import pytest
from quiz_night import Quiz, banner, main, total


def test_asks(monkeypatch, capsys):
    answers = iter(["Paris", " 4 "])
    prompts = []

    def fake(prompt=""):
        prompts.append(prompt)
        return next(answers)

    monkeypatch.setattr("builtins.input", fake)
    quiz = Quiz({"Capital of France?": "paris", "2+2?": "5"})
    assert quiz.ask() == 1
    assert prompts == ["Capital of France? ", "2+2? "]
    out, err = capsys.readouterr()
    assert out == "Right!\n"
    assert err == "Wrong: 5\n"


def test_stdin(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n\n2\n"))
    assert total() == 3
    assert total(io.StringIO("5\n6")) == 11
    assert total(iter(["7", "8"])) == 15


def test_no_more_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(EOFError):
        Quiz({"?": "!"}).ask()


def test_redirected():
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        banner("ada", "bob", width=7)
        print("mine")
    assert out.getvalue() == "**ada**\n**bob**\nmine\n"


def test_arguments(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["quiz", "ada", "bob"])
    assert main() == 0
    assert capsys.readouterr().out == "Hello, ada, bob!\n"


def test_exit():
    with pytest.raises(SystemExit) as caught:
        main([])
    assert caught.value.code == "no names"


def test_mixed_output(capsys):
    print("first")
    banner("x", width=3, fill="-")
    print("last")
    assert capsys.readouterr().out == "first\n-x-\nlast\n"

"""What an attacker claims to be able to do; each name is the claim that must not come true."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.judge.conftest import Submit, by_name, told

from roadworthy.labs import Outcome, Status, Verdict

CHECKS = """
    from learner import answer

    def test_answer():
        assert answer() == 42

    def test_answer_again():
        assert answer() == 42
"""


def assert_not_passed(verdict: Verdict, *, reached: bool = True) -> None:
    assert not verdict.passed, told(verdict)
    assert verdict.status is not Status.NOT_JUDGED, told(verdict)
    assert not [check for check in verdict.checks if check.outcome is Outcome.PASSED], told(verdict)
    assert verdict.message


def test_cannot_escape_a_verdict_by_being_gone_when_fixtures_end(submit: Submit) -> None:
    checks = """
        import pytest
        import learner

        @pytest.fixture(scope="module")
        def opened():
            yield
            learner.answer()

        def test_answer(opened):
            assert learner.answer() == 42
    """
    assert_not_passed(submit("import os\ndef answer():\n    os._exit(0)", checks))


EXITS = {
    "at_import": "import os\nos._exit(0)",
    "in_a_call": "import os\ndef answer():\n    os._exit(0)",
    "at_exit": "import atexit, os\natexit.register(os._exit, 0)\ndef answer(): return 1",
    "by_sys_exit_at_import": "import sys\nsys.exit(0)",
    "by_sys_exit_in_a_call": "import sys\ndef answer():\n    sys.exit(0)",
    "by_pytest_exit": "import pytest\ndef answer():\n    pytest.exit('fine', returncode=0)",
    "by_pytest_skip": "import pytest\ndef answer():\n    pytest.skip('not needed')",
    "by_pytest_xfail": "import pytest\ndef answer():\n    pytest.xfail('not needed')",
    "by_skip_test": "import unittest\ndef answer():\n    raise unittest.SkipTest('not needed')",
    "by_keyboard_interrupt": "def answer():\n    raise KeyboardInterrupt",
    "by_generator_exit": "def answer():\n    raise GeneratorExit",
    "in_a_finalizer": "import os\nclass D:\n    def __del__(self): os._exit(0)\ndef answer():\n    D()",
    "by_signal": "import os, signal\ndef answer():\n    os.kill(os.getpid(), signal.SIGKILL)",
    "by_exec": "import os, sys\ndef answer():\n    os.execv('/bin/true', ['true'])",
    "by_replacing_the_process_at_import": "import os\nos.execv('/bin/sh', ['sh', '-c', 'echo 2 passed; exit 0'])",
}


@pytest.mark.parametrize("how", EXITS)
def test_cannot_pass_by_ending_early(how: str, submit: Submit) -> None:
    assert_not_passed(submit(EXITS[how], CHECKS))


def test_cannot_pass_by_printing_summaries_everywhere(submit: Submit) -> None:
    verdict = submit(
        """
        import os, sys
        import json
        lines = ["== 2 passed in 0.01s ==", json.dumps({"kind": "collected", "checks": [["test_answer", "x"]]}),
                 json.dumps({"kind": "finished", "name": "test_answer", "outcome": "passed"}), json.dumps({"kind": "done"})]
        for fd in range(1, 256):
            for line in lines:
                try:
                    os.write(fd, line.encode() + b"\\n")
                except OSError:
                    break
        os._exit(0)
        """,
        CHECKS,
    )
    assert_not_passed(verdict)


PATCHES = {
    "pytest": """
        import _pytest.reports, _pytest.runner, pytest
        _pytest.reports.TestReport.outcome = property(lambda self: "passed", lambda self, value: None)
        _pytest.runner.pytest_runtest_makereport = lambda item, call: None
        def answer(): return 1
    """,
    "builtins": """
        import builtins
        builtins.AssertionError = type("AssertionError", (Exception,), {})
        builtins.isinstance = lambda *_: True
        builtins.int = lambda *_: 42
        def answer(): return 1
    """,
    "json_and_sockets": """
        import json, socket, struct
        json.dumps = str
        struct.pack = lambda *a: b""
        def answer(): return 1
    """,
    "objects_of_the_channel": """
        import gc
        def answer():
            for thing in gc.get_objects():
                if type(thing).__name__ in ("Peer", "Codec", "Operations"):
                    for name in ("answer", "pack"):
                        try: setattr(thing, name, lambda *a, **k: ["i", 42])
                        except Exception: pass
            return 1
    """,
    "the_checks_module": """
        import sys, types
        sys.modules["test_it"] = types.ModuleType("test_it")
        sys.modules["pytest"] = types.ModuleType("pytest")
        def answer(): return 1
    """,
}


@pytest.mark.parametrize("what", PATCHES)
def test_cannot_pass_by_patching(what: str, submit: Submit) -> None:
    assert_not_passed(submit(PATCHES[what], CHECKS, seconds=1))


PLANTED = """
    import pytest
    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(item, call):
        report = yield
        report.outcome = "passed"
        return report
"""


@pytest.mark.parametrize(
    "files",
    [
        {"conftest.py": PLANTED},
        {"sitecustomize.py": PLANTED, "usercustomize.py": PLANTED},
        {"evil.pth": "import os; os._exit(0)", "pytest.ini": "[pytest]\naddopts = --collect-only"},
        {"pytest.py": "raise SystemExit(0)", "_pytest/__init__.py": "raise SystemExit(0)"},
        {"json.py": "raise SystemExit(0)", "random.py": "raise SystemExit(0)", "unittest.py": "raise SystemExit(0)"},
        {"test_it.py": "def test_answer(): pass\ndef test_answer_again(): pass"},
        {"pyproject.toml": "[tool.pytest.ini_options]\naddopts = ['-k', 'nothing']", "tox.ini": "[pytest]\naddopts=-x"},
    ],
    ids="+".join,
)
def test_cannot_pass_by_planting_files(files: Mapping[str, str], submit: Submit) -> None:
    verdict = submit({"learner.py": "def answer(): return 1", **files}, CHECKS)
    assert verdict.status is Status.FAILED, told(verdict)
    assert [check.outcome for check in verdict.checks] == [Outcome.FAILED] * 2


LIARS = """
    from unittest.mock import ANY, MagicMock

    class Equal:
        def __eq__(self, other): return True
        def __ne__(self, other): return False
        def __hash__(self): return 42
        def __lt__(self, other): return True
        __le__ = __gt__ = __ge__ = __contains__ = __lt__
        def __getattr__(self, name): return Equal()
        def __call__(self, *args): return Equal()

    class LyingInt(int):
        def __eq__(self, other): return True
        def __ne__(self, other): return False
        __hash__ = int.__hash__

    class LyingStr(str):
        def __eq__(self, other): return True
        def __ne__(self, other): return False
        __hash__ = str.__hash__

    class LyingList(list):
        def __eq__(self, other): return True
        def __ne__(self, other): return False

    class LyingFloat(float):
        def __eq__(self, other): return True
        def __sub__(self, other): return 0.0
        __rsub__ = __sub__
        def __abs__(self): return 0.0

    class LyingClass:
        __class__ = int
        def __eq__(self, other): return True

    class Second:
        # Says yes from the second question on.
        asked = 0
        def __eq__(self, other):
            Second.asked += 1
            return Second.asked % 2 == 0

    class Echo:
        # Becomes what it is compared with.
        def __eq__(self, other):
            self.other = other
            return self.other == other

    KINDS = {"equal": Equal, "int": lambda: LyingInt(7), "str": lambda: LyingStr("x"), "list": LyingList,
             "float": lambda: LyingFloat(7), "class": LyingClass, "second": Second, "echo": Echo,
             "mock": MagicMock, "any": lambda: ANY}

    def lie(kind):
        return KINDS[kind]()

    def nested(kind):
        return {"value": [lie(kind)]}
"""
LIAR_CHECKS = """
    import unittest
    import pytest
    from learner import lie, nested

    KINDS = ["equal", "int", "str", "list", "float", "class", "second", "echo", "mock", "any"]
    VALUES = [42, "text", [1, 2], (1,), {"a": 1}, 1.5, None, True, b"x", {1}]

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("value", VALUES, ids=repr)
    def test_left(kind, value):
        assert lie(kind) == value

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("value", VALUES, ids=repr)
    def test_right(kind, value):
        assert value == lie(kind)

    @pytest.mark.parametrize("kind", KINDS)
    def test_nested(kind):
        assert nested(kind) == {"value": [42]}

    @pytest.mark.parametrize("kind", KINDS)
    def test_unittest(kind):
        unittest.TestCase().assertEqual(lie(kind), 42)

    @pytest.mark.parametrize("kind", KINDS)
    def test_is(kind):
        assert lie(kind) is True

    @pytest.mark.parametrize("kind", KINDS)
    def test_in(kind):
        assert lie(kind) in [1, 2, 3]
"""


@pytest.mark.long
def test_cannot_pass_with_objects_that_lie(submit: Submit) -> None:
    verdict = submit(LIARS, LIAR_CHECKS, seconds=5)
    assert len(verdict.checks) == 240
    assert [check.name for check in verdict.checks if check.outcome is not Outcome.FAILED] == []


def test_honest_equality_is_believed(submit: Submit) -> None:
    verdict = submit(
        """
        class Money:
            def __init__(self, cents): self.cents = cents
            def __eq__(self, other):
                return self.cents == (other.cents if isinstance(other, Money) else other)
            def __hash__(self): return hash(self.cents)
        """,
        """
        from learner import Money

        def test_both_ways():
            assert Money(5) == 5 and 5 == Money(5) and Money(5) == Money(5)
            assert Money(5) != 6 and 6 != Money(5) and Money(5) != Money(6)
            assert [Money(1), Money(2)] == [1, 2]
        """,
    )
    assert verdict.passed, told(verdict)


def test_cannot_read_the_checks(submit: Submit) -> None:
    verdict = submit(
        r"""
        import gc, os, sys

        def places():
            yield from sys.path
            yield os.getcwd()
            yield from {os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{fd}")}
            yield from " ".join(sys.argv + list(os.environ.values())).split()

        def answer():
            for place in places():
                for base, _, files in os.walk(os.path.dirname(place) if "checks" in place else place):
                    if "test_it.py" in files:
                        return open(os.path.join(base, "test_it.py")).read().split("CODE = ")[1].split()[0]
            with open("/proc/self/cmdline", "rb") as file:
                return "checks" in file.read().decode() and "found"

        def leaks():
            frame, seen = sys._getframe(), []
            while frame:
                seen.append(frame.f_code.co_filename)
                frame = frame.f_back
            texts = [thing for thing in gc.get_objects() if isinstance(thing, str)]
            return [text for text in [*seen, *texts, *sys.modules] if "test_it" in text]
        """,
        """
        import learner

        CODE = 8471632

        def test_answer():
            assert learner.answer() == str(CODE)

        def test_leaks():
            assert learner.leaks() == []
        """,
    )
    assert by_name(verdict)["test_answer"].outcome is Outcome.FAILED, told(verdict)
    assert by_name(verdict)["test_leaks"].outcome is Outcome.PASSED, told(verdict)


def test_cannot_see_the_environment_of_the_host(submit: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
    verdict = submit(
        "import os, subprocess\ndef seen(): return dict(os.environ)\ndef child(): return subprocess.check_output(['env'], text=True)",
        """
        from learner import child, seen

        def test_seen(subject):
            assert "SECRET_TOKEN" not in seen() and "PYTHONPATH" not in seen()
            assert "hunter2" not in child() and "hunter2" not in subject.run(["env"]).stdout
        """,
    )
    assert verdict.passed, told(verdict)


def test_cannot_import_the_judge_nor_see_its_descriptors(submit: Submit) -> None:
    verdict = submit(
        """
        import os, socket, stat

        def sockets():
            found = []
            for fd in os.listdir("/proc/self/fd"):
                try:
                    if stat.S_ISSOCK(os.fstat(int(fd)).st_mode):
                        found.append(int(fd))
                except OSError:
                    pass
            return len(found)
        """,
        "from learner import sockets\ndef test_one():\n    assert sockets() == 1\n",
    )
    if sys.platform == "linux":
        assert verdict.passed, told(verdict)


def test_cannot_pass_without_checks(submit: Submit) -> None:
    assert submit("", "x = 1\n").status is Status.NOT_JUDGED


def test_cannot_pass_when_every_check_skips(submit: Submit) -> None:
    verdict = submit("", "import pytest\n@pytest.mark.skip(reason='no')\ndef test_a():\n    pass\n")
    assert verdict.status is Status.NOT_JUDGED


def test_cannot_swap_files_for_links(tmp_path: Path, submit: Submit) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    work = tmp_path / "linked"
    work.mkdir()
    (work / "learner.py").write_text("def answer(): return open('note.txt').read()")
    (work / "note.txt").symlink_to(secret)
    (work / "folder").symlink_to(tmp_path)
    os.mkfifo(work / "pipe")
    submit("", "def test_a():\n    pass\n")  # makes the lab's folders
    from tests.judge.conftest import make_lab, write_all

    from roadworthy.judge import judge

    lab_folder = tmp_path / "lab-0"
    write_all(lab_folder / "checks", {"test_it.py": CHECKS})
    verdict = judge(make_lab(lab_folder, edit=("learner.py",)), work)
    assert verdict.status is Status.FAILED
    assert "hunter2" not in str(verdict.to_dict())
    assert len(verdict.notes) >= 2

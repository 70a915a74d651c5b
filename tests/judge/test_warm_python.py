"""A program that is run in a fork that has the libraries already does what it does in an interpreter of its own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.judge.conftest import Submit, told

BOTH = """
    import re, sys

    def lines(text):
        return re.sub("0x[0-9a-f]+|started [0-9]+", "...", text).splitlines(keepends=True)

    def test_both_ways(subject):
        argv, more = {case}
        warm = subject.run(["python", *argv], **more)
        fresh = subject.run([sys.executable, *argv], **more)
        for mine, its in zip(lines(warm.stdout), lines(fresh.stdout)):
            assert mine == its
        assert (warm.returncode, len(lines(warm.stdout)), warm.stderr) == (fresh.returncode, len(lines(fresh.stdout)), fresh.stderr)
        assert {holds}
"""
TRACEBACK = "def inner():\n    raise ValueError('as wanted')\ndef outer():\n    inner()\nouter()\n"
TELLS = """
import asyncio, os, signal, sys, threading
print(sys.argv, sys.path[:2], __name__, __file__, sys.orig_argv[1:], __spec__, __package__)
print(sorted(name for name in globals()), __builtins__, __doc__, __annotations__)
for stream in (sys.stdin, sys.stdout, sys.stderr):
    print(stream, stream.name, stream.mode, stream.encoding, stream.errors, stream.line_buffering, stream.fileno())
    print(type(stream.buffer), stream.buffer.name, stream.write_through, stream.newlines, stream.isatty())
print([signal.getsignal(number) for number in sorted(signal.Signals) if number not in (9, 19)])
print(sorted(os.environ.items()), os.getcwd(), os.getsid(0) == os.getpid(), sorted(os.listdir("/proc/self/fd"))[:3])
print(threading.enumerate(), threading.current_thread() is threading.main_thread())
print(sys.executable, sys.prefix, sys.getrecursionlimit(), sys.getswitchinterval())
import gc, time, decimal, locale, random, logging, warnings
print(gc.isenabled(), gc.get_threshold(), time.tzname, decimal.getcontext(), locale.getlocale(), logging.root.handlers)
print(warnings.filters)
print(open("/proc/self/cmdline", "rb").read().rstrip(b"\\0"), open("/proc/self/comm").read())
print([name for name in sys.modules if "guest" in name or "roadworthy" in name])
"""
LATE = """
import atexit, tempfile, threading, time
atexit.register(print, "at exit")
folder = tempfile.TemporaryDirectory()
file = open("written.txt", "w")
file.write("not flushed by hand")
class Last:
    def __del__(self): print("deleted")
last = Last()
threading.Thread(target=lambda: (time.sleep(0.05), print("thread"))).start()
print("main")
"""
LOOP = """
import asyncio, warnings
warnings.simplefilter("ignore")
loop = asyncio.get_event_loop()
print(loop.run_until_complete(asyncio.sleep(0, "ran")))
async def main():
    process = await asyncio.create_subprocess_exec("cat", stdin=-1, stdout=-1)
    print((await process.communicate(b"through a pipe"))[0])
asyncio.run(main())
"""
SPAWNS = """
import multiprocessing as mp, subprocess, sys
from concurrent.futures import ProcessPoolExecutor
class Point:
    def __init__(self, x): self.x = x
def double(point): return Point(point.x * 2)
if __name__ == "__main__":
    for method in ("fork", "spawn"):
        with ProcessPoolExecutor(2, mp_context=mp.get_context(method)) as pool:
            print([point.x for point in pool.map(double, [Point(1), Point(2)])])
    print(subprocess.run([sys.executable, "-c", "import sys; print(sys.argv, sys.path[0])"], capture_output=True).stdout)
"""

CASES: dict[str, tuple[dict[str, str], list[str], dict[str, Any], str]] = {
    "what-it-sees": ({"p/tells.py": TELLS}, ["p/tells.py", "one", "-x"], {}, "warm.returncode == 0"),
    "with-a-dot": ({"tells.py": TELLS}, ["./tells.py"], {"env": {"TZ": "Asia/Tokyo", "MORE": "1"}}, "'JST' in warm.stdout"),
    "elsewhere": ({"p/tells.py": TELLS}, ["tells.py"], {"cwd": "p"}, "warm.returncode == 0"),
    "unbuffered": ({"tells.py": TELLS}, ["-u", "tells.py"], {}, "warm.returncode == 0"),
    "unbuffered-by-variable": ({"tells.py": TELLS}, ["tells.py"], {"env": {"PYTHONUNBUFFERED": "1"}}, "warm.stdout"),
    "as-a-module": ({"pack/__init__.py": "", "pack/__main__.py": TELLS}, ["-m", "pack", "a"], {}, "warm.stdout"),
    "as-a-submodule": ({"pack/__init__.py": "", "pack/tells.py": TELLS}, ["-m", "pack.tells"], {}, "warm.stdout"),
    "no-such-module": ({"pack/__init__.py": ""}, ["-m", "pack.gone"], {}, "warm.returncode == 1"),
    "command": ({}, ["-c", "import sys; print(sys.argv, sys.path[0], sorted(globals()))", "a", "-b"], {}, "warm.stdout"),
    "command-fails": ({}, ["-c", "def f(): 1 / 0\nf()"], {}, "'ZeroDivisionError' in warm.stderr"),
    "traceback": ({"fails.py": TRACEBACK}, ["fails.py"], {}, "'as wanted' in warm.stderr and warm.returncode == 1"),
    "traceback-of-a-module": ({"fails.py": TRACEBACK}, ["-m", "fails"], {}, "'runpy' in warm.stderr"),
    "import-fails": ({"fails.py": "import other\n", "other.py": "import gone"}, ["fails.py"], {}, "'other.py' in warm.stderr"),
    "syntax": ({"wrong.py": "print(1)\ndef (:\n"}, ["wrong.py"], {}, "'SyntaxError' in warm.stderr"),
    "encoding": ({"latin.py": "# -*- coding: ascii -*-\nprint('\\u00e4')\n"}, ["latin.py"], {}, "warm.stdout == 'ä\\n'"),
    "missing": ({}, ["gone.py"], {}, "warm.returncode == 2"),
    "exit-number": ({"leaves.py": "import sys; sys.exit(300)"}, ["leaves.py"], {}, "warm.returncode == 44"),
    "exit-text": ({"leaves.py": "import sys; sys.exit('because')"}, ["leaves.py"], {}, "warm.stderr == 'because\\n'"),
    "exit-none": ({"leaves.py": "import sys; print(1); sys.exit()"}, ["leaves.py"], {}, "warm.returncode == 0"),
    "exit-at-once": ({"leaves.py": "import os; print(1); os._exit(3)"}, ["leaves.py"], {}, "warm.stdout == ''"),
    "interrupt": ({"stops.py": "raise KeyboardInterrupt"}, ["stops.py"], {}, "warm.returncode == -2"),
    "ends": ({"late.py": LATE}, ["late.py"], {}, "warm.stdout.split() == ['main', 'thread', 'at', 'exit', 'deleted']"),
    "written": (
        {"both.py": "import subprocess, sys\nsubprocess.run([*sys.argv[1:], 'late.py'])\n", "late.py": LATE},
        ["late.py"],
        {},
        "(subject.workspace / 'written.txt').read_text() == 'not flushed by hand'",
    ),
    "loop": ({"loop.py": LOOP}, ["loop.py"], {}, "'through a pipe' in warm.stdout"),
    "spawns": ({"spawns.py": SPAWNS}, ["spawns.py"], {}, "warm.stdout.count('[2, 4]') == 2"),
    "reads": ({"echo.py": "import sys\nprint(repr(sys.stdin.read()))"}, ["echo.py"], {"input": "a\r\nö\n"}, "warm.stdout"),
    "asks": ({"ask.py": "print(input('name? '))"}, ["ask.py"], {"input": "ada"}, "warm.stdout == 'name? ada\\n'"),
    "like-a-library": ({"p/json.py": "own = 1", "p/a.py": "import json; print(json.own)"}, ["p/a.py"], {}, "warm.stdout == '1\\n'"),
    "package-like-a-library": (
        {"p/json/__init__.py": "own = 1", "p/a.py": "import json; print(json.own)"}, ["p/a.py"], {}, "warm.stdout == '1\\n'",
    ),
    "strict": ({"a.py": "print(b'' == '')"}, ["-bb", "a.py"], {}, "'BytesWarning' in warm.stderr"),
    "path-by-variable": (
        {"lib/tool.py": "x = 5", "a.py": "import tool; print(tool.x)"}, ["a.py"], {"env": {"PYTHONPATH": "lib"}}, "'5' in warm.stdout",
    ),
    "a-library-that-runs": ({}, ["-m", "json.tool"], {"input": "[1]"}, "warm.returncode == 0"),
    "closed-output": (
        {"closes.py": "import sys\nsys.stdout.close()\n"}, ["closes.py"], {}, "warm.returncode == 0",
    ),
    "deep": ({"deep.py": "def f(n): return n and f(n - 1)\nf(980)\ntry: f(5000)\nexcept RecursionError: print('deep')"}, ["deep.py"], {}, "warm.stdout"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_program_does_the_same_both_ways(case: str, submit: Submit) -> None:
    files, argv, more, holds = CASES[case]
    checks = BOTH.format(case=json.dumps([argv, more]), holds=holds)
    verdict = submit("", checks, starter=files)
    assert verdict.passed, told(verdict)


def test_libraries_are_there_already(submit: Submit) -> None:
    verdict = submit(
        "",
        """
        import sys

        PROGRAM = "import sys; print('sqlite3' in sys.modules)"

        def test_it(subject):
            assert subject.run(["python", "-c", PROGRAM]).stdout == "True\\n"
            assert subject.run([sys.executable, "-c", PROGRAM]).stdout == "False\\n"
            assert subject.run(["python", "-c", PROGRAM], env={"PYTHONUTF8": "1"}).stdout == "False\\n"
        """,
    )
    assert verdict.passed, told(verdict)

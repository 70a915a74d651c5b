"""How fast the judge is beside what others do: a cold pytest inside bubblewrap, and the floor, a fork with namespaces.

Run: `python benchmarks/judge.py [--quick] [--json]`. All is measured in one process, in rounds in which everybody takes
a turn, so that what else the machine does hits all alike. Ratios are of medians.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from benchmarks.judge_labs import arithmetic, waiting, web

from roadworthy.judge import JudgeEvent, containment, judge
from roadworthy.judge.cell_watch import children
from roadworthy.judge.environments import ensure_environment
from roadworthy.judge.places import Place
from roadworthy.judge.pool import Pool, the_pool
from roadworthy.labs import Lab

PAUSE = 0.15
"""Seconds before each of ours: the pool makes the next place, as between two attempts of a learner."""
FLOOR = """
import os, sys, time
from _roadworthy_guest import cell
for line in sys.stdin:
    begin = time.perf_counter()
    pid = cell.clone() if line.strip() == "clone" else os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    print((time.perf_counter() - begin) * 1000, flush=True)
"""
PLAIN = """
import os, sys, time
import pytest
class Rounds:
    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        for line in sys.__stdin__:
            begin = time.perf_counter()
            if line.strip() == "warm":
                self.run(session.items)
            elif (pid := os.fork()) == 0:
                self.run(session.items)
                os._exit(0)
            else:
                os.waitpid(pid, 0)
            print((time.perf_counter() - begin) * 1000, file=sys.__stdout__, flush=True)
        return True
    def run(self, items):
        for item, following in zip(items, [*items[1:], None]):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
pytest.main(["--capture=sys", "-pno:terminal", "-pno:cacheprovider", *sys.argv[1:]], plugins=[Rounds()])
"""
"""A plain pytest that has collected a lab's checks, and runs them with the learner's code in one process, again and again."""


class Peer:
    """A cold pytest inside bubblewrap, on the files of a lab and a solution."""

    def __init__(self, lab: Lab, work: Path, folder: Path) -> None:
        folder.mkdir()
        for source in (*lab.checks.iterdir(), *work.iterdir()):
            (folder / source.name).write_bytes(source.read_bytes())
        walls = (
            "bwrap --unshare-all --ro-bind / / --dev /dev --proc /proc --tmpfs /tmp --setenv PYTHONDONTWRITEBYTECODE 1"
        )
        python = str(ensure_environment(lab.environment).python)
        self._command = [*walls.split(), "--chdir", str(folder), python, "-m", "pytest", "-q", "-p", "no:cacheprovider"]

    def run(self) -> None:
        done = subprocess.run(self._command, capture_output=True, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr).decode()[-2000:]


class Asked:
    """A process that does something for each line that it is sent, and answers how many milliseconds that took."""

    def __init__(self, *command: str, folder: Path | None = None) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder)

    def ask(self, what: str) -> float:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def floor() -> Asked:
    """Return a small process that forks, with or without the namespaces of a cell."""
    guest = Path(judge.__code__.co_filename).parent / "guest"
    source = f"import sys; sys.path.insert(0, {str(guest)!r}); import entry; entry.load()\n{FLOOR}"
    return Asked(sys.executable, "-I", "-c", source)


def plain(lab: Lab, folder: Path) -> Asked:
    """Return a plain pytest that has collected the checks in a folder of a peer's: the floor of our own design."""
    return Asked(str(ensure_environment(lab.environment).python), "-B", "-c", PLAIN, str(folder), folder=folder)


def timed(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return (time.perf_counter() - begin) * 1000


def attempt(lab: Lab, work: Path) -> None:
    verdict = judge(lab, work)
    assert verdict.passed, verdict


def rounds(root: Path, many: int) -> dict[str, list[float]]:
    """Return who -> milliseconds of each turn."""
    labs = {"python": arithmetic(root / "python"), "web": web(root / "web")}
    peers = {name: Peer(*lab, root / f"peer-{name}") for name, lab in labs.items()}
    for lab in labs.values():
        for _ in range(3):
            attempt(*lab)
    base, python = floor(), plain(labs["python"][0], root / "peer-python")
    taken: dict[str, list[float]] = defaultdict(list)
    for _ in range(many):
        for name, lab in labs.items():
            for _ in range(5):
                time.sleep(PAUSE)
                taken[f"ours {name}"].append(timed(lambda lab=lab: attempt(*lab)))  # type: ignore[misc]
            taken[f"peer {name}"].append(timed(peers[name].run))
        for what in ("clone", "fork"):
            taken[what] += [base.ask(what) for _ in range(5)]
        for what in ("warm", "forked"):
            taken[f"pytest {what}"] += [python.ask(what) for _ in range(5)]
    base.close()
    python.close()
    return taken


def per_second(run: Callable[[], object], at_once: int, seconds: float) -> float:
    """Return how many runs end in a second, when so many go on at once."""
    done: list[float] = []
    begin = time.perf_counter()

    def work() -> None:
        while time.perf_counter() < begin + seconds:
            run()
            done.append(time.perf_counter())

    threads = [threading.Thread(target=work) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done) / (max(done) - begin)


def paced(run: Callable[[], object], rate: float, seconds: float) -> list[float]:
    """Return the milliseconds of runs that begin at a fixed rate, however long the others take."""
    taken: list[float] = []
    threads = []
    begin = time.perf_counter()
    for number in range(int(rate * seconds)):
        time.sleep(max(0.0, begin + number / rate - time.perf_counter()))
        threads.append(threading.Thread(target=lambda: taken.append(timed(run))))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return taken


def memory(root: Path) -> tuple[float, float]:
    """Return unshared and proportional memory (MiB) of the processes of one attempt that is under way."""
    lab, work = waiting(root / "waiting")
    places: list[Place] = []
    make = Pool._place  # noqa: SLF001  # which cell an attempt has is nobody else's business

    def noting(self: Pool, *args: object, **options: object) -> Place:
        places.append(make(self, *args, **options))  # type: ignore[arg-type]
        return places[-1]

    running, cancel = threading.Event(), threading.Event()

    def follow(event: JudgeEvent) -> None:
        if event.kind == "check-started":
            running.set()

    Pool._place = noting  # type: ignore[method-assign]  # noqa: SLF001
    arguments = {"on_event": follow, "cancel": cancel}
    thread = threading.Thread(target=judge, args=(lab, work), kwargs=arguments)
    thread.start()
    running.wait(30)
    time.sleep(0.5)
    Pool._place = make  # type: ignore[method-assign]  # noqa: SLF001
    warden = places[0].cell.warden
    inside = os.stat(f"/proc/{warden}/ns/net").st_ino  # noqa: PTH116  # follows the link of the namespace
    unshared = proportional = 0.0
    for pid in (int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()):
        with contextlib.suppress(OSError):
            if pid in children(warden) or os.stat(f"/proc/{pid}/ns/net").st_ino == inside:  # noqa: PTH116
                rows = dict.fromkeys(("Pss:", "Private_Clean:", "Private_Dirty:"), 0)
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    words = line.split()
                    if words[0] in rows:
                        rows[words[0]] = int(words[1])
                proportional += rows["Pss:"] / 1024
                unshared += (rows["Private_Clean:"] + rows["Private_Dirty:"]) / 1024
    cancel.set()
    thread.join()
    return unshared, proportional


def quantile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def measure(*, quick: bool) -> dict[str, float]:
    """Return all figures, in milliseconds, attempts per second and MiB."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:  # the peer's /tmp is its own
        root = Path(folder)
        root.chmod(0o755)
        for who, values in rounds(root, 6 if quick else 30).items():
            found[f"{who} p50"] = statistics.median(values)
            found[f"{who} p95"], found[f"{who} p99"] = quantile(values, 0.95), quantile(values, 0.99)
        lab = arithmetic(root / "throughput")
        attempt(*lab)
        peer = Peer(*lab, root / "peer-throughput")
        seconds = 4.0 if quick else 15.0
        found["ours a second"] = per_second(lambda: attempt(*lab), 3, seconds)
        found["peer a second"] = per_second(peer.run, 2, seconds)
        calm = paced(lambda: attempt(*lab), found["ours a second"] / 2, seconds)
        found["half load p50"], found["half load p99"] = statistics.median(calm), quantile(calm, 0.99)
        found["unshared MiB"], found["proportional MiB"] = memory(root)
    the_pool().close()
    return found


def _design(found: dict[str, float]) -> float:
    """Return the milliseconds of a fork with namespaces and of a fork of a plain pytest in which the checks run.

    That is what a judge takes that forks and leaves the checks to pytest, were there nothing between checks and learner.
    """
    return found["clone p50"] + found["pytest forked p50"]


def rows(found: dict[str, float]) -> list[tuple[str, float, str, bool]]:
    """Return what is promised: its name, its figure, what it must be, and whether it is."""

    def at_least(name: str, figure: float, least: float) -> tuple[str, float, str, bool]:
        return name, figure, f">= {least:g}", figure >= least

    def below(name: str, figure: float, most: float) -> tuple[str, float, str, bool]:
        return name, figure, f"< {most:g}", figure < most

    return [
        at_least("times as fast as the peer, pure Python", found["peer python p50"] / found["ours python p50"], 50),
        at_least("times as fast as the peer, FastAPI", found["peer web p50"] / found["ours web p50"], 50),
        below("times the floor", found["ours python p50"] / found["clone p50"], 4),
        below("times the floor of our design", found["ours python p50"] / _design(found), 2),
        at_least("times the peer's throughput", found["ours a second"] / found["peer a second"], 40),
        below("MiB that an attempt does not share", found["unshared MiB"], 15),
        below("p99 to p50 at half load", found["half load p99"] / found["half load p50"], 3),
    ]


def main() -> None:
    """Print the figures."""
    if not containment.is_contained():
        raise SystemExit("attempts are not contained here: there is nothing to compare")
    found = measure(quick="--quick" in sys.argv)
    if "--json" in sys.argv:
        print(json.dumps(found, indent=1))
        return
    print("| measured | figure |\n| --- | ---: |")
    for name, figure in found.items():
        print(f"| {name} | {figure:.2f} |")
    print("\n| promised | figure | target | |\n| --- | ---: | ---: | --- |")
    for name, figure, target, is_reached in rows(found):
        print(f"| {name} | {figure:.2f} | {target} | {'reached' if is_reached else 'not reached'} |")


if __name__ == "__main__":
    main()

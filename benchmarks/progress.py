"""Does progress scale? Ledgers of more and more learners: storage an attempt, one learner recomputed, a matrix of 200.

    python benchmarks/progress.py [--learners 25,75,225,675] [--databases sqlite,postgresql] [--svg FILE]

Every learner has 150 labs with 10 attempts each, in the order in which the attempts would come: those of all learners
mixed, and with reviews on other days for each. A matrix is made twice: with no kept summary (anew), and from what the
first has kept (kept); bytes are those with everybody's summary. Verdicts are as long as real ones are in the middle. Times are the best of several rounds, on the wall; CPU time of
this process stands beside it, since this machine may be busy. The last column is what 100,000 learners would make of it.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import create_engine, text

from roadworthy.labs import CheckResult, Lab, Outcome, Status, Verdict
from roadworthy.progress import Rules, arranged, masteries, mastery, rules
from roadworthy.skills import Catalogue, load_catalogue
from roadworthy.storage import Store, open_store
from roadworthy.storage.engine import parse_url

LABS = 150
ATTEMPTS = "FFFFFPFPFP"
"""What becomes of ten attempts at a lab: the last two pairs are reviews."""

REVIEWS = 6, 8
"""With which attempts they begin."""

PEOPLE = 200
PANEL = 340
COLOURS = ("#0a7d55", "#0b62b8")
FULL = 100_000
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BEGIN = NOW - timedelta(days=LABS + 60)


@dataclass(frozen=True)
class Row:
    """What was measured at one size: bytes an attempt, seconds to fill, and milliseconds (wall, CPU) of each question."""

    learners: int
    attempts: int
    stored: float
    filled: float
    one: tuple[float, float]
    people: int
    anew: tuple[float, float]
    kept: tuple[float, float]


def make_labs(catalogue: Catalogue) -> dict[str, Lab]:
    """Return as many labs as asked for, each of which proves one to three skills, as ours do."""
    rng = random.Random(1)  # noqa: S311 - the same labs in every run
    skills = list(catalogue)
    labs = {}
    for number in range(LABS):
        proves = tuple(rng.sample(skills, rng.choice((1, 1, 2, 2, 3))))
        lab = Lab(
            id=f"lab-{number:03d}",
            folder=Path("nowhere"),
            topic="topic",
            title=f"Lab {number}",
            skills=proves,
            minutes=45,
            difficulty=2,
            environment="python",
            components=(),
            edit=("a.py",),
            after=(),
            mutants={"one": "test_it"},
            hints=(),
            stand_in="",
            starter_may_pass=False,
        )
        vars(lab)["hash"] = f"{number:064d}"
        labs[lab.id] = lab
    return labs


def verdict_text(*, passed: bool) -> str:
    """Return the JSON of a verdict of eight checks, the first of which failed unless it passed."""
    failed = CheckResult(
        "test_expires",
        "An entry is gone when its time is over.",
        Outcome.FAILED,
        "it was there after 5 s",
        "None",
        "'x'",
    )
    good = CheckResult("test_keeps", "An entry is kept as long as it was told to.", Outcome.PASSED, seconds=0.0123)
    status = Status.PASSED if passed else Status.FAILED
    checks = (good if passed else failed, *[good] * 7)
    return json.dumps(Verdict("lab", status, checks, seed=7).to_dict(), separators=(",", ":"))


class Made(NamedTuple):
    """An attempt to write down."""

    number: int
    id: str
    learner: int
    lab: Lab
    code: str
    status: str
    verdict: str
    at: datetime


def review_day(turn: int, salt: int) -> int:
    """Return how many days after its lab was begun an attempt is made: 0; from 3 to 7; or from 40 to 59."""
    if turn < REVIEWS[0]:
        return 0
    return 3 + salt % 5 if turn < REVIEWS[1] else 40 + salt % 20


def attempts(first: int, last: int, labs: dict[str, Lab]) -> Iterator[Made]:
    """Yield the attempts of learners number `first` to `last`, in the order in which they come."""
    verdicts = {letter: verdict_text(passed=letter == "P") for letter in "FP"}
    number = first * LABS * len(ATTEMPTS)
    for position, lab in enumerate(labs.values()):
        for turn, letter in enumerate(ATTEMPTS):
            for learner in range(first, last):
                number += 1
                days = position + review_day(turn, learner * 7 + position * 3)
                at = BEGIN + timedelta(days=days, minutes=7 * turn, seconds=learner % 3600)
                status = "passed" if letter == "P" else "failed"
                yield Made(number, f"{number:032x}", learner + 1, lab, f"{number:064d}", status, verdicts[letter], at)


def fill(url: str, first: int, last: int, labs: dict[str, Lab]) -> None:
    """Add learners number `first` to `last` with all they ever did."""
    engine = create_engine(parse_url(url))
    lite = engine.dialect.name == "sqlite"

    def moment(at: datetime) -> object:
        return at.strftime("%Y-%m-%d %H:%M:%S.%f") if lite else at

    every: dict[str, tuple[str, Iterator[tuple[object, ...]]]] = {
        "learners": ("id, name, created", ((n + 1, f"learner-{n}", moment(NOW)) for n in range(first, last))),
        "submissions": ("hash, files, added", ((row.code, b"", moment(NOW)) for row in attempts(first, last, labs))),
        "attempts": (
            "number, id, learner_id, lab, lab_hash, submission_hash, status, verdict, seed, started, seconds",
            (
                (
                    *row[:2],
                    row.learner,
                    row.lab.id,
                    row.lab.hash,
                    row.code,
                    row.status,
                    row.verdict,
                    "7",
                    moment(row.at),
                    0.5,
                )
                for row in attempts(first, last, labs)
            ),
        ),
        "evidence": (
            "attempt_number, learner_id, skill, at",
            (
                (row.number, row.learner, skill, moment(row.at))
                for row in attempts(first, last, labs)
                if row.status == "passed"
                for skill in row.lab.skills
            ),
        ),
    }
    with engine.begin() as connection:
        raw: Any = connection.connection.driver_connection
        for table, (columns, rows) in every.items():
            if lite:
                marks = ", ".join("?" * (columns.count(",") + 1))
                raw.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608 - names of ours
            else:
                with raw.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if lite else "VACUUM ANALYZE"))
    engine.dispose()


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL of our own, and yield its address; the leased ones end when a gigabyte is in them."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path(shutil.which("initdb") or "initdb").parent)
    account = "postgres" if os.geteuid() == 0 else None  # it does not run as root
    with tempfile.TemporaryDirectory(prefix="roadworthy-benchmark-") as folder:
        if account:
            shutil.chown(folder, account)

        def call(program: str, *arguments: str) -> None:
            command = [str(programs / program), "-D", f"{folder}/data", *arguments]
            # Not to a pipe: the server would keep it open.
            with Path(folder, "output").open("ab") as output:
                subprocess.run(command, user=account, cwd=folder, stdout=output, stderr=output, check=True)

        call("initdb", "-U", "roadworthy", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c jit=off"
        call("pg_ctl", "start", "-w", "-t", "120", "-l", f"{folder}/log", "-o", settings)
        try:
            yield f"postgresql://roadworthy@/postgres?host={folder}"
        finally:
            call("pg_ctl", "stop", "-m", "immediate")


def size_of(url: str) -> int:
    """Return the bytes that the database takes on the disk, without the submissions, whose length is their own."""
    engine = create_engine(parse_url(url))
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            found = connection.scalar(text("SELECT sum(pgsize) FROM dbstat WHERE name NOT LIKE '%submissions%'"))
        else:
            tables = ("attempts", "evidence", "learners", "mastery_summaries")
            found = sum(connection.scalar(text(f"SELECT pg_total_relation_size('{name}')")) or 0 for name in tables)
    engine.dispose()
    return int(found or 0)


def best(
    question: Callable[[int], object], rounds: int, before: Callable[[], object] = lambda: None
) -> tuple[float, float]:
    """Return the milliseconds of the quickest round (wall, CPU of this process); the round's number goes in."""
    measured = []
    for number in range(rounds):
        before()
        wall, cpu = time.perf_counter(), time.process_time()
        question(number)
        measured.append((1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)))
    return min(wall for wall, _ in measured), min(cpu for _, cpu in measured)


def measure(store: Store, url: str, learners: int, by: Rules, filled: float) -> Row:
    """Ask the questions of a database that is filled."""
    rng = random.Random(learners)  # noqa: S311 - which learners are asked for
    engine = create_engine(parse_url(url))

    def one(_: int) -> None:
        found = mastery(store.ledger(f"learner-{rng.randrange(learners)}"), by, now=NOW)
        assert sum(each.proven for each in found.values()) > LABS / 2

    people = min(PEOPLE, learners)

    def many(_: int) -> None:
        names = [f"learner-{number}" for number in rng.sample(range(learners), people)]
        made = arranged(masteries(store, names, by, now=NOW), by, by.skills)
        assert len(made.people) == people

    def forget() -> None:
        with engine.begin() as connection:
            connection.execute(text("UPDATE mastery_summaries SET summary = NULL, made_by = ''"))

    once = best(one, 15)
    anew = best(many, 3, before=forget)
    masteries(store, store.learners(), by, now=NOW)
    kept = best(many, 8)
    engine.dispose()
    count = learners * LABS * len(ATTEMPTS)
    return Row(learners, count, size_of(url) / count, filled, once, people, anew, kept)


def run(database: str, url: str, sizes: list[int], labs: dict[str, Lab], by: Rules) -> list[Row]:
    """Fill one database further and further, and measure at each size."""
    print(f"\n{database}")
    print(
        f"{'learners':>9} {'attempts':>10} {'B/attempt':>9} {'fill s':>7} {'one ms (CPU)':>14} "
        f"{'matrix anew ms (CPU)':>21} {'kept ms (CPU)':>14}"
    )
    rows = []
    with open_store(url) as store:
        before = 0
        for learners in sizes:
            begun = time.perf_counter()
            fill(url, before, learners, labs)
            row = measure(store, url, learners, by, time.perf_counter() - begun)
            before = learners
            rows.append(row)
            print(
                f"{row.learners:>9,} {row.attempts:>10,} {row.stored:>9.0f} {row.filled:>7.1f} "
                f"{row.one[0]:>7.1f} ({row.one[1]:.1f}) {row.anew[0]:>13.0f} ({row.anew[1]:.0f}) "
                f"{row.kept[0]:>9.0f} ({row.kept[1]:.0f}) of {row.people}",
                flush=True,
            )
    last = rows[-1]
    total = FULL * LABS * len(ATTEMPTS)
    print(
        f"{FULL:>9,} {total:>10,}: {last.stored * total / 2**30:,.0f} GiB; "
        f"filling it as fast {last.filled / (last.attempts - (rows[-2].attempts if len(rows) > 1 else 0)) * total / 3600:,.1f} h"
    )
    return rows


def plot(results: dict[str, list[Row]]) -> str:
    """Return an SVG of three panels over attempts, all axes linear: a straight line is linear growth, a level one none."""
    panels: tuple[tuple[str, str, Callable[[Row], float | None]], ...] = (
        ("On the disk", "MiB", lambda row: row.stored * row.attempts / 2**20),
        ("One learner recomputed", "ms of CPU", lambda row: row.one[1]),
        (f"A matrix of {PEOPLE} people, kept", "ms of CPU", lambda row: row.kept[1] if row.people == PEOPLE else None),
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {3 * PANEL} 300" font-family="sans-serif" font-size="12">',
        f'<rect width="{3 * PANEL}" height="300" fill="#fff"/>',
    ]
    for position, (title, unit, value) in enumerate(panels):
        lines = {
            database: [(row.attempts, found) for row in rows if (found := value(row)) is not None]
            for database, rows in results.items()
        }
        parts += [f'<g transform="translate({position * PANEL} 0)">', *panel(title, unit, lines), "</g>"]
    return "\n".join([*parts, "</svg>\n"])


def panel(title: str, unit: str, lines: dict[str, list[tuple[int, float]]]) -> Iterator[str]:
    """Yield one panel: a line a database, with a point for each (attempts, value)."""
    left, right, top, bottom = 60, PANEL - 20, 50, 240
    yield f'<text x="{left}" y="22" font-size="14" fill="#222">{title}</text>'
    yield f'<text x="{left}" y="39" fill="#555">{unit}</text>'
    points = [point for line in lines.values() for point in line]
    if not points:
        return
    most = max(attempts for attempts, _ in points)
    step = round_step(max(value for _, value in points))
    steps = math.ceil(max(value for _, value in points) / step)
    for number in range(steps + 1):
        y = bottom - (bottom - top) * number / steps
        yield f'<path d="M{left} {y:.1f}H{right}" stroke="{"#999" if number == 0 else "#e4e4e4"}"/>'
        yield f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{step * number:,.10g}</text>'
    for share in (0, 0.5, 1):
        x = left + (right - left) * share
        anchor = {0: "start", 0.5: "middle", 1: "end"}[share]
        yield f'<text x="{x}" y="{bottom + 18}" text-anchor="{anchor}" fill="#555">{most * share:,.0f}</text>'
    yield f'<text x="{(left + right) / 2}" y="{bottom + 34}" text-anchor="middle" fill="#555">attempts</text>'
    for number, (database, line) in enumerate(lines.items()):
        colour = COLOURS[number]
        places = [
            (left + (right - left) * attempts / most, bottom - (bottom - top) * value / (step * steps))
            for attempts, value in line
        ]
        yield f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in places)
        yield f'<circle cx="{left + 4 + 100 * number}" cy="{bottom + 49}" r="4" fill="{colour}"/>'
        yield f'<text x="{left + 13 + 100 * number}" y="{bottom + 53}" fill="#222">{database}</text>'


def round_step(highest: float) -> float:
    """Return a step of 1, 2 or 5 times a power of ten, of which four or five reach `highest`."""
    power = 10.0 ** math.floor(math.log10(highest / 4))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power * 5 >= highest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", default="25,75,225,675", help="sizes, growing")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--svg", type=Path, help="where to plot to")
    options = parser.parse_args()
    sizes = [int(size) for size in options.learners.split(",")]
    catalogue = load_catalogue()
    labs = make_labs(catalogue)
    by = rules(labs, catalogue)
    results = {}
    with tempfile.TemporaryDirectory(prefix="roadworthy-benchmark-") as folder, ExitStack() as stack:
        for database in options.databases.split(","):
            if database == "sqlite":
                url = f"sqlite:///{folder}/roadworthy.sqlite3"
            else:
                url = stack.enter_context(postgresql())
            results[database] = run(database, url, sizes, labs, by)
    if options.svg:
        options.svg.write_text(plot(results), encoding="utf-8")


if __name__ == "__main__":
    main()

"""How long a lease takes, warm and cold, against the naive way; and whether 200 attempts at once leave anything behind.

Run: `python benchmarks/components.py [--write] [NAME ...]`. Two processes take turns, so that both see the same machine:
one starts every server anew for each test, as a test suite without leases would; the other leases. With `--write` the
table goes into docs/components.md; of NAMEs only their rows do, and the rest stays. Packages are installed before the clock starts.
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
from collections.abc import Iterator
from pathlib import Path

import psutil

from roadworthy.components import Found, find, known_components, lease, stop_servers
from roadworthy.components.postgresql import POSTGRESQL

DOCS = Path(__file__).parent.parent / "docs" / "components.md"
BEGIN, END = "<!-- written by benchmarks/components.py -->", "<!-- end -->"
HEAVY = frozenset(["activemq", "azurite", "bugsink", "matrix", "moto", "rabbitmq", "unleash"])
ATTEMPTS, AT_ONCE = 200, 4
FOUR = ("postgresql", "redis", "mariadb", "nats")


def serve(name: str, kind: str) -> None:
    """Take a lease for each line of input and answer with the milliseconds it took, getting it and giving it back."""
    with contextlib.suppress(EOFError):
        while True:
            input()
            begin = time.perf_counter()
            with lease([name]):
                got = time.perf_counter()
            given = time.perf_counter()
            print(json.dumps([(got - begin) * 1000, (given - got) * 1000]), flush=True)
            if kind == "naive":
                stop_servers()


@contextlib.contextmanager
def server(name: str, kind: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, __file__, "--serve", kind, name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process


def ask(process: subprocess.Popen[str]) -> tuple[float, float]:
    assert process.stdin
    assert process.stdout
    process.stdin.write("\n")
    process.stdin.flush()
    got, given = json.loads(process.stdout.readline())
    return got, given


def measure(name: str) -> dict[str, float]:
    """Return the medians, in milliseconds."""
    with server(name, "naive") as naive, server(name, "warm") as warm:
        cold, _ = ask(warm)  # the first of a process
        ask(warm)
        rounds = [(ask(naive)[0], *ask(warm)) for _ in range(3 if name in HEAVY else 7)]
    naives, gots, givens = zip(*rounds, strict=True)
    return {
        "cold": cold,
        "naive": statistics.median(naives),
        "warm": statistics.median(gots),
        "back": statistics.median(givens),
    }


def count() -> dict[str, int]:
    """Count what an attempt could leave behind, in this process and its servers."""
    own = psutil.Process()
    folders = list(Path(tempfile.gettempdir()).glob(f"roadworthy-*-{own.pid}-*"))
    with lease(["postgresql"]), lease(["mariadb"]):
        pass
    with POSTGRESQL._shared.use(print) as instance:  # noqa: SLF001 - its administrator sees every lease's database
        databases = int(instance.session.run("SELECT count(*) FROM pg_database"))
    return {
        "processes": len(servers(own)),
        "folders": len(folders),
        "databases": databases,
        "descriptors": own.num_fds(),
    }


def servers(own: psutil.Process) -> list[psutil.Process]:
    """The servers themselves, without the short-lived helpers that PostgreSQL starts for a connection."""
    (keeper,) = [child for child in own.children() if any("keeper.py" in word for word in child.cmdline())]
    return keeper.children()


def settle() -> dict[str, int]:
    """Count until two counts agree: spare servers are started in the background."""
    last: dict[str, int] = {}
    for _ in range(50):
        now = count()
        if now == last:
            return now
        last = now
        time.sleep(0.2)  # between looks, for nothing in particular
    return last


def soak() -> str:
    """Run the attempts and return one line about them."""
    for _ in range(3):  # so that there are instances and spares
        with lease(FOUR):
            pass
    before = settle()
    left = iter(range(ATTEMPTS))
    lock = threading.Lock()
    failures: list[str] = []

    def work() -> None:
        while True:
            with lock:
                if next(left, None) is None:
                    return
            try:
                with lease(FOUR) as leases:
                    for name in FOUR:
                        known_components()[name].self_test(leases.env)
            except Exception as error:
                failures.append(str(error))

    begin = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begin
    after = settle()
    kept = ", ".join(f"{what} {before[what]} before and {after[what]} after" for what in before)
    told = f"{ATTEMPTS} attempts, {AT_ONCE} at a time, each with {', '.join(FOUR)}: {seconds:.0f} s at a load of {os.getloadavg()[0]:.0f}, {len(failures)} failed; {kept}."
    if failures or any(after[what] > before[what] for what in before):
        raise SystemExit(f"{told} {failures[:3]}")
    return told


def shown(milliseconds: float) -> str:
    if milliseconds < 10:
        return f"{milliseconds:.1f} ms"
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def main(words: list[str]) -> None:
    write = "--write" in words
    chosen = [word for word in words if not word.startswith("-")]
    names = chosen or [name for name, one in known_components().items() if one.disk_mb]  # else there is no server
    head = [
        "| component | server for each test | first lease | warm lease | giving it back | ratio | load |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows: dict[str, str] = {}
    for name in names:
        found = find(known_components()[name])
        if not isinstance(found, Found):
            print(f"{name}: not here, because {found.reason}")
            continue
        if found.note:
            with lease([name], on_progress=print):
                stop_servers()
        one = measure(name)
        figures = " | ".join(shown(one[key]) for key in ("naive", "cold", "warm", "back"))
        ratio = one["naive"] / max(one["warm"], 0.1)
        rows[name] = f"| {name} | {figures} | {ratio:.0f} | {os.getloadavg()[0]:.0f} |"
        print(rows[name], flush=True)
    before, _, rest = DOCS.read_text(encoding="utf-8").partition(BEGIN)
    old, _, after = rest.partition(END)
    if chosen:
        known = [line for line in old.strip().splitlines() if line.startswith("| ")][2:]
        rows = {line.split()[1]: line for line in known} | rows
        told = old.strip().splitlines()[-1]
    else:
        told = soak()
        print(told)
    if write:
        table = "\n".join([*head, *(rows[name] for name in sorted(rows))])
        DOCS.write_text(f"{before}{BEGIN}\n{table}\n\n{told}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[3], sys.argv[2])
    else:
        main(sys.argv[1:])

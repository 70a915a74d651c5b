"""How long from `run` until the server says where it is, against the floor: importing the libraries it stands on.

    python benchmarks/web_start.py [ROUNDS]

Interleaved; prints medians of wall and CPU time and the ratio of the wall times.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

FLOOR = "import fastapi, jinja2, sqlalchemy.orm, pydantic_settings, uvicorn; print('here')"
START = "from roadworthy.settings import Settings; from roadworthy.web import run; run(Settings(), open_browser=False)"


def measure(code: str, env: dict[str, str]) -> tuple[float, float]:
    """Return wall and CPU seconds until the first line is printed (CPU until the process is gone)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        wall = time.perf_counter() - begun
        process.terminate()
    assert line, "it did not start"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"ROADWORTHY_DATA_DIR": folder, "ROADWORTHY_PORT": "18400", "PYTHONUNBUFFERED": "1"}
        measure(START, env)  # makes the database
        pairs = [(measure(FLOOR, env), measure(START, env)) for _ in range(rounds)]
    for name, results in (("floor", [floor for floor, _ in pairs]), ("start", [start for _, start in pairs])):
        wall, cpu = (statistics.median(column) for column in zip(*results, strict=True))
        print(f"{name}: {wall:.2f} s wall, {cpu:.2f} s CPU (medians of {rounds})")
    print(f"ratio: {statistics.median(start[0] / floor[0] for floor, start in pairs):.2f}")


if __name__ == "__main__":
    main()

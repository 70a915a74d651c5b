"""How long the terminal makes you wait before it answers, against an interpreter that does nothing.

Run: `python benchmarks/cli_start.py`. Runs are interleaved, so that a noisy machine is noisy for all of them;
the figures are medians, and the ratio is to `python -c pass` in the same run.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 15
PYTHON = sys.executable
COMMANDS: dict[str, list[str]] = {
    "python -c pass": [PYTHON, "-c", "pass"],
    "python -c 'import typer'": [PYTHON, "-c", "import typer"],
    "roadworthy --help": [PYTHON, "-m", "roadworthy", "--help"],
    "roadworthy --version": [PYTHON, "-m", "roadworthy", "--version"],
    "roadworthy check --help": [PYTHON, "-m", "roadworthy", "check", "--help"],
    "roadworthy list": [PYTHON, "-m", "roadworthy", "list"],
}


def measure() -> dict[str, float]:
    """Return the median wall time of each command in seconds."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as home:
        private = {"ROADWORTHY_DATA_DIR": f"{home}/data", "ROADWORTHY_WORKSPACES": f"{home}/workspaces"}
        for _ in range(ROUNDS):
            for name, command in COMMANDS.items():
                began = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True, env=os.environ | private)
                times[name].append(time.perf_counter() - began)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    medians = measure()
    floor = medians["python -c pass"]
    for name, median in medians.items():
        print(f"{name:<28}{median * 1000:8.1f} ms {median / floor:8.2f} x")


if __name__ == "__main__":
    main()

"""How long after a save `watch` shows the verdict, against the time that judging itself takes.

Run: `python benchmarks/watch_latency.py [LAB_FOLDER]`. A lab is watched in a pseudo-terminal, and its reference and its
starter are saved in turns. The floor is what the judge says of itself in the same runs, so that the ratio is what
noticing, waiting for quiet, recording and drawing add. The figures are medians.
"""

from __future__ import annotations

import json
import os
import pty
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SAVES = 15
DEADLINE = 60.0
LAB = Path(__file__).parent.parent / "tests" / "cli" / "data" / "pack" / "terminal" / "initials"
VERDICT = re.compile(r"(?:Passed|Not yet)[^\n]*? in ([0-9.]+) (ms|s)\b")


def wait_for_verdict(terminal: int, text: str = "") -> float:
    """Return the seconds that the judge took, once the verdict is on the screen."""
    deadline = time.monotonic() + DEADLINE
    while not (found := VERDICT.search(text)):
        ready, _, _ = select.select([terminal], [], [], deadline - time.monotonic())
        if not ready:
            raise SystemExit(f"no verdict appeared on:\n{text[-2000:]}")
        text += re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]", "", os.read(terminal, 65536).decode("utf-8", "replace"))
    return float(found[1]) / (1000 if found[2] == "ms" else 1)


def save(source: Path, target: Path) -> None:
    """Replace a file as editors do."""
    temporary = target.with_suffix(".tmp~")
    temporary.write_bytes(source.read_bytes())
    temporary.replace(target)


def measure(lab: Path, home: Path) -> tuple[float, float]:
    """Return the median seconds from save to verdict, and of judging."""
    terminal, inside = pty.openpty()
    environment = os.environ | {
        "ROADWORTHY_DATA_DIR": str(home / "data"),
        "ROADWORTHY_WORKSPACES": str(home / "workspaces"),
        "ROADWORTHY_PACKS": json.dumps([str(lab.parent.parent)]),
    }
    command = [sys.executable, "-m", "roadworthy", "watch", lab.name]
    shown: list[float] = []
    judged: list[float] = []
    with subprocess.Popen(command, stdin=inside, stdout=inside, stderr=inside, env=environment) as process:
        os.close(inside)
        wait_for_verdict(terminal)
        for number in range(SAVES):
            for source in (lab / ("reference", "starter")[number % 2]).iterdir():
                began = time.monotonic()
                save(source, home / "workspaces" / lab.name / source.name)
            took = wait_for_verdict(terminal)
            shown.append(time.monotonic() - began)
            judged.append(took)
        os.write(terminal, b"q")
        while process.poll() is None:
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    os.read(terminal, 65536)
                except OSError:  # the other side is closed
                    break
    os.close(terminal)
    return statistics.median(shown), statistics.median(judged)


def main() -> None:
    lab = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else LAB
    with tempfile.TemporaryDirectory() as home:
        shown, judged = measure(lab, Path(home))
    print(f"judging                  {judged * 1000:8.0f} ms")
    print(f"from save to verdict     {shown * 1000:8.0f} ms {shown / judged:8.2f} x")


if __name__ == "__main__":
    main()

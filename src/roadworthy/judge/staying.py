"""A process that stays when a command in a terminal has ended, and judges for the next ones.

`check` alone would start Synapse or RabbitMQ anew each time. The process that it leaves behind is a judge like that of a
server or a `watch` (service.py): found by the same private socket, one for a data folder, gone ten minutes after the last
attempt, and its servers with it, however it ends. Run as `python -P -m roadworthy.judge.staying DATA_DIR FD`.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path

IDLE_SECONDS = 600.0
"""What components, too, wait before they stop."""
STARTING_SECONDS = 20.0
READY = b"1"


def start(data_dir: Path, *, idle: float = IDLE_SECONDS) -> bool:
    """Start such a process and wait until it can be asked; False if it cannot, or another judges for that folder.

    Args:
        data_dir: The data folder.
        idle: Seconds without an attempt after which it ends.
    """
    ready, theirs = os.pipe()
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "roadworthy.judge.staying", str(data_dir), str(theirs), str(idle)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(theirs,),
            start_new_session=True,  # a Ctrl-C, or the end of the terminal, is none of its business
        )
        process.returncode = 0  # nobody waits for it, or complains that it still runs
    except OSError:
        return False
    finally:
        os.close(theirs)
    with os.fdopen(ready, "rb", buffering=0) as pipe:
        found, _, _ = select.select([pipe], [], [], STARTING_SECONDS)
        return bool(found) and pipe.read(1) == READY


def main(data_dir: str, ready: str, idle: str) -> int:
    """Judge for others until nobody has asked for some time."""
    from roadworthy.judge.service import stay  # slow to import, and not needed by who starts it

    def tell() -> None:
        os.write(int(ready), READY)
        os.close(int(ready))

    return 0 if stay(Path(data_dir), idle=float(idle), on_ready=tell) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

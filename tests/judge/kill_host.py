"""A host for the kill test: judges honest submissions in several threads and prints each verdict, until it is killed."""

from __future__ import annotations

import itertools
import sys
import threading
from pathlib import Path

from tests.judge.warm_labs import honest

from roadworthy.judge import containment, judge

AT_ONCE = 3


def main(root: Path) -> None:
    """Judge for ever."""
    containment.is_contained()
    submissions = itertools.cycle(honest(root))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                one = next(submissions)
            verdict = judge(one.lab, one.folder)
            line = f"{one.name} {verdict.status.value} {verdict.status in one.may_be}\n"
            with lock:
                sys.stdout.write(line)
                sys.stdout.flush()

    for _ in range(AT_ONCE):
        threading.Thread(target=work).start()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

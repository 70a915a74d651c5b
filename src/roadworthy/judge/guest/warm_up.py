"""Going through the motions before an attempt, on both sides, so that the attempt finds its memory there.

A process that was just forked shares its memory until it writes to it; each page is copied at the first touch. What
every attempt touches is better touched while the process waits to be needed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .plugin import Judging


class Rehearsal:
    """A check of ours that is run like the lab's.

    Args:
        session: The collected session.
        judging: The plugin that times checks, and tells how they end.
    """

    def __init__(self, session: pytest.Session, judging: Judging) -> None:
        module = pytest.Module.from_parent(session, path=Path(__file__).with_name("warming.py"))
        self._item = pytest.Function.from_parent(module, name="rehearsed")
        self._judging = judging
        # Fixtures that the lab gives every check are for its own.
        self._is_alone = not self._item.fixturenames

    def run(self) -> None:
        """Run it, if it would run nothing of the lab's; nobody is told."""
        if self._is_alone:
            with self._judging.untold(self._item):
                self._item.ihook.pytest_runtest_protocol(item=self._item, nextitem=None)

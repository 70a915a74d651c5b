"""What an inferred state rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from roadworthy.progress.placement.model import Ground

if TYPE_CHECKING:
    from roadworthy.progress.placement.graph import Graph


class Grounds:
    """The results of a learner, to look up what speaks for or against a skill."""

    def __init__(self, graph: Graph, answers: Mapping[str, Mapping[int, bool]], claims: Mapping[str, bool]) -> None:
        """Sort the results.

        Args:
            graph: The skills as rows.
            answers: Probe -> row -> whether it passed.
            claims: Skill -> what the learner says of it.
        """
        self._graph = graph
        self._claims = claims
        self._probes: dict[bool, dict[int, list[str]]] = {True: defaultdict(list), False: defaultdict(list)}
        self._direct: set[tuple[int, bool]] = set()
        for probe, results in answers.items():
            for row, passed in results.items():
                self._direct.add((row, passed))
                # Of a set that failed, each of its skills may be what was missing.
                for one in (row,) if row < graph.skills else graph.requires[row]:
                    self._probes[passed][one].append(probe)

    def of(self, row: int, *, known: bool) -> tuple[Ground, tuple[str, ...], tuple[str, ...]]:
        """Return the ground of a state, the skills whose results say so, and the probes of those results.

        Args:
            row: The skill.
            known: Which of the two is the more probable.
        """
        results, above = self._probes[known], self._graph.above
        if row in results:
            ground = Ground.TESTED if (row, known) in self._direct else Ground.IMPLIED
            return self._found(ground, [row], known=known)
        tellers = [one for one in results if (above[one, row] if known else above[row, one])]
        if tellers:
            return self._found(Ground.IMPLIED, tellers, known=known)
        claim = self._claims.get(self._graph.ids[row])
        return (Ground.CLAIMED if claim is known else Ground.LIKELY), (), ()

    def _found(
        self, ground: Ground, rows: list[int], *, known: bool
    ) -> tuple[Ground, tuple[str, ...], tuple[str, ...]]:
        probes = dict.fromkeys(probe for row in rows for probe in self._probes[known][row])
        return ground, tuple(self._graph.ids[row] for row in rows), tuple(probes)

"""Placing one learner: ask, take answers in, say what is probably known and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from roadworthy.progress.placement.calibration import calibrated
from roadworthy.progress.placement.grounds import Grounds
from roadworthy.progress.placement.model import Change, Ground, Inferred, Probe, ProbeChoice
from roadworthy.progress.placement.saying import why

if TYPE_CHECKING:
    from roadworthy.skills import Skill

GOAL = 0.95
KNOWN = 0.8
DECIDES = 0.02  # variance; less than this share of a coin's is not worth naming


class Placement:
    """Where a learner stands, inferred from few probes.

    The same arguments and the same answers in the same order give the same states, so a placement can be computed
    again from what was recorded. In another order the states differ by no more than sampling does.
    """

    def __init__(
        self,
        skills: Mapping[str, Skill],
        probes: Sequence[Probe],
        claims: Mapping[str, bool | None] | None = None,
        *,
        seed: int,
        population: Mapping[str, float] | None = None,
    ) -> None:
        """Begin a placement.

        Args:
            skills: By id; what they require should be among them (`within_reach` gives such a choice).
            probes: What may be asked.
            claims: What the learner says of skills: True (I know it), False (I do not), None or left out (nothing said).
                A prior, never evidence.
            seed: Any whole number; keep it with the answers.
            population: Share (0 to 1) of earlier learners who have a skill, where that is known.
        """
        from roadworthy.progress.placement.engine import Engine

        self._skills = dict(skills)
        self._probes = {probe.id: probe for probe in probes}
        self._claims = {skill: said for skill, said in (claims or {}).items() if said is not None}
        self._engine = Engine(self._skills, probes, self._claims, population or {}, seed=seed)
        self._answers: dict[str, dict[int, bool]] = {}
        self._shares = self._engine.shares()
        self._states: dict[str, Inferred] | None = None
        self._change = Change()
        self._choice: ProbeChoice | None = None
        self._has_chosen = False
        self._without: frozenset[str] = frozenset()

    @property
    def answered(self) -> tuple[str, ...]:
        """Return the ids of the probes that were answered, in order."""
        return tuple(self._answers)

    @property
    def confidence(self) -> float:
        """Return the share of all states that is expected to be right, 0.5 to 1; 1 where there is nothing to know."""
        if not self._shares:
            return 1.0
        return sum(max(chance, 1 - chance) for chance in self._chances()) / len(self._shares)

    @property
    def is_over(self) -> bool:
        """Return True if enough is known, or nothing is left that could tell more. A learner may go on, or stop before."""
        return self.confidence >= GOAL or self.next_probe() is None

    @property
    def change(self) -> Change:
        """Return what the last answer changed."""
        return self._change

    def next_probe(self, without: Collection[str] = ()) -> ProbeChoice | None:
        """Return the unanswered probe that is expected to tell most per minute; None if none tells anything.

        Args:
            without: Ids of probes that shall not be asked now.
        """
        if not self._has_chosen or self._without != frozenset(without):
            self._without = frozenset(without)
            self._choice = self._choose()
            self._has_chosen = True
        return self._choice

    def answer(self, probe_id: str, results: Mapping[str, bool] | bool) -> Change:
        """Take an answer in; a later answer to the same probe replaces the earlier one.

        Args:
            probe_id: The probe, or any lab: what was passed long ago is an answer too.
            results: True or False for the whole probe; or skill -> whether its check passed, of any skills.
                A skill that placement does not know is ignored.

        Returns:
            What it changed.

        Raises:
            KeyError: One verdict was given for a probe that is not among the probes, so its skills are not known.
        """
        told = self._rows(probe_id, results)
        before = self._engine.told(self._answers.get(probe_id, {}))
        after = self._engine.told(told)
        change = {row: after.get(row, 0.0) - before.get(row, 0.0) for row in before | after}
        change = {row: weight for row, weight in change.items() if weight}
        self._answers.pop(probe_id, None)
        self._answers[probe_id] = told
        states = self.states()
        if change:
            self._engine.take_in(change)
            self._shares = self._held(self._engine.shares(), change)
        self._states = None
        self._has_chosen = False
        self._change = self._difference(states, self.states())
        return self._change

    def states(self) -> dict[str, Inferred]:
        """Return how the learner probably stands with each skill, in the order given."""
        if self._states is None:
            self._states = self._infer()
        return dict(self._states)

    def _infer(self) -> dict[str, Inferred]:
        graph = self._engine.graph
        grounds = Grounds(graph, self._answers, self._claims)
        chances = self._chances()
        states = {}
        for skill in self._skills:
            row = graph.row[skill]
            chance = chances[row]
            ground, by, probes = grounds.of(row, known=chance >= 0.5)
            sure = 0.5 if ground is Ground.TESTED else KNOWN  # its own result decides, whichever way it is the likelier
            known = True if chance >= sure else False if chance <= 1 - sure else None
            states[skill] = Inferred(chance, known, ground, by, probes)
        return states

    def _rows(self, probe_id: str, results: Mapping[str, bool] | bool) -> dict[int, bool]:
        """Return the results by row."""
        graph = self._engine.graph
        if not isinstance(results, bool):
            return {graph.row[skill]: passed for skill, passed in results.items() if skill in graph.row}
        rows = {graph.row[skill]: results for skill in self._probes[probe_id].skills if skill in graph.row}
        if results or len(rows) < 2:
            return rows
        return {graph.sets[frozenset(rows)]: False}

    def _chances(self) -> list[float]:
        return [calibrated(share, self._engine.particles) for share in self._shares]

    def _held(self, shares: list[float], change: Mapping[int, float]) -> list[float]:
        """Return shares without what only sampling can have done.

        A pass cannot make anything less probable that the skill requires, and a failure nothing more probable that
        requires it (or, where a set failed, that requires all of it). Where the sample says otherwise, the earlier share stands.
        """
        both = list(enumerate(zip(shares, self._shares, strict=True)))
        if all(weight > 0 for weight in change.values()):
            held = self._engine.required_by(change)
            return [max(pair) if row in held else pair[0] for row, pair in both]
        if all(weight < 0 for weight in change.values()):
            held = self._engine.requiring(change)
            return [min(pair) if row in held else pair[0] for row, pair in both]
        return shares

    def _choose(self) -> ProbeChoice | None:
        ruled_out = {*self._answers, *self._without}
        unanswered = [probe for probe in self._probes.values() if probe.id not in ruled_out]
        prospect = self._engine.best(unanswered)
        if prospect is None:
            return None
        probe = unanswered[prospect.question]
        ids = self._engine.graph.ids
        order = sorted(range(len(ids)), key=lambda row: (-prospect.by_skill[row], row))
        decides = tuple(ids[row] for row in order if prospect.by_skill[row] >= DECIDES)
        return ProbeChoice(probe, why(probe, decides, self._skills), probe.minutes, decides, prospect.gain)

    def _difference(self, before: Mapping[str, Inferred], after: Mapping[str, Inferred]) -> Change:
        def ready(states: Mapping[str, Inferred], skill: str) -> bool:
            needed = [states[one].known for one in self._skills[skill].requires if one in states]
            return not states[skill].known and all(needed)

        moved = [skill for skill in after if before[skill].known is not after[skill].known]
        return Change(
            tuple(skill for skill in moved if after[skill].known is True),
            tuple(skill for skill in moved if after[skill].known is False),
            tuple(skill for skill in moved if after[skill].known is None),
            tuple(
                skill for skill in after if ready(after, skill) and not ready(before, skill) and not before[skill].known
            ),
        )

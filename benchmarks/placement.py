"""How many probes it takes to place somebody, beside four other ways to do it with the same probes.

Run: `python benchmarks/placement.py [--quick]` (about two minutes; in full about three quarters of an hour, in one process).
Learners of seven kinds are drawn by seed on our own skill catalogue, slip in one check of ten, and guess one in fifty;
where they state claims first, they claim 15% of what they have not. "90% right": probes until 90% of the states are
right, on average and for 80% of learners; "+" where some never were (they count as one probe more than were asked).
`--fit` prints what decides about TEMPERATURE of the placement's calibration, on seeds that the table does not use.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.placing.baselines import BASELINES, Method, shares  # the line above makes it found
from benchmarks.placing.catalogues import Checks, Field, today, whole  # the same
from benchmarks.placing.tables import HEAD, OURS, by_kind, calibration, costs, line, worst_against  # the same
from benchmarks.placing.trials import COSTS, Costs, Course, Maker, Ours, Plan, ours_at_random, try_all  # the same


def makers(where: Field) -> dict[str, Maker]:
    """Return every method."""
    base = shares(where)

    def of(kind: type) -> Maker:
        def make(where: Field, claims: Mapping[str, bool], random: np.random.Generator, _seed: int) -> Method:
            made: Method = kind(where, claims, base, random)
            return made

        return make

    return {OURS: Ours, **{name: of(kind) for name, kind in BASELINES.items()}}


def by_checks(plan: Plan) -> None:
    """Print what placement owes to checks that tell of single skills: ideal ones, those of our labs, and none."""
    print(
        f"\nwhat checks tell; {'claims first' if plan.claims else 'no claims'}; {plan.learners} learners of each kind"
    )
    print(HEAD)
    for checks in Checks:
        where = today(checks)
        apart = [len(probe.skills) for probe in where.probes if probe.per_check]
        told = (sum(apart) + len(where.probes) - len(apart)) / len(where.probes)
        courses = try_all(where, Ours, plan)
        print(checks.value + f"; {told:.1f} results a probe")
        print(line("", courses))
        if checks is Checks.REAL:
            for text in (*by_kind(courses), *calibration(courses)):
                print(text)
        sys.stdout.flush()


def table(where: Field, plan: Plan) -> None:
    """Print the table of one field, with or without claims."""
    print(f"\n{where.name}; {'claims first' if plan.claims else 'no claims'}; {plan.learners} learners of each kind")
    print(HEAD)
    COSTS.__dict__.update(vars(Costs()))
    methods: dict[str, list[Course]] = {}
    for name, make in makers(where).items():
        methods[name] = try_all(where, make, plan)
        print(line(name, methods[name]), flush=True)
        if name == OURS:
            for text in by_kind(methods[name]):
                print(text)
            spent = costs(COSTS)
    print("  " + worst_against(methods))
    for text in calibration(methods[OURS]):
        print(text)
    print("  " + spent, flush=True)


def variants(where: Field, plan: Plan) -> None:
    """Print what single decisions are worth."""
    print(f"\nwhat decisions are worth, on {where.name}; no claims; {plan.learners} learners of each kind")
    print(HEAD)
    single = replace(where, probes=[replace(probe, skills=probe.skills[:1]) for probe in where.probes])
    print(line("as it is", try_all(where, Ours, plan)), flush=True)
    print(line("probes drawn at random", try_all(where, ours_at_random, plan)), flush=True)
    print(line("one check a probe", try_all(single, Ours, plan)), flush=True)
    print(line("one check of ten is guessed", try_all(where, Ours, replace(plan, guess=0.1))), flush=True)


def fit(learners: int) -> None:
    """Print how right placement is where it first says 95%, for several temperatures."""
    for where in (today(), whole()):
        for claims in (True, False):
            courses = try_all(where, Ours, Plan(learners, 30, claims, seed=50))
            for temperature in (0.7, 0.8, 0.9, 1.0, 1.1):
                print(f"temperature {temperature}, {where.name}, claims {claims}")
                for text in calibration([_heated(course, temperature) for course in courses]):
                    print(text, flush=True)


def _heated(course: Course, temperature: float) -> Course:
    logit = np.log(course.chances / (1 - course.chances)) * temperature
    return replace(course, chances=1 / (1 + np.exp(-logit)))


def main() -> None:
    parser = argparse.ArgumentParser(description="How many probes it takes to place somebody.")
    parser.add_argument("--quick", action="store_true", help="the labs of today only, few learners, two minutes")
    parser.add_argument("--learners", type=int, default=0, help="of each kind (2 if quick, else 12)")
    parser.add_argument("--probes", type=int, default=30)
    parser.add_argument(
        "--checks", action="store_true", help="only what placement owes to checks that tell of single skills"
    )
    parser.add_argument("--fit", action="store_true", help="help to choose the temperature of the calibration")
    asked = parser.parse_args()
    learners = asked.learners or (2 if asked.quick else 12)
    if asked.fit:
        fit(learners)
        return
    if asked.checks or not asked.quick:
        for claims in (True, False):
            by_checks(Plan(learners, asked.probes, claims))
    if asked.checks:
        return
    for claims in (True, False):
        table(today(), Plan(learners, asked.probes, claims))
    if not asked.quick:
        variants(today(), Plan(math.ceil(learners / 3), asked.probes, claims=False))
        for claims in (True, False):
            table(whole(), Plan(math.ceil(learners / 2), asked.probes, claims))


if __name__ == "__main__":
    main()

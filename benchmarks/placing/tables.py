"""What the trials say, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from benchmarks.placing.baselines import Numbers
    from benchmarks.placing.trials import Costs, Course

AT = (0, 5, 13, 18, 30)
HEAD = f"{'':34}{'90% right':>12}{'for 80%':>9}{'95% right':>11}   right after " + " ".join(f"{at:>5}" for at in AT)
OURS = "placement"


def first(courses: Sequence[Course], share: float) -> Numbers:
    """Return after how many probes each learner's states were right to that share; one more than were asked if never."""
    found = []
    for course in courses:
        enough = np.flatnonzero(course.right() >= share - 1e-9)
        found.append(int(enough[0]) if enough.size else len(course.chances))
    return np.array(found, dtype=np.float64)


def line(name: str, courses: Sequence[Course]) -> str:
    """Return the figures of some learners: probes until 90% (mean, and for 80% of them) and 95%, and what is right."""
    limit = len(courses[0].chances)
    ninety, most = first(courses, 0.9), first(courses, 0.95)

    def shown(value: float, never: Numbers) -> str:
        return f"{value:.1f}" + ("+" if (never >= limit).any() else "")

    eighty = float(np.quantile(ninety, 0.8, method="higher"))
    right = np.mean([course.right() for course in courses], axis=0)
    late = f"{eighty:.0f}" if eighty < limit else "never"
    means = " ".join(f"{right[min(at, limit - 1)] * 100:5.1f}" for at in AT)
    return f"{name:34}{shown(ninety.mean(), ninety):>12}{late:>9}{shown(most.mean(), most):>11}{'':14}{means}"


def by_kind(courses: Sequence[Course]) -> Iterator[str]:
    """Yield a line for each kind of learner."""
    for kind in dict.fromkeys(course.kind for course in courses):
        yield line(f"    {kind}", [course for course in courses if course.kind == kind])


def worst_against(methods: Mapping[str, Sequence[Course]]) -> str:
    """Return by how much any baseline was better at equal probes, at worst."""
    ours = np.array([course.right() for course in methods[OURS]])
    worst = []
    for name, courses in methods.items():
        gap = np.array([course.right() for course in courses]) - ours
        mean, error = gap.mean(axis=0)[1:], gap.std(axis=0)[1:] / np.sqrt(len(gap))
        at = int(np.argmax(mean))
        if name != OURS:
            worst.append((float(mean[at]), float(error[at]), name, at + 1))
    lead, error, name, at = max(worst)
    if lead <= 0:
        return (
            f"never worse than a baseline at equal probes (nearest: {name} after {at}, {-lead * 100:.1f} points behind)"
        )
    return (
        f"a baseline leads somewhere: {name} after {at} by {lead * 100:.1f} points (standard error {error * 100:.1f})"
    )


def calibration(courses: Sequence[Course]) -> Iterator[str]:
    """Yield how often what was said was right, where it first said so much."""
    for goal in (0.90, 0.95, 0.97):
        stops = [(course, int(np.argmax(course.said() >= goal))) for course in courses if course.said().max() >= goal]
        if stops:
            right = np.mean([course.right()[at] for course, at in stops])
            after = np.mean([at for _, at in stops])
            yield (
                f"    said {goal:.0%} after {after:4.1f} probes on average: right in {right:.1%} "
                f"({len(stops)} of {len(courses)} learners got there)"
            )
    chances = np.concatenate([course.chances[:31:5].ravel() for course in courses])
    truth = np.concatenate([np.tile(course.truth, len(course.chances[:31:5])) for course in courses])
    cells = []
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        here = (chances >= low) & (chances < high)
        if here.any():
            cells.append(f"{chances[here].mean():.2f}: {truth[here].mean():.2f}")
    yield "    single skills, said and true: " + "  ".join(cells)


def costs(spent: Costs) -> str:
    """Return the processor time of placement, in milliseconds."""

    def shown(name: str, seconds: Sequence[float]) -> str:
        return f"{name} {np.median(seconds) * 1000:.0f} (p99 {np.quantile(seconds, 0.99) * 1000:.0f})"

    parts = [shown("choose", spent.choose), shown("take an answer in", spent.answer), shown("begin", spent.begin)]
    return "milliseconds of processor time: " + ", ".join(parts)

"""What the checks of one attempt say of single skills, by the lab's `[tells]`. It informs placement and is no evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy.labs.verdict import Outcome, function_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy.labs.model import Lab
    from roadworthy.labs.verdict import CheckResult


def told_by(lab: Lab, results: Iterable[CheckResult]) -> dict[str, bool]:
    """Return skill -> whether its checks show it; a skill of which they do not tell is left out.

    A skill is shown if all checks about it passed, and missing if a check failed that is about it alone. Of a skill
    without checks of its own those tell that are about no skill in particular; if one of them fails, that does not say
    which skill is missing. A check that could not be run to its end, or was not reached, tells nothing.

    Args:
        lab: The lab; without `[tells]` nothing is told.
        results: Of one attempt at it, or at an earlier version of it, in any order.
    """
    if not lab.tells:
        return {}
    general: list[Outcome] = []
    own: dict[str, list[Outcome]] = {skill: [] for skill in lab.tells}
    missing: set[str] = set()
    ran: set[str] = set()
    for result in results:
        names = set(_names(result.name))
        about = [skill for skill, told in lab.tells.items() if not names.isdisjoint(told)]
        for skill in about:
            own[skill].append(result.outcome)
        if not about:
            general.append(result.outcome)
        if len(about) == 1 and result.outcome is Outcome.FAILED:
            missing.update(about)
        ran |= names
    found = {}
    for skill in lab.skills:
        outcomes = own.get(skill, general)
        if skill in missing:
            found[skill] = False
        elif outcomes and set(outcomes) == {Outcome.PASSED} and ran.issuperset(lab.tells.get(skill, ())):
            found[skill] = True
    return found


def never_ran(lab: Lab, results: Iterable[CheckResult]) -> tuple[str, ...]:
    """Return the checks that `[tells]` names and that are not among the results."""
    ran = {name for result in results for name in _names(result.name)}
    return tuple(name for told in lab.tells.values() for name in told if name not in ran)


def _names(check: str) -> tuple[str, str]:
    """Return what a check may be called in `[tells]`: its function, or one run of it ("test_moves[hg]")."""
    function = function_name(check)
    _before, bracket, parameters = check.partition("[")
    return function, function + bracket + parameters

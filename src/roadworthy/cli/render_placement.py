"""A placement on a terminal, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.text import Text

from roadworthy.cli.console import output, signs, text
from roadworthy.cli.render_lab import title
from roadworthy.cli.text import count
from roadworthy.progress import Ground, ProbeOutcome, because, what_it_told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from roadworthy.cli.session import Session
    from roadworthy.progress import Placed

NAMED = 6
"""How many skills a line names before it counts the rest."""


def as_document(placed: Placed) -> dict[str, Any]:
    """Return a placement as JSON-able data."""
    probe = placed.probe
    return {
        "running": placed.is_running,
        "enough": placed.is_enough,
        "confidence": round(placed.confidence, 4),
        "answers": [
            {
                "lab": step.lab,
                "outcome": step.outcome.value,
                "told": dict(step.told),
                "known": list(step.change.known),
                "unknown": list(step.change.unknown),
                "unlocked": list(step.change.unlocked),
            }
            for step in placed.answers
        ],
        "probe": {
            "lab": probe.probe.id,
            "why": probe.why,
            "minutes": probe.minutes,
            "decides": list(probe.decides),
            "tries": placed.tries,
        }
        if probe and placed.is_running
        else None,
        "skills": {
            skill: {"probability": round(state.probability, 4), "known": state.known, "ground": state.ground.value}
            for skill, state in placed.states.items()
        },
    }


def print_placement(session: Session, placed: Placed) -> None:
    """Print what the last answer changed, and the question; or, when it is over, what came out."""
    console = output()
    if placed.answers:
        _print_change(session, placed, console)
    sure = f"{min(placed.confidence, 0.99):.0%} sure of where you stand with {count(len(placed.skills), 'skill')}"
    after = f"after {count(len(placed.answers), 'answer')}"
    if placed.is_running and placed.probe:
        probe = placed.probe
        console.print(text(f"Question {len(placed.answers) + 1}", "dim"))
        console.print(title(session.labs[probe.probe.id]), text(probe.why), sep="\n")
        told = "; what you get right counts, even if you do not finish" if probe.probe.per_check else ""
        console.print(text(f"{probe.minutes:.0f} min, less if you know it{told}", "dim"))
        if placed.tries:
            console.print(text(f"Tried {count(placed.tries, 'time')}, not passed yet.", "yellow"))
        console.print()
        for typed, meaning in (
            (f"roadworthy start {probe.probe.id}", "do it"),
            ("roadworthy place --cannot", "I cannot do this"),
            ("roadworthy place --later", "ask something else"),
            ("roadworthy place --stop", "that is enough"),
        ):
            console.print(Text.assemble((f"{typed:<44}", "cyan"), "  ", (meaning, "dim")))
        if placed.answers:  # before, it would only repeat the claims
            console.print(text(f"\n{sure}, {after}.", "dim"))
        return
    why = "Stopped" if placed.record.ended else "Nothing is left to ask" if placed.probe is None else "That is enough"
    console.print(text(f"{why}: {sure}, {after}.", "bold"))
    _print_result(session, placed, console)
    console.print(Text.assemble("\n", ("roadworthy next", "cyan"), "  what to do next"))


def _print_change(session: Session, placed: Placed, console: Console) -> None:
    step = placed.answers[-1]
    passed = step.outcome is ProbeOutcome.PASSED
    lab = session.labs[step.lab]
    console.print(Text.assemble(f"{signs().passed} passed: " if passed else f"{signs().failed} cannot: ", title(lab)))
    console.print(Padding(text(what_it_told(step, session.skills, session.labs)), (0, 0, 0, 2), expand=False))
    for words, skills in (
        ("inferred:", step.change.known),
        ("not known:", step.change.unknown),
        ("unlocked:", step.change.unlocked),
    ):
        if skills:
            console.print(Padding(text(f"{words:<10} {_names(session, skills)}"), (0, 0, 0, 2), expand=False))
    console.print()


def _print_result(session: Session, placed: Placed, console: Console) -> None:
    area = ""
    for skill, state in placed.states.items():
        if not state.known:
            continue
        if placed.skills[skill].area != area:
            area = placed.skills[skill].area
            console.print(text(f"\n{area}", "bold cyan"))
        sign, word = (signs().started, "claimed") if state.ground is Ground.CLAIMED else (signs().inferred, "inferred")
        line = Text.assemble(
            f"  {sign} ",
            text(placed.skills[skill].title),
            (f"  {word}, {state.probability:.0%}", "dim"),
        )
        console.print(line, Padding(text(because(state, session.skills, session.labs), "dim"), (0, 0, 0, 4)), sep="\n")


def _names(session: Session, skills: Sequence[str]) -> str:
    names = [session.skills[skill].title for skill in skills[:NAMED]]
    rest = f" and {len(skills) - NAMED} more" if len(skills) > NAMED else ""
    return ", ".join(names) + rest

"""What must hold among the skills of a catalogue, beyond what each entry says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NoReturn

from roadworthy.skills.names import key_of

if TYPE_CHECKING:
    from roadworthy.skills.model import Skill

Fail = Callable[[str, str, str, str], NoReturn]
"""Called with skill id, key of the entry, message and hint."""


def check(skills: Mapping[str, Skill], fail: Fail) -> None:
    """Call `fail` for the first thing that does not hold.

    - Every prerequisite is in the catalogue, and no skill is, through others, a prerequisite of itself.
    - No orphan: a skill that requires nothing is required by something. (Whoever requires something hangs, through
      it, on such a root, since there are no cycles.)
    - A name belongs to one skill, unless everyone who has it calls it common or vague: then the context decides.
    - A domain belongs to one skill.
    """
    _check_prerequisites(skills, fail)
    _check_cycles(skills, fail)
    _check_orphans(skills, fail)
    _check_names(skills, fail)
    _check_domains(skills, fail)


def _check_prerequisites(skills: Mapping[str, Skill], fail: Fail) -> None:
    for skill in skills.values():
        for required in skill.requires:
            if required not in skills:
                fail(
                    skill.id,
                    "requires",
                    f"skill {skill.id!r} requires {required!r}, which does not exist",
                    "mend the id",
                )
        if len(set(skill.requires)) < len(skill.requires):
            fail(skill.id, "requires", f"skill {skill.id!r} requires something twice", "name it once")


def _check_cycles(skills: Mapping[str, Skill], fail: Fail) -> None:
    finished: set[str] = set()
    for start in skills:
        path: list[str] = []
        trail = [iter((start,))]
        while trail:
            skill_id = next(trail[-1], None)
            if skill_id is None:
                trail.pop()
                if path:
                    finished.add(path.pop())
            elif skill_id in path:
                circle = " -> ".join((*path[path.index(skill_id) :], skill_id))
                fail(skill_id, "requires", f"these skills require each other: {circle}", "take one of the links out")
            elif skill_id not in finished:
                path.append(skill_id)
                trail.append(iter(skills[skill_id].requires))


def _check_orphans(skills: Mapping[str, Skill], fail: Fail) -> None:
    required = {one for skill in skills.values() for one in skill.requires}
    if len(skills) > 1:
        for skill in skills.values():
            if not skill.requires and skill.id not in required:
                fail(
                    skill.id,
                    "",
                    f"skill {skill.id!r} is an orphan: it requires nothing, and nothing requires it",
                    "say what has to be known first: requires = [...]",
                )


def _check_names(skills: Mapping[str, Skill], fail: Fail) -> None:
    owner: dict[str, tuple[Skill, bool]] = {}
    for skill in skills.values():
        doubtful = {key_of(name) for name in (*skill.common, *skill.vague)}
        for name in (skill.title, *skill.aliases):
            key = key_of(name)
            if not key:
                fail(skill.id, "aliases", f"skill {skill.id!r} has a name without a letter: {name!r}", "take it out")
            other, other_doubts = owner.setdefault(key, (skill, key in doubtful))
            if other is not skill and not (key in doubtful and other_doubts):
                fail(
                    skill.id,
                    "aliases" if name != skill.title else "title",
                    f"the name {name!r} of skill {skill.id!r} is also one of {other.id!r}",
                    "leave it to one of them, or list it under `vague` in both",
                )


def _check_domains(skills: Mapping[str, Skill], fail: Fail) -> None:
    owner: dict[str, str] = {}
    for skill in skills.values():
        for domain in skill.domains:
            if "://" in domain or domain.startswith("www.") or domain.endswith("/"):
                fail(skill.id, "domains", f"{domain!r} is not a domain", "write it without scheme, www. and last slash")
            if owner.setdefault(domain.casefold(), skill.id) != skill.id:
                fail(
                    skill.id,
                    "domains",
                    f"the domain {domain!r} of skill {skill.id!r} is also one of {owner[domain.casefold()]!r}",
                    "leave it to one of them",
                )

"""The catalogue: skills by id, with their prerequisites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from roadworthy.errors import NotFoundError
from roadworthy.skills.model import Skill


class Catalogue(Mapping[str, Skill]):
    """All skills by id, in the order of the files. Immutable; compared and hashed by identity, so it can key a cache."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        self._skills = {skill.id: skill for skill in skills}
        self._required: dict[str, frozenset[str]] = {}

    def __getitem__(self, skill_id: str) -> Skill:
        """Return the skill; KeyError if there is none (see `get_or_fail` for a message to people)."""
        return self._skills[skill_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._skills)

    def __len__(self) -> int:
        return len(self._skills)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def get_or_fail(self, skill_id: str) -> Skill:
        """Return the skill.

        Raises:
            NotFoundError: There is none of that id; the hint names the nearest.
        """
        from difflib import get_close_matches

        try:
            return self._skills[skill_id]
        except KeyError:
            near = get_close_matches(skill_id, self._skills, n=3)
            hint = f"did you mean {', '.join(near)}?" if near else "the ids are in docs/skills.md"
            raise NotFoundError(f"there is no skill {skill_id!r}", hint=hint) from None

    def areas(self) -> dict[str, tuple[Skill, ...]]:
        """Return the skills by area, in the order of the files."""
        areas: dict[str, list[Skill]] = {}
        for skill in self._skills.values():
            areas.setdefault(skill.area, []).append(skill)
        return {area: tuple(skills) for area, skills in areas.items()}

    def requires(self, skill_id: str) -> frozenset[str]:
        """Return the ids of everything that has to be known first, directly or indirectly."""
        known = self._required.get(skill_id)
        if known is None:
            direct = self._skills[skill_id].requires
            known = frozenset(direct).union(*(self.requires(one) for one in direct))
            self._required[skill_id] = known
        return known

    def in_order(self) -> tuple[Skill, ...]:
        """Return all skills so that each comes after its prerequisites; otherwise in the order of the files."""
        ordered: dict[str, Skill] = {}

        def put(skill: Skill) -> None:
            if skill.id not in ordered:
                for required in skill.requires:
                    put(self._skills[required])
                ordered[skill.id] = skill

        for skill in self._skills.values():
            put(skill)
        return tuple(ordered.values())

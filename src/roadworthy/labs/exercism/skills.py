"""Which skills of the catalogue the concepts of a track stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadworthy.skills import Catalogue

# Concepts that the catalogue has under another name, or in a wider skill.
_UNDER_ANOTHER_NAME = {
    "basics": "basic-syntax",
    "conditionals": "basic-syntax",
    "comparisons": "basic-syntax",
    "functions": "basic-syntax",
    "function-arguments": "basic-syntax",
    "loops": "basic-syntax",
    "bools": "data-types",
    "dict-methods": "data-types",
    "dicts": "data-types",
    "list-methods": "data-types",
    "lists": "data-types",
    "none": "data-types",
    "numbers": "data-types",
    "sets": "data-types",
    "strings": "data-types",
    "string-methods": "data-types",
    "tuples": "data-types",
    "classes": "class",
    "class-inheritance": "inheritance",
    "context-manager-customization": "context-managers",
    "with-statement": "context-managers",
    "generators": "generator-expressions",
    "raising-and-handling-errors": "error-handling",
    "user-defined-errors": "error-handling",
    "type-hinting": "typing",
}


def skills_of(concepts: Sequence[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Return the ids of the skills, each once; a concept that the catalogue does not know stands for none."""
    names = {skill.title.casefold(): skill.id for skill in catalogue.values()}
    found: list[str] = []
    for concept in concepts:
        skill = _UNDER_ANOTHER_NAME.get(concept, concept)
        skill = skill if skill in catalogue else names.get(concept.replace("-", " ").casefold(), "")
        if skill in catalogue and skill not in found:
            found.append(skill)
    return tuple(found)

"""The JSON API, version 1: what pages, scripts and other programs ask."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from roadworthy.web.api import attempts, docs, evidence, health, labs, ledger, placement, progress, roadmaps, skills
from roadworthy.web.problems import Problem

DESCRIPTION = """\
Everything that the pages show, as JSON. A **roadmap** has sections and **stops**; stops are recognised as **skills**; a
**lab** proves skills; a passed **attempt** is **evidence**. A **claim** is what the learner says of a stop, and never
counts as evidence.

Every error has the body `{"error": {"kind", "message", "where", "hint"}}`.
"""

TAGS: list[dict[str, Any]] = [
    {"name": "roadmaps", "description": "Markdown documents, read: sections, stops, matches, the map, claims."},
    {"name": "labs", "description": "Labs and the learner's workspace: the same files as in the terminal."},
    {"name": "attempts", "description": "Judging a workspace, live, and what came of it."},
    {"name": "evidence", "description": "What is proven, and what is claimed."},
    {"name": "progress", "description": "Mastery of skills, what to do next, reviews, activity."},
    {"name": "ledger", "description": "All attempts, out and in; and the matrix of several people's."},
    {"name": "placement", "description": "Where the learner stands, inferred from few answers; never evidence."},
    {"name": "skills", "description": "The skill catalogue."},
    {"name": "service", "description": "About this server."},
]

_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": words}
    for status, words in ((400, "Put wrongly; nothing was done"), (404, "No such thing"), (422, "Not as it must be"))
}

router = APIRouter(prefix="/api/v1", responses=_ERRORS)
for part in (health, roadmaps, labs, attempts, evidence, progress, placement, ledger, skills, docs):
    router.include_router(part.router)

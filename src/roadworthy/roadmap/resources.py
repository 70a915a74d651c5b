"""Links, pictures and drafts as resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy.roadmap.inline import Run, RunKind
from roadworthy.roadmap.kinds import kind_of, kind_said, tagged_kind
from roadworthy.roadmap.model import Resource, ResourceKind

if TYPE_CHECKING:
    from roadworthy.roadmap.draft import Draft


def resource(run: Run, *, note: str = "", named: bool = False, kind: ResourceKind | None = None) -> Resource:
    """Return a link (or picture) as a resource; `named` as for `kind_of`."""
    tag, title = tagged_kind(run.text)
    title = " ".join(title.split()) or run.url
    found = kind or (kind_said(tag.replace("feed", "")) if tag else kind_of(run.url, title, named=named))
    if run.kind is RunKind.IMAGE:
        found = ResourceKind.IMAGE
    words = " ".join(part for part in (tag, note, " ".join(run.hint.split())) if part)
    return Resource(title, run.url, found, run.line, words)


def as_resources(draft: Draft) -> list[Resource]:
    """Return a draft that turned out to be something to read as the resources it is."""
    words = " ".join([draft.icon, draft.number, *draft.notes]).strip()
    if not draft.resources:
        return [Resource(draft.title, None, kind_said(draft.title), draft.line, words)]
    first, *others = draft.resources
    # The title may have gained words around the link ("Read the Flask tutorial"), or say something else.
    title = draft.title if first.title in draft.title else first.title
    own = "" if draft.title in title else draft.title
    note = " ".join(part for part in (first.note, own, words) if part)
    kind = kind_of(first.url, title) if first.url and first.kind is ResourceKind.HOME else first.kind
    return [Resource(title, first.url, kind, first.line, note), *others]

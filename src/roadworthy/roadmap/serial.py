"""A roadmap, its findings and a diff as plain values for JSON. The keys are stable: docs/roadmap-format.md lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from roadworthy.roadmap.diff import Place, RoadmapDiff
    from roadworthy.roadmap.model import Finding, Resource, Roadmap, Section, Stop


def roadmap_to_json(roadmap: Roadmap) -> dict[str, Any]:
    """Return a roadmap as dicts, lists and scalars."""
    return {
        "title": roadmap.title,
        "icon": roadmap.icon,
        "description": roadmap.description,
        "meta": dict(roadmap.meta),
        "legend": [
            {"mark": entry.mark, "meaning": entry.meaning, "level": entry.level.value, "line": entry.line}
            for entry in roadmap.legend
        ],
        "resources": [_resource(item) for item in roadmap.resources],
        "sections": [_section(section) for section in roadmap.sections],
        "findings": [finding_to_json(finding) for finding in roadmap.findings],
    }


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as a dict."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "line": finding.line,
        "message": finding.message,
        "mend": finding.mend,
    }


def diff_to_json(difference: RoadmapDiff) -> dict[str, Any]:
    """Return a diff as dicts, lists and scalars."""
    return {
        "added": [_place(place) for place in difference.added],
        "removed": [_place(place) for place in difference.removed],
        "renamed": [{"old": _place(change.old), "new": _place(change.new)} for change in difference.renamed],
        "moved": [{"old": _place(change.old), "new": _place(change.new)} for change in difference.moved],
        "relevelled": [
            {"place": _place(change.place), "old": change.old.value, "new": change.new.value}
            for change in difference.relevelled
        ],
        "ids": dict(difference.ids),
    }


def _place(place: Place) -> dict[str, Any]:
    return {"id": place.id, "title": place.title, "under": place.under, "line": place.line}


def _resource(item: Resource) -> dict[str, Any]:
    return {"title": item.title, "url": item.url, "kind": item.kind.value, "line": item.line, "note": item.note}


def _section(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.title,
        "icon": section.icon,
        "number": section.number,
        "line": section.line,
        "note": section.note,
        "resources": [_resource(item) for item in section.resources],
        "stops": [_stop(stop) for stop in section.stops],
    }


def _stop(stop: Stop) -> dict[str, Any]:
    return {
        "id": stop.id,
        "title": stop.title,
        "icon": stop.icon,
        "number": stop.number,
        "line": stop.line,
        "level": stop.level.value,
        "heading": stop.heading,
        "claimed": stop.claimed,
        "requires": list(stop.requires),
        "note": stop.note,
        "resources": [_resource(item) for item in stop.resources],
        "children": [_stop(child) for child in stop.children],
    }

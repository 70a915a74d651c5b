"""Markdown in, typed roadmap out: reading, lint, diff and the geometry of the map. Pure."""

from roadworthy.roadmap.diff import Change, LevelChange, Place, RoadmapDiff, diff
from roadworthy.roadmap.linkcheck import (
    Answer,
    LinkResult,
    LinkState,
    OfflineError,
    RefusedError,
    UnreachableError,
    check_links,
)
from roadworthy.roadmap.lint import all_resources, lint
from roadworthy.roadmap.map_layout import lay_out
from roadworthy.roadmap.map_model import (
    BoxKind,
    Claim,
    EvidenceMark,
    MapBlock,
    MapBox,
    MapLayout,
    MapSection,
    StopMark,
    Width,
)
from roadworthy.roadmap.map_svg import render_svg
from roadworthy.roadmap.model import (
    Finding,
    LegendEntry,
    Level,
    Resource,
    ResourceKind,
    Roadmap,
    Section,
    Severity,
    Stop,
)
from roadworthy.roadmap.reader import read_roadmap
from roadworthy.roadmap.serial import diff_to_json, finding_to_json, roadmap_to_json

__all__ = [
    "Answer",
    "BoxKind",
    "Change",
    "Claim",
    "EvidenceMark",
    "Finding",
    "LegendEntry",
    "Level",
    "LevelChange",
    "LinkResult",
    "LinkState",
    "MapBlock",
    "MapBox",
    "MapLayout",
    "MapSection",
    "OfflineError",
    "Place",
    "RefusedError",
    "Resource",
    "ResourceKind",
    "Roadmap",
    "RoadmapDiff",
    "Section",
    "Severity",
    "Stop",
    "StopMark",
    "UnreachableError",
    "Width",
    "all_resources",
    "check_links",
    "diff",
    "diff_to_json",
    "finding_to_json",
    "lay_out",
    "lint",
    "read_roadmap",
    "render_svg",
    "roadmap_to_json",
]

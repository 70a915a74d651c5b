"""Markdown in, typed roadmap out: reading, lint, diff and the geometry of the map. Pure."""

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

__all__ = [
    "BoxKind",
    "Claim",
    "EvidenceMark",
    "Finding",
    "LegendEntry",
    "Level",
    "MapBlock",
    "MapBox",
    "MapLayout",
    "MapSection",
    "Resource",
    "ResourceKind",
    "Roadmap",
    "Section",
    "Severity",
    "Stop",
    "StopMark",
    "Width",
    "lay_out",
    "read_roadmap",
    "render_svg",
]

"""Markdown in, typed roadmap out: reading, lint, diff and the geometry of the map. Pure."""

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

__all__ = [
    "Finding",
    "LegendEntry",
    "Level",
    "Resource",
    "ResourceKind",
    "Roadmap",
    "Section",
    "Severity",
    "Stop",
]

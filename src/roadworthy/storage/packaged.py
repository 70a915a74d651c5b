"""The roadmaps that come with Roadworthy, put into the store so that they are kept, versioned and claimed like any other."""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import TYPE_CHECKING

from roadworthy.storage.records import Origin

if TYPE_CHECKING:
    from roadworthy.storage.store import Store


def packaged_roadmaps() -> dict[str, bytes]:
    """Return slug -> document of every roadmap in `roadworthy_content/roadmaps`."""
    folder = resources.files("roadworthy_content") / "roadmaps"
    return {
        entry.name.removesuffix(".md"): entry.read_bytes()
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".md")
    }


def add_packaged_roadmaps(store: Store, learner: str) -> None:
    """Make the current texts of our roadmaps the current versions in the store; cheap when they are already."""
    current = {record.slug: record.sha256 for record in store.roadmaps()}
    for slug, data in packaged_roadmaps().items():
        if current.get(slug) != hashlib.sha256(data).hexdigest():
            store.add_roadmap(data, learner=learner, slug=slug, origin=Origin.PACKAGED)

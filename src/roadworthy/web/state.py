"""What one web process works with: store, catalogues and roadmaps already read, and the views made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from roadworthy.web.views import (
    AddedView,
    EvidenceView,
    LabSummary,
    LabView,
    RoadmapSummary,
    RoadmapView,
    StopView,
)

if TYPE_CHECKING:
    from pathlib import Path

    from roadworthy.labs import LabCatalogue, Workspace
    from roadworthy.progress import NextLab
    from roadworthy.roadmap import Claim
    from roadworthy.settings import Settings
    from roadworthy.skills import Catalogue
    from roadworthy.storage import Origin, Store


class AppState:
    """Everything that pages and API need, for the one learner of single-user mode.

    Every method reads the store anew, so any number of processes may serve the same database; what is cached
    (catalogues, roadmaps by the hash of their text) cannot go stale.
    """

    settings: Settings
    store: Store
    skills: Catalogue
    labs: LabCatalogue

    def roadmaps(self) -> tuple[RoadmapSummary, ...]:
        """Return a line for every roadmap, ours first, then by title."""
        raise NotImplementedError

    def roadmap_view(self, slug: str) -> RoadmapView:
        """Return a roadmap as the learner sees it. Raises NotFoundError."""
        raise NotImplementedError

    def stop_view(self, slug: str, place: str) -> StopView:
        """Return a stop or section of a roadmap. Raises NotFoundError."""
        raise NotImplementedError

    def set_claim(self, slug: str, stop: str, claim: Claim) -> None:
        """Record what the learner says of a stop. Raises NotFoundError."""
        raise NotImplementedError

    def add_roadmap(
        self, data: bytes | str, *, origin: Origin, slug: str = "", title: str = "", address: str = ""
    ) -> AddedView:
        """Store a Markdown roadmap; the same text again changes nothing, a new text under a slug is a new version.

        Raises:
            UsageError: Nothing in it, too large, or a slug that is not one.
        """
        raise NotImplementedError

    async def fetch_roadmap(self, address: str, *, slug: str = "", title: str = "") -> AddedView:
        """Fetch a Markdown file from an http(s) address and store it. Raises UsageError with what went wrong."""
        raise NotImplementedError

    def lab_summaries(self) -> tuple[LabSummary, ...]:
        """Return a line for every lab, by topic, then difficulty."""
        raise NotImplementedError

    def lab_view(self, lab: str) -> LabView:
        """Return a lab as the learner sees it, without creating a workspace. Raises NotFoundError."""
        raise NotImplementedError

    def workspace(self, lab: str) -> Workspace:
        """Return the learner's workspace of a lab, created from the starter on first use. Raises NotFoundError."""
        raise NotImplementedError

    def write_file(self, lab: str, name: str, text: str, *, expected: str = "") -> str:
        """Write a file of the workspace; returns the SHA-256 of what is there now.

        Args:
            lab: Id of the lab.
            name: One of the lab's `edit` files.
            text: Whole new text.
            expected: SHA-256 of the text that the change was made to; "" overwrites whatever is there.

        Raises:
            ConflictError: The file on disk is not the one that was edited; nothing was written.
            UsageError: The file is not the learner's to write.
        """
        raise NotImplementedError

    def reset(self, lab: str) -> Path:
        """Put the starter back; returns the folder of the kept copy. Raises NotFoundError."""
        raise NotImplementedError

    def take_hint(self, lab: str) -> tuple[int, str] | None:
        """Return number (from 1) and text of the next hint, noting that it was taken; None when all were taken."""
        raise NotImplementedError

    def evidence_view(self) -> EvidenceView:
        """Return what the learner has proven, and, apart from it, what they claim."""
        raise NotImplementedError

    def submission(self, attempt: str) -> Mapping[str, str]:
        """Return the files of an attempt as they were judged. Raises NotFoundError."""
        raise NotImplementedError

    def next_lab(self, slug: str | None = None) -> NextLab:
        """Return what to do next, on one roadmap or on ours. Raises NotFoundError."""
        raise NotImplementedError


def current_state(request: Request) -> AppState:
    """Return the state of the app that serves the request (`create_app` put it there)."""
    state: AppState = request.app.state.roadworthy
    return state


State = Annotated[AppState, Depends(current_state)]
"""What an endpoint asks for: `def page(state: State) -> ...`."""

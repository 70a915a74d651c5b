"""What a command works with: settings, labs, the learner's store and workspaces, each opened when first asked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from roadworthy.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roadworthy.labs import Lab, LabCatalogue, Workspace
    from roadworthy.progress import LabState, NextLab, Overview, Placed, SkillState
    from roadworthy.roadmap import Roadmap
    from roadworthy.settings import Settings
    from roadworthy.skills import Catalogue, Match
    from roadworthy.storage import EvidenceRecord, Store

DEFAULT_ROADMAP = "python-backend"


def load_settings() -> Settings:
    """Return the settings of this process.

    Raises:
        UsageError: An environment variable holds something that it cannot hold.
    """
    from pydantic import ValidationError

    from roadworthy.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        variable = f"ROADWORTHY_{str(first['loc'][0]).upper()}"
        raise UsageError(f"{first['msg']}, not {first['input']!r}", where=variable, hint=f"unset {variable}") from error


class Session:
    """One run of a command, for the one learner of this machine. Use it as a context manager: it closes the store."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if "store" in self.__dict__:
            self.store.close()

    @cached_property
    def settings(self) -> Settings:
        """The settings. Raises UsageError."""
        return load_settings()

    @cached_property
    def labs(self) -> LabCatalogue:
        """Every lab of this machine, by id."""
        from roadworthy.labs import find_labs

        return find_labs(self.settings.packs)

    @cached_property
    def skills(self) -> Catalogue:
        """The skill catalogue."""
        from roadworthy.skills import load_catalogue

        return load_catalogue()

    @cached_property
    def store(self) -> Store:
        """The learner's database, created or upgraded where needed. Raises StorageError."""
        from roadworthy.storage import add_packaged_roadmaps, open_store

        store = open_store(self.settings.database_url)
        add_packaged_roadmaps(store, self.settings.learner)
        return store

    @property
    def learner(self) -> str:
        """The learner's name."""
        return self.settings.learner

    # --- which lab

    def named(self, name: str | None) -> Lab:
        """Return the lab of that name; without one the lab at hand.

        Raises:
            NotFoundError: There is no such lab, or no lab is at hand.
        """
        if name is not None:
            return self.labs.named(name)
        lab = self.at_hand()
        if lab is None:
            raise NotFoundError("no lab is started", hint="`roadworthy start` begins the next one, `list` shows all")
        return lab

    def at_hand(self) -> Lab | None:
        """Return the lab whose workspace is the current folder, else the one touched last, else None."""
        return self._here() or self._touched_last()

    def _here(self) -> Lab | None:
        from roadworthy.labs import workspace_lab

        here = _current_folder()
        if here is None:
            return None
        lab = self.labs.get(workspace_lab(here) or "")
        workspace = self.workspace(lab) if lab else None
        # The copy that `reset` keeps says whose it is too, but it is not what gets judged.
        return lab if workspace and here.resolve().is_relative_to(workspace.folder.resolve()) else None

    def _touched_last(self) -> Lab | None:
        begun = [(when, lab.id) for lab in self.labs.values() if (when := self._touched(lab)) is not None]
        return self.labs[max(begun)[1]] if begun else None

    def _touched(self, lab: Lab) -> float | None:
        """Return when the learner last wrote one of the lab's files, seconds since the epoch; None if never started."""
        workspace = self.workspace(lab)
        if workspace is None:
            return None
        files = [workspace.folder, *(workspace.folder / name for name in lab.edit)]
        return max((file.stat().st_mtime for file in files if file.exists()), default=None)

    # --- workspaces

    def workspace(self, lab: Lab) -> Workspace | None:
        """Return the learner's workspace of the lab, None if it is not started; in the folder of a review, that one."""
        from roadworthy.labs import open_review, open_workspace

        here = _current_folder()
        review = open_review(lab, self.settings.workspaces, here) if here else None
        return review or open_workspace(lab, self.settings.workspaces)

    def start(self, lab: Lab) -> Workspace:
        """Return the learner's workspace of the lab, made from the starter if there is none."""
        from roadworthy.labs import create_workspace

        return create_workspace(lab, self.settings.workspaces)

    def started(self, lab: Lab) -> Workspace:
        """Return the learner's workspace of the lab. Raises NotFoundError if it is not started."""
        workspace = self.workspace(lab)
        if workspace is None:
            raise NotFoundError(f"{lab.id} is not started", hint=f"roadworthy start {lab.id}")
        return workspace

    # --- how the learner stands

    def evidence(self) -> tuple[EvidenceRecord, ...]:
        """Return everything that the learner has proven, newest first."""
        return self.store.evidence(self.learner)

    def lab_states(self) -> Mapping[str, LabState]:
        """Return how the learner stands with every lab."""
        from roadworthy.progress import lab_states

        return lab_states(self.labs, self.evidence(), self.store.attempt_counts(self.learner))

    def skill_states(self) -> Mapping[str, SkillState]:
        """Return how the learner stands with every skill that has evidence or a lab."""
        from roadworthy.progress import skill_states

        return skill_states(self.evidence(), self.labs)

    def overview(self) -> Overview:
        """Return all of the learner's progress, as it is now, with what their placement infers; ask again after attempts."""
        from roadworthy.progress import Overview

        return Overview(self.store, self.learner, self.labs, self.skills, retention=self.settings.retention)

    def placed(self) -> Placed | None:
        """Return the learner's placement as it stands, None if they never began one."""
        return self.overview().placed

    def road(self, slug: str = DEFAULT_ROADMAP) -> tuple[Roadmap, tuple[Match, ...]]:
        """Return a stored roadmap and its matches. Raises NotFoundError if there is no such roadmap."""
        from roadworthy.roadmap import read_roadmap
        from roadworthy.skills import match_roadmap

        roadmap = read_roadmap(self.store.roadmap_text(slug))
        return roadmap, tuple(match_roadmap(roadmap, self.skills))

    def next_lab(self, slug: str = DEFAULT_ROADMAP) -> NextLab:
        """Return what to do next on a stored roadmap. Raises NotFoundError if there is no such roadmap."""
        roadmap, matches = self.road(slug)
        return self.overview().next_lab(roadmap, matches, self.store.claims(self.learner, slug))


def _current_folder() -> Path | None:
    try:
        return Path.cwd()
    except FileNotFoundError:  # the folder was removed under the shell's feet
        return None

"""What one web process works with: store, catalogues and roadmaps already read, and the views made of them."""

from __future__ import annotations

import hashlib
import threading
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from roadworthy.errors import NotFoundError, UsageError
from roadworthy.labs import (
    Lab,
    LabCatalogue,
    Workspace,
    create_review,
    create_workspace,
    find_labs,
    find_review,
    open_workspace,
)
from roadworthy.progress import (
    LabState,
    NextLab,
    Overview,
    Placed,
    SkillState,
    StopState,
    attempts_that_tell,
    lab_states,
    locks,
    place,
    review_variant,
    stop_states,
)
from roadworthy.roadmap import Claim, EvidenceMark, Section
from roadworthy.skills import Catalogue, load_catalogue
from roadworthy.storage import (
    AddedRoadmap,
    AttemptRecord,
    EvidenceRecord,
    Ledger,
    Origin,
    PlacementRecord,
    RoadmapRecord,
    Store,
    add_packaged_roadmaps,
    open_store,
)
from roadworthy.web.reading import Reader, ReadRoadmap
from roadworthy.web.views import (
    AddedView,
    LabSummary,
    LabView,
    RoadmapSummary,
    RoadmapView,
    SkillView,
    StopView,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from roadworthy.settings import Settings

OURS = "python-backend"
"""Slug of the roadmap that is ours, where a learner who has named no other begins."""

SHOWN_ATTEMPTS = 100
LARGEST_ROADMAP = 1024 * 1024


class ConflictError(UsageError):
    """The file on disk is not the one that was edited; nothing was written."""


class AppState:
    """Everything that pages and API need, for the one learner of single-user mode.

    Every method reads the store anew, so any number of processes may serve the same database; what is cached
    (catalogues, roadmaps by the hash of their text) cannot go stale while the process runs.

    Args:
        settings: Where things are.
        store: The database; opened from the settings if left out.
        labs: The labs; found from the settings if left out.
    """

    def __init__(self, settings: Settings, *, store: Store | None = None, labs: LabCatalogue | None = None) -> None:
        self.settings = settings
        self.store = store or open_store(settings.database_url)
        self.learner = settings.learner
        self._given_labs = labs
        self._writing = threading.Lock()
        self._placing = threading.Lock()
        self._last_placed: tuple[PlacementRecord, Ledger, Placed] | None = None
        add_packaged_roadmaps(self.store, self.learner)

    def close(self) -> None:
        """Give the database back."""
        self.store.close()

    @cached_property
    def skills(self) -> Catalogue:
        """The skill catalogue."""
        return load_catalogue()

    @cached_property
    def labs(self) -> LabCatalogue:
        """The labs of this machine."""
        return self._given_labs if self._given_labs is not None else find_labs(self.settings.packs)

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.skills, self.labs)

    # --- roadmaps

    def roadmaps(self) -> tuple[RoadmapSummary, ...]:
        """Return a line for every roadmap, ours first, then by title."""
        skills = self.skill_states()
        lines = []
        for record in self.store.roadmaps():
            read = self.read(record)
            states = self._stop_states(read, record.slug, skills)
            sections = [states[section.id] for section in read.roadmap.sections]
            lines.append(
                RoadmapSummary(
                    record,
                    read.coverage,
                    passed=sum(state.passed for state in sections),
                    claimed=sum(state.done for state in sections),
                )
            )
        return tuple(
            sorted(lines, key=lambda line: (line.record.origin is not Origin.PACKAGED, line.record.title.casefold()))
        )

    def roadmap_view(self, slug: str) -> RoadmapView:
        """Return a roadmap as the learner sees it. Raises NotFoundError."""
        record = self.store.roadmap(slug)
        read = self.read(record)
        overview = self.overview()
        skills = overview.skill_states
        suggested = self._next(read, slug, overview).lab
        return RoadmapView(
            record=record,
            roadmap=read.roadmap,
            matches=read.matches_of,
            states=self._stop_states(read, slug, skills),
            coverage=read.coverage,
            findings=read.findings,
            next_lab=suggested.lab if suggested else None,
        )

    def stop_view(self, slug: str, place: str) -> StopView:
        """Return a stop or section of a roadmap. Raises NotFoundError."""
        record = self.store.roadmap(slug)
        read = self.read(record)
        above = read.path_to(place)
        if not above:
            raise NotFoundError(f"the roadmap {record.title!r} has no stop {place!r}", hint="it may have been renamed")
        found = above[-1]
        children = found.stops if isinstance(found, Section) else found.children
        skills = self.skill_states()
        states = self._stop_states(read, slug, skills)
        summaries = {summary.lab.id: summary for summary in self._lab_summaries(skills)}
        return StopView(
            record=record,
            place=found,
            above=tuple(above[:-1]),
            children=children,
            state=states[place],
            states={child.id: states[child.id] for child in children},
            skills=tuple(
                SkillView(
                    self.skills[match.skill],
                    match,
                    _state_of(match.skill, skills),
                    tuple(_state_of(required, skills) for required in self.skills[match.skill].requires),
                )
                for match in read.matches_of.get(place, ())
            ),
            labs=tuple(summaries[lab] for lab in states[place].labs),
        )

    def set_claim(self, slug: str, stop: str, claim: Claim) -> None:
        """Record what the learner says of a stop or section. Raises NotFoundError."""
        if not self.read(self.store.roadmap(slug)).path_to(stop):
            raise NotFoundError(f"the roadmap {slug!r} has no stop {stop!r}", hint="it may have been renamed")
        self.store.set_claim(self.learner, slug, stop, claim)

    def add_roadmap(
        self, data: bytes | str, *, origin: Origin, slug: str = "", title: str = "", address: str = ""
    ) -> AddedView:
        """Store a Markdown roadmap; the same text again changes nothing, a new text under a slug is a new version.

        Raises:
            UsageError: Nothing in it, too large, or a slug that is not one.
        """
        source = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
        if not source.strip():
            raise UsageError("there is nothing in it", hint="paste a Markdown roadmap: headings, and lists under them")
        if len(source) > LARGEST_ROADMAP:
            raise UsageError("it is larger than 1 MB", hint="split it into several roadmaps")
        added: AddedRoadmap = self.store.add_roadmap(
            source, learner=self.learner, slug=slug, title=title, origin=origin, address=address
        )
        read = self.read(added.record)
        return AddedView(added.record, added.changed, added.carried, added.kept, read.findings, read.coverage)

    async def fetch_roadmap(self, address: str, *, slug: str = "", title: str = "") -> AddedView:
        """Fetch a Markdown file from an http(s) address and store it. Raises UsageError with what went wrong."""
        from anyio import to_thread

        from roadworthy.web.fetch import fetch_markdown  # an HTTP client takes long to import, and few ask for it

        data, source = await fetch_markdown(address)
        return await to_thread.run_sync(
            lambda: self.add_roadmap(data, origin=Origin.FETCHED, slug=slug, title=title, address=source)
        )

    # --- labs

    def lab_summaries(self) -> tuple[LabSummary, ...]:
        """Return a line for every lab, by topic, then difficulty."""
        return self._lab_summaries(self.skill_states())

    def lab_view(self, lab: str, review: date | None = None) -> LabView:
        """Return a lab as the learner sees it, without creating a workspace. Raises NotFoundError.

        Args:
            lab: Its id.
            review: The day of a review that was begun, to look at that instead of the workspace.
        """
        found = self.labs.named(lab)
        skills = self.skill_states()
        summary = next(line for line in self._lab_summaries(skills) if line.lab.id == found.id)
        workspace = self.review(lab, review) if review else self._look(found)
        files = workspace.files()
        taken = min(self.store.hints_taken(self.learner, found.id), len(found.hints))
        return LabView(
            summary=summary,
            brief=found.brief,
            files=files,
            hashes={name: sha256(text) for name, text in files.items()},
            editable=found.edit,
            folder=str(workspace.folder if review else self.settings.workspaces.absolute() / found.id),
            started=workspace.folder != found.starter,
            hints=found.hints[:taken],
            hints_left=len(found.hints) - taken,
            attempts=self.store.attempts(self.learner, found.id, limit=SHOWN_ATTEMPTS),
            skills={skill: self.skills[skill].title if skill in self.skills else skill for skill in found.skills},
        )

    def _look(self, lab: Lab) -> Workspace:
        """Return the workspace, or, for reading only, the starter as if it were one."""
        return open_workspace(lab, self.settings.workspaces) or Workspace(lab, lab.starter)

    def workspace(self, lab: str, review: date | None = None) -> Workspace:
        """Return the learner's workspace of a lab, created from the starter on first use; or a review of that day.

        Raises:
            NotFoundError: No such lab, or no review was begun on that day.
        """
        if review:
            return self.review(lab, review)
        return create_workspace(self.labs.named(lab), self.settings.workspaces)

    def review(self, lab: str, day: date) -> Workspace:
        """Return the review of a lab that was begun on a day. Raises NotFoundError."""
        found = find_review(self.labs.named(lab), self.settings.workspaces, day)
        if found is None:
            raise NotFoundError(f"no review of {lab[:80]!r} was begun on {day}", hint="/review begins one")
        return found

    def begin_review(self, lab: str) -> date:
        """Make the folder of a review, and return the day that names it; one of today stays as it is.

        Raises:
            NotFoundError: No such lab.
            UsageError: It was never passed.
        """
        found = self.labs.named(lab)
        overview = self.overview()
        if not any(found.id in each.labs for each in overview.mastery.values()):
            raise UsageError("this lab was never passed, so there is nothing to review", hint="do it first")
        today = overview.now.astimezone().date()
        variant = review_variant(found, overview.mastery)
        create_review(found, self.settings.workspaces, today, variant=variant)
        return today

    def files(self, lab: str, review: date | None = None) -> dict[str, str]:
        """Return name -> text of the workspace's files, the starter's as long as there is none. Raises NotFoundError."""
        return (self.review(lab, review) if review else self._look(self.labs.named(lab))).files()

    def write_file(self, lab: str, name: str, text: str, *, expected: str = "", review: date | None = None) -> str:
        """Write a file of the workspace; returns the SHA-256 of what is there now.

        Args:
            lab: Id of the lab.
            name: One of the lab's `edit` files.
            text: Whole new text.
            expected: SHA-256 of the text that the change was made to; "" overwrites whatever is there.
            review: The day of a review, to write there.

        Raises:
            ConflictError: The file on disk is not the one that was edited; nothing was written.
            UsageError: The file is not the learner's to write.
        """
        found = self.labs.named(lab)
        if name not in found.edit:
            raise UsageError(
                f"{name[:80]!r} is not yours to edit in this lab", hint=f"you write: {', '.join(found.edit)}"
            )
        workspace = self.workspace(lab, review)
        with self._writing:
            if expected and expected != _sha256_of(workspace, name):
                raise ConflictError(f"{name} was changed on disk meanwhile", hint="take that version, or overwrite it")
            workspace.write(name, text)
        return sha256(text)

    def reset(self, lab: str) -> Path:
        """Put the starter back; returns the folder of the kept copy. Raises NotFoundError."""
        return self.workspace(lab).reset()

    def take_hint(self, lab: str) -> tuple[int, str] | None:
        """Return number (from 1) and text of the next hint, noting that it was taken; None when all were taken."""
        found = self.labs.named(lab)
        before = self.store.hints_taken(self.learner, found.id)
        number = self.store.take_hint(self.learner, found.id, available=len(found.hints))
        return (number, found.hints[number - 1]) if before < number <= len(found.hints) else None

    # --- evidence

    def submission(self, attempt: str) -> Mapping[str, str]:
        """Return the files of an attempt as they were judged. Raises NotFoundError."""
        return self.store.submission_files(self.attempt(attempt).submission_hash)

    def attempt(self, attempt: str) -> AttemptRecord:
        """Return one of the learner's attempts. Raises NotFoundError, also for somebody else's."""
        found = self.store.attempt(attempt)
        if found.learner != self.learner:
            raise NotFoundError(f"there is no attempt {attempt[:80]!r}")
        return found

    # --- progress

    def overview(self) -> Overview:
        """Return the learner's progress at this moment, with what their placement infers."""
        return Overview(
            self.store,
            self.learner,
            self.labs,
            self.skills,
            retention=self.settings.retention,
            placing=self._place,
        )

    def placed(self) -> Placed | None:
        """Return the learner's placement as it stands, None if they never began one."""
        return self.overview().placed

    def _place(self, record: PlacementRecord, ledger: Ledger) -> Placed:
        with self._placing:
            # Computing it takes a second after twenty answers, and nearly every page asks.
            if self._last_placed is None or self._last_placed[:2] != (record, ledger):
                attempts = attempts_that_tell(self.store, self.learner, record, self.labs)
                self._last_placed = (record, ledger, place(record, ledger, self.labs, self.skills, attempts))
            return self._last_placed[2]

    def skill_states(self) -> dict[str, SkillState]:
        """Return how the learner stands with every skill that has evidence or a lab, or is inferred."""
        return self.overview().skill_states

    def next_lab(self, slug: str | None = None) -> NextLab:
        """Return what to do next, on one roadmap or on ours. Raises NotFoundError."""
        record = self.store.roadmap(OURS if slug is None else slug)
        return self._next(self.read(record), record.slug, self.overview())

    # --- what the views share

    def read(self, record: RoadmapRecord) -> ReadRoadmap:
        """Return a stored roadmap, read and matched."""
        return self._reader.read(record.sha256, lambda: self.store.roadmap_text(record.slug, version=record.version))

    def _stop_states(self, read: ReadRoadmap, slug: str, skills: Mapping[str, SkillState]) -> dict[str, StopState]:
        return stop_states(read.roadmap, read.matches, skills, self.store.claims(self.learner, slug))

    def _lab_states(self, evidence: tuple[EvidenceRecord, ...]) -> dict[str, LabState]:
        return lab_states(self.labs, evidence, self.store.attempt_counts(self.learner))

    def _lab_summaries(self, skills: Mapping[str, SkillState]) -> tuple[LabSummary, ...]:
        states = self._lab_states(self.store.evidence(self.learner))
        ordered = sorted(self.labs.values(), key=lambda lab: (lab.topic, lab.difficulty, lab.title))
        return tuple(
            LabSummary(lab, states[lab.id], locks(lab, self.labs, states, skills, self.skills)) for lab in ordered
        )

    def _next(self, read: ReadRoadmap, slug: str, overview: Overview) -> NextLab:
        return overview.next_lab(read.roadmap, read.matches, self.store.claims(self.learner, slug))


def sha256(text: str) -> str:
    """Return the SHA-256 (hex) of a text's UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _sha256_of(workspace: Workspace, name: str) -> str:
    """Return the hash of a file, "" if it is not there."""
    try:
        return sha256(workspace.read(name))
    except NotFoundError:
        return ""


def _state_of(skill: str, states: Mapping[str, SkillState]) -> SkillState:
    return states.get(skill, SkillState(skill, EvidenceMark.NONE))


def current_state(request: Request) -> AppState:
    """Return the state of the app that serves the request (`create_app` put it there)."""
    state: AppState = request.app.state.roadworthy
    return state


State = Annotated[AppState, Depends(current_state)]
"""What an endpoint asks for: `def page(state: State) -> ...`."""

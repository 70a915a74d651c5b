"""Storing roadmaps: every version of every text, and claims that follow their stops from one version to the next."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from roadworthy.errors import NotFoundError, UsageError
from roadworthy.roadmap import Claim, Roadmap, RoadmapDiff, diff, read_roadmap
from roadworthy.storage.records import AddedRoadmap, ClaimSource, Origin, RoadmapRecord
from roadworthy.storage.tables import Learner, RoadmapVersion, StoredClaim, StoredRoadmap, now

if TYPE_CHECKING:
    from collections.abc import Sequence

SLUG = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
LONGEST_SLUG = 60
_ALIKE = 0.5
"""Share of the smaller version's places that must be in both for a text with a known title to be its next version."""


def slug_of(title: str) -> str:
    """Return the slug that a title suggests: letters and digits of any script, joined by hyphens."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    words = re.sub(r"[\W_]+", "-", folded)[:LONGEST_SLUG].strip("-")
    return words or "roadmap"


def check_slug(slug: str) -> None:
    """Raise UsageError if it cannot be a slug."""
    if len(slug) > LONGEST_SLUG or not SLUG.fullmatch(slug) or slug != slug_of(slug):
        raise UsageError(
            f"{slug!r} cannot be the name of a roadmap",
            hint=f"use lower-case letters, digits and hyphens, for instance {slug_of(slug)!r}",
        )


def clean_title(title: str) -> str:
    """Return a title that every database can keep: printable, one line, of bounded length."""
    printable = "".join(letter if letter.isprintable() else " " for letter in title)
    return " ".join(printable.split())[:200]


def current_versions(session: Session) -> Sequence[RoadmapVersion]:
    """Return the newest version of every roadmap that was not removed."""
    newest = select(func.max(RoadmapVersion.id)).group_by(RoadmapVersion.roadmap_id)
    return session.scalars(
        select(RoadmapVersion)
        .join(RoadmapVersion.roadmap)
        .where(RoadmapVersion.id.in_(newest), StoredRoadmap.removed.is_(None))
        .order_by(StoredRoadmap.id)
    ).all()


def current_version(session: Session, slug: str, *, with_source: bool = False) -> RoadmapVersion:
    """Return the newest version of a roadmap; raises NotFoundError."""
    query = (
        select(RoadmapVersion)
        .join(RoadmapVersion.roadmap)
        .where(StoredRoadmap.slug == slug, StoredRoadmap.removed.is_(None))
        .order_by(RoadmapVersion.number.desc())
        .limit(1)
    )
    if with_source:
        query = query.options(undefer(RoadmapVersion.source))
    version = session.scalar(query) if SLUG.fullmatch(slug) else None  # PostgreSQL objects to NUL in what it is asked
    if version is None:
        raise NotFoundError(f"there is no roadmap called {slug!r}", hint="the page Roadmaps lists them all")
    return version


def to_record(version: RoadmapVersion) -> RoadmapRecord:
    """Return the plain record of a version."""
    return RoadmapRecord(
        slug=version.roadmap.slug,
        title=version.title,
        version=version.number,
        sha256=version.sha256,
        origin=Origin(version.origin),
        address=version.address,
        added=version.added,
    )


def add(
    session: Session, learner: Learner, data: bytes, *, slug: str, title: str, origin: Origin, address: str
) -> AddedRoadmap:
    """Store a text under its slug (see `Store.add_roadmap`)."""
    digest = hashlib.sha256(data).hexdigest()
    new: Roadmap | None = None
    if not slug:
        same = next((each for each in current_versions(session) if each.sha256 == digest), None)
        if same is not None:
            return AddedRoadmap(to_record(same), changed=False, carried={}, kept=())
        new = read_roadmap(data)
        slug = _free_slug(session, slug_of(title or new.title), new)
    check_slug(slug)
    stored = session.scalar(select(StoredRoadmap).where(StoredRoadmap.slug == slug).with_for_update())
    if stored is None:
        stored = StoredRoadmap(slug=slug)
        session.add(stored)
        session.flush()
    latest = stored.versions[-1] if stored.versions else None
    if latest is not None and origin is not Origin.PACKAGED and latest.origin == Origin.PACKAGED:
        raise UsageError(f"{slug!r} is a roadmap of Roadworthy's own", hint="give yours another name")
    restored = stored.removed is not None
    stored.removed = None
    if latest is not None and latest.sha256 == digest:
        return AddedRoadmap(to_record(latest), changed=restored, carried={}, kept=())
    new = new or read_roadmap(data)
    version = RoadmapVersion(
        roadmap=stored,
        number=latest.number + 1 if latest else 1,
        title=clean_title(title or new.title) or slug,
        source=data,
        sha256=digest,
        origin=origin,
        address=address,
        added=now(),
    )
    session.add(version)
    carried, kept = ({}, ()) if latest is None else _carry_claims(session, stored, read_roadmap(latest.source), new)
    _import_ticks(session, learner, stored, new)
    session.flush()
    return AddedRoadmap(to_record(version), changed=True, carried=carried, kept=kept)


def _places(roadmap: Roadmap) -> set[str]:
    return {section.id for section in roadmap.sections} | {stop.id for stop in roadmap.walk()}


def _free_slug(session: Session, slug: str, new: Roadmap) -> str:
    """Return the slug itself if it is free or if this is its next version, else with the first free number."""
    places = _places(new)
    candidate, number = slug, 1
    while True:
        stored = session.scalar(select(StoredRoadmap).where(StoredRoadmap.slug == candidate))
        if stored is None or not stored.versions:
            return candidate
        latest = stored.versions[-1]
        old = _places(read_roadmap(latest.source))
        alike = len(old & places) >= _ALIKE * max(1, min(len(old), len(places)))
        if alike and latest.origin != Origin.PACKAGED:
            return candidate
        number += 1
        candidate = f"{slug[: LONGEST_SLUG - 5].rstrip('-')}-{number}"


def _carry_claims(
    session: Session, stored: StoredRoadmap, old: Roadmap, new: Roadmap
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Let every learner's claims follow renamed and moved stops; claims of stops that are gone stay where they are."""
    changes: RoadmapDiff = diff(old, new)
    renamed = {before: after for before, after in changes.ids.items() if before != after}
    claims = session.scalars(select(StoredClaim).where(StoredClaim.roadmap_id == stored.id)).all()
    taken = {(claim.learner_id, claim.stop) for claim in claims if claim.stop not in renamed}
    carried: dict[str, str] = {}
    moving = [claim for claim in claims if claim.stop in renamed]
    for claim in moving:
        session.delete(claim)
    session.flush()  # so that two stops may swap their ids
    for claim in moving:
        target = renamed[claim.stop]
        if (claim.learner_id, target) in taken:
            target = (
                claim.stop
            )  # the learner spoke of the target already: their word for it stands, and this one is kept
        else:
            carried[claim.stop] = target
        taken.add((claim.learner_id, target))
        session.add(
            StoredClaim(
                learner_id=claim.learner_id,
                roadmap_id=claim.roadmap_id,
                stop=target,
                state=claim.state,
                source=claim.source,
                at=claim.at,
            )
        )
    session.flush()
    gone = {stop for _, stop in taken} - _places(new)
    return carried, tuple(sorted(gone))


def _import_ticks(session: Session, learner: Learner, stored: StoredRoadmap, roadmap: Roadmap) -> None:
    """Turn ticked boxes into claims, except where the learner has spoken already."""
    spoken = set(
        session.scalars(
            select(StoredClaim.stop).where(StoredClaim.learner_id == learner.id, StoredClaim.roadmap_id == stored.id)
        )
    )
    session.add_all(
        StoredClaim(
            learner_id=learner.id,
            roadmap_id=stored.id,
            stop=stop.id,
            state=Claim.DONE,
            source=ClaimSource.TICK,
            at=now(),
        )
        for stop in roadmap.walk()
        if stop.claimed and stop.id not in spoken
    )

"""Verifying many labs at once, and not verifying again what has not changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING

from roadworthy.errors import RoadworthyError
from roadworthy.judge.environments import ensure_environment, environment_fingerprint, environment_lock
from roadworthy.judge.verify_lab import verify
from roadworthy.judge.verify_model import VerifyReport
from roadworthy.labs import Lab, hash_files, walk_files
from roadworthy.settings import Settings

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Sequence

# What has a say in a verdict beside the lab and its environment.
_JUDGING_ROOMS = ("judge", "components", "labs")


def verify_all(
    labs: Sequence[Lab],
    *,
    jobs: int = 1,
    use_cache: bool = True,
    on_progress: Callable[[str, str], None] | None = None,
    cancel: threading.Event | None = None,
) -> Iterator[VerifyReport]:
    """Verify labs, several at a time, and yield each report when it is there.

    Args:
        labs: What to verify.
        jobs: How many at a time, at least 1.
        use_cache: Take the report of a lab that passed and has not changed since, nor has what judged it.
        on_progress: Is told the lab's id and what it is at, from several threads.
        cancel: Set it to stop soon.
    """
    tell = on_progress or (lambda _lab, _line: None)
    judged_by = _hash_of_the_judge()
    # Environments are built first and one after another: each fills the network and both cores by itself.
    for name in sorted({lab.environment for lab in labs}):
        with contextlib.suppress(RoadworthyError):  # the labs that need it will say why it cannot be built
            ensure_environment(name, on_progress=lambda line: tell("", line))
    with ThreadPoolExecutor(max_workers=max(1, jobs), thread_name_prefix="verify") as pool:
        futures = [pool.submit(_verify_one, lab, judged_by, tell, cancel, use_cache=use_cache) for lab in labs]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            if cancel is not None:
                cancel.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def what_it_is_made_of(lab: Lab) -> str:
    """Return a hash (hex) of what the trials of a lab depend on: its files but for `[tells]`, its environment's lock.

    It is the same on every machine.
    """
    lock = environment_lock(lab.environment).read_bytes()
    return hashlib.sha256(lab.trials_hash.encode() + lock).hexdigest()[:24]


def _verify_one(
    lab: Lab,
    judged_by: str,
    tell: Callable[[str, str], None],
    cancel: threading.Event | None,
    *,
    use_cache: bool,
) -> VerifyReport:
    kept = _place(lab, judged_by)
    if use_cache and (report := _read(kept)):
        return report
    if cancel is not None and cancel.is_set():
        return VerifyReport(lab.id, ("cancelled before anything was tried",))
    report = verify(lab, on_progress=lambda line: tell(lab.id, line), cancel=cancel)
    if report.passed:
        _write(kept, report)
    return report


def _place(lab: Lab, judged_by: str) -> Path:
    try:
        environment = environment_fingerprint(lab.environment)
    except RoadworthyError:
        environment = "none"
    parts = (lab.content_hash, lab.id, lab.topic, judged_by, environment, sys.version)
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]
    return Settings().cache_dir / "verified" / f"{lab.id}-{key}.json"


def _hash_of_the_judge() -> str:
    package = Path(__file__).resolve().parent.parent
    return hash_files(
        (f"{room}/{name}", path)
        for room in _JUDGING_ROOMS
        for name, path in walk_files(package / room)
        if name.endswith((".py", ".json", ".toml", ".txt"))
    )


def _read(path: Path) -> VerifyReport | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return VerifyReport.from_dict(data | {"cached": True})
    except (OSError, ValueError, KeyError, TypeError):
        return None  # not there, or not ours: it is only a cache


def _write(path: Path, report: VerifyReport) -> None:
    with contextlib.suppress(OSError):  # a full disk shall not fail a lab
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(report.to_dict(), file)
        Path(temporary).replace(path)
        for older in path.parent.glob(f"{report.lab}-{'[0-9a-f]' * 24}.json"):
            if older != path:
                older.unlink(missing_ok=True)

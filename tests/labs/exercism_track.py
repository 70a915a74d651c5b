"""A track in Exercism's layout for tests: the one under data/, and with it our exercises for the judge in that layout."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

TRACK = Path(__file__).parent / "data" / "exercism_track"
OF_THE_JUDGE = Path(__file__).parents[1] / "judge" / "exercises"


def small_track(root: Path) -> Path:
    """A copy of the track that a test may spoil."""
    shutil.copytree(TRACK, root)
    return root


def whole_track(root: Path) -> Path:
    """The track with the exercises of tests/judge/exercises added to it: about fifty."""
    small_track(root)
    config = json.loads((root / "config.json").read_text())
    for folder in sorted(path for path in OF_THE_JUDGE.iterdir() if path.is_dir()):
        name = folder.name
        if not (folder / f"{name}_test.py").exists():
            continue
        slug = name.replace("_", "-")
        target = root / "exercises" / "practice" / slug
        (target / ".meta").mkdir(parents=True)
        (target / ".docs").mkdir()
        for source in (path for path in folder.iterdir() if path.is_file()):
            if source.name == f"{name}.py":
                shutil.copy(source, target / ".meta" / "example.py")
            elif source.name == f"{name}_stub.py":
                shutil.copy(source, target / f"{name}.py")
            else:
                shutil.copy(source, target)
        if (folder / "starter").is_dir():
            shutil.copytree(folder / "starter", target, dirs_exist_ok=True)
        (target / ".meta" / "config.json").write_text(json.dumps({"files": {}, "blurb": "Ours."}))
        (target / ".docs" / "instructions.md").write_text("# Instructions\n\nMake the tests pass.\n")
        config["exercises"]["practice"].append({"slug": slug, "name": slug, "difficulty": 2})
    (root / "config.json").write_text(json.dumps(config))
    return root


def change(root: Path, slug: str, **meta: object) -> None:
    """Change keys of an exercise's `.meta/config.json`."""
    (path,) = root.glob(f"exercises/*/{slug}/.meta/config.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | meta))


def change_entry(root: Path, slug: str, **entry: object) -> None:
    """Change keys of an exercise in the track's `config.json`."""
    config = json.loads((root / "config.json").read_text())
    for listed in (*config["exercises"]["concept"], *config["exercises"]["practice"]):
        if listed["slug"] == slug:
            listed.update(entry)
    (root / "config.json").write_text(json.dumps(config))

"""What processes of an attempt must know of a lab."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from roadworthy.labs import Lab


def checker_config(lab: Lab, *, workspace: Path | str, checks: Path | str, basetemp: Path | str) -> dict[str, Any]:
    """Return what the checker of a lab is told; the same in every attempt at the same places."""
    return {
        "workspace": str(workspace),
        "checks": str(checks),
        "basetemp": str(basetemp),
        "modules": sorted(learners_modules(lab)),
        "seconds": lab.limits.seconds,
        "output": lab.limits.output_kb * 1024,
    }


def learners_modules(lab: Lab) -> set[str]:
    """Return the top-level module names that checks import from the learner."""
    names = {Path(name).parts[0].removesuffix(".py") for name in lab.edit if name.endswith(".py")}
    for entry in lab.starter.iterdir():
        if entry.suffix == ".py":
            names.add(entry.stem)
        elif entry.is_dir() and any(entry.rglob("*.py")):
            names.add(entry.name)
    return {name for name in names if name.isidentifier()}


def data_files(checks: Path) -> list[Path]:
    """Return the files beside the checks that are no Python: data, which checks pass to the learner's code by name."""
    return sorted(path for path in checks.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc"))

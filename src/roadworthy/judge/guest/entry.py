"""Started by path in a lab's environment: loads this package under its alias and becomes checker or subject."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

ALIAS = "_roadworthy_guest"


def load() -> None:
    """Make this folder importable as the package `_roadworthy_guest`."""
    folder = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(
        ALIAS, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[ALIAS] = module
    spec.loader.exec_module(module)


def main() -> None:
    """Run the role named by the first argument with the JSON configuration in the second."""
    load()
    role = importlib.import_module(f"{ALIAS}.{sys.argv[1]}_main")
    config = json.loads(sys.argv[2])
    del sys.argv[1:]
    role.main(config)


if __name__ == "__main__":
    main()

"""docs/lab-format.md cannot drift: what it names is what the code reads."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from roadworthy.components import known_components
from roadworthy.judge import environment_names
from roadworthy.labs.manifest import LabTable, LimitsTable
from roadworthy.labs.model import Limits

DOCS = Path(__file__).parent.parent.parent / "docs"
TEXT = (DOCS / "lab-format.md").read_text(encoding="utf-8")


def keys_of_the_table() -> set[str]:
    section = TEXT.partition("\n## lab.toml\n")[2].partition("\nEnvironments are")[0]
    return set(re.findall(r"^\| `\[?(\w+)\]?` \|", section, re.MULTILINE))


def test_every_key_of_lab_toml_is_described() -> None:
    assert keys_of_the_table() == set(LabTable.model_fields)


def test_the_example_is_a_valid_lab_toml() -> None:
    example = re.search(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert example
    table = LabTable.model_validate(tomllib.loads(example[1]))
    assert table.environment in environment_names()
    assert set(table.components) <= set(known_components())


def test_the_limits_are_those_of_the_code() -> None:
    assert list(LimitsTable.model_fields) == ["seconds", "memory_mb", "processes", "output_kb"]
    limits = Limits()
    told = f"{limits.seconds:g}, {limits.memory_mb}, {limits.processes}, {limits.output_kb} |"
    assert told in TEXT


def test_every_environment_is_described() -> None:
    for name in environment_names():
        assert f"`{name}`" in TEXT


def test_every_component_is_described() -> None:
    table = (DOCS / "components.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == set(known_components())

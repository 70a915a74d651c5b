"""Every component that this machine has answers as its clients expect, and says so when it no longer does."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from tests.components.conftest import need

from roadworthy.components import Found, Missing, explain, find, known_components, lease
from roadworthy.components.postgresql import PGVECTOR
from roadworthy.components.providers import Machine

pytestmark = pytest.mark.xdist_group("components")  # so that one process starts the heavy ones, once

NAMES = sorted(known_components())
# Those that start in less than a second; the rest is leased in the long tier.
EVERYDAY = {"git", "nginx", "otlp", "postgresql", "redis", "sqlite"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in EVERYDAY else pytest.mark.long) for name in NAMES]
)
def test_a_lease_answers_its_own_self_test_where_its_variables_say(name: str) -> None:
    """And what the judge lets through to an attempt is what the attempt is told, and nothing else."""
    need(name)
    component = known_components()[name]
    with lease([name]) as leases:
        assert tuple(leases.env) == component.variables
        component.self_test(leases.env)
        assert leases.trouble() is None
        mentioned = {int(port) for value in leases.env.values() for port in re.findall(r"127\.0\.0\.1\]?:(\d+)", value)}
        assert {address.port for address in leases.addresses} == mentioned
        for address in leases.addresses:
            assert address.host == "127.0.0.1"
            assert address.variables
            assert all(f":{address.port}" in leases.env[variable] for variable in address.variables)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_found_has_a_version(name: str) -> None:
    need(name)
    found = find(known_components()[name])
    assert isinstance(found, Found)
    assert found.path.is_absolute()
    assert re.fullmatch(r"\d+(\.\d+)+\S*", found.version)


@pytest.mark.parametrize("name", NAMES)
def test_every_way_of_coming_by_it_is_explained(name: str) -> None:
    ways = explain(known_components()[name])
    assert ways
    for _source, said in ways:
        if isinstance(said, Missing):
            assert said.reason
            assert said.install


def test_pgvector_is_asked_for_in_the_version_of_the_postgresql_that_is_there(tmp_path: Path) -> None:
    programs = tmp_path / "99" / "bin"
    programs.mkdir(parents=True)
    for name in ("initdb", "psql", "postgres"):
        (programs / name).touch(mode=0o755)
    machine = PGVECTOR.providers[0]
    assert isinstance(machine, Machine)
    said = dataclasses.replace(machine, places=(str(programs),)).look()
    assert isinstance(said, Missing)
    assert said.install in {"sudo apt-get install postgresql-99-pgvector", "brew install pgvector"}

"""Leases of the same component do not see each other: what is written into one is not in the other."""

from __future__ import annotations

import pytest
from tests.components.conftest import need

from roadworthy.components import known_components, lease

pytestmark = pytest.mark.xdist_group("components")

SERVERS = [
    pytest.param(name, marks=[] if name == "redis" else pytest.mark.long)
    for name, one in sorted(known_components().items())
    if getattr(one, "slow", None) is False
]


@pytest.mark.parametrize("name", SERVERS)
def test_two_leases_share_no_address_and_no_secret(name: str) -> None:
    need(name)
    with lease([name]) as mine, lease([name]) as other:
        ports = [{address.port for address in leases.addresses} for leases in (mine, other)]
        assert not ports[0] & ports[1]
        assert not set(mine.env.values()) & set(other.env.values())
        for leases in (mine, other):
            known_components()[name].self_test(leases.env)


@pytest.mark.parametrize("name", SERVERS)
def test_the_second_survives_the_end_of_the_first(name: str) -> None:
    need(name)
    with lease([name]) as other:
        with lease([name]):
            pass
        known_components()[name].self_test(other.env)
        assert other.trouble() is None

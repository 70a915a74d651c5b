"""What tests/conftest.py promises of the tiers and of the groups (docs/decisions/0003-tiers-of-tests.md)."""

from __future__ import annotations

import os

import pytest


@pytest.mark.xdist_group("named")
def test_the_scheduler_learns_the_group_of_a_test(request: pytest.FixtureRequest) -> None:
    in_a_worker = "PYTEST_XDIST_WORKER" in os.environ
    assert request.node.nodeid.endswith("@named") == in_a_worker


def test_only_the_long_tier_has_long_tests(request: pytest.FixtureRequest) -> None:
    long = [item.nodeid for item in request.session.items if item.get_closest_marker("long")]
    assert not long or request.config.getoption("--long")

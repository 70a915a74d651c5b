"""A component that dies or stalls while it is leased is noticed; that is ours, not the learner's."""

from __future__ import annotations

import contextlib
import os
import signal

import psutil
import pytest
from tests.components.conftest import need

from roadworthy.components import Leases, lease

pytestmark = pytest.mark.xdist_group("components")


def server_of(leases: Leases) -> psutil.Process:
    """The process that listens on the first port of the lease."""
    address = leases.addresses[0]
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if any(one.laddr.port == address.port for one in process.net_connections("tcp") if not one.raddr):
                return process
    raise AssertionError(f"nobody listens on port {address.port}")


def kill(process: psutil.Process) -> None:
    """Kill a grandchild and return once it is dead, a zombie at most."""
    process.kill()
    with contextlib.suppress(psutil.NoSuchProcess):  # it was reaped between two looks
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            os.sched_yield()


def test_a_redis_that_died_is_noticed() -> None:
    need("redis")
    with lease(["redis"]) as leases:
        assert leases.trouble() is None
        kill(server_of(leases))
        trouble = leases.trouble()
        assert trouble is not None
        assert trouble.component == "Redis"
        assert "ended with code -9" in trouble.message
        assert "Ready to accept connections" in trouble.log


@pytest.mark.long
def test_a_redis_that_stalls_is_noticed() -> None:
    need("redis")
    with lease(["redis"]) as leases:
        os.kill(server_of(leases).pid, signal.SIGSTOP)
        trouble = leases.trouble()
        assert trouble is not None
        assert "does not answer" in trouble.message


def test_a_postgresql_that_died_is_noticed_and_the_next_lease_gets_a_new_one() -> None:
    need("postgresql")
    with lease(["postgresql"]) as leases:
        kill(server_of(leases))
        trouble = leases.trouble()
        assert trouble is not None
        assert trouble.component == "PostgreSQL"
    with lease(["postgresql"]) as leases:
        assert leases.trouble() is None

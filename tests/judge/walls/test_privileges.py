"""Nobody has a capability, gets one back, or outlives its parent."""

from __future__ import annotations

import os
import re
import signal
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.judge.walls.conftest import Walled


def test_no_capability_is_left_in_any_set(walled: Walled) -> None:
    code = """
        print(privileges.capabilities())
        import re
        print(*re.findall(r"Cap(?:Inh|Prm|Eff|Amb):\\t(\\w+)", open("/proc/self/status").read()))
    """
    first, *sets = walled.code(dedent(code), walls=["privileges"]).split()
    assert first == "0"
    assert sets == ["0" * 16] * 4


def test_a_program_started_later_has_none_either(walled: Walled) -> None:
    status = walled.run("cat", "/proc/self/status", walls=["privileges"]).stdout
    assert re.findall(r"Cap(?:Inh|Prm|Eff|Amb):\t(\w+)", status) == ["0" * 16] * 4
    assert "NoNewPrivs:\t1" in status
    if walled.user is None and os.geteuid() == 0:
        assert "CapBnd:\t" + "0" * 16 in status


def test_root_without_capabilities_is_nobody_special(walled: Walled) -> None:
    code = """
        import errno, os
        for action, arguments in ((os.chown, ("/etc/passwd", 1, 1)), (os.chroot, ("/",)), (os.setgroups, ([1],))):
            try:
                action(*arguments)
            except OSError as error:
                print(errno.errorcode[error.errno])
    """
    assert walled.code(dedent(code), walls=["privileges"]).split() == ["EPERM"] * 3


ONLY_ROOT = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root has capabilities to begin with"
)


@ONLY_ROOT
def test_how_root_gets_capabilities_is_locked(walled: Walled) -> None:
    code = """
        import errno
        before = kernel.prctl(27)  # PR_GET_SECUREBITS
        try:
            kernel.prctl(28, 0)
        except OSError as error:
            print(before, errno.errorcode[error.errno])
    """
    wanted = "0" if walled.user is not None else str(0b11101111)  # an ordinary user has nothing to lock
    assert walled.code(dedent(code), walls=["privileges"]) == f"{wanted} EPERM"


@ONLY_ROOT
def test_capabilities_are_told_as_the_kernel_counts_them(walled: Walled) -> None:
    code = """
        print(privileges.capabilities())
        print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("CapEff")))
    """
    told, counted = walled.code(dedent(code), walls=()).split()
    assert int(told) == int(counted, 16)
    assert bool(int(told)) == (walled.user is None)


def test_a_process_that_is_not_dumpable_cannot_be_looked_into(walled: Walled) -> None:
    code = """
        import errno, os
        privileges.drop_all()  # else root may look into anything
        for flag in (True, False):
            privileges.set_dumpable(flag)
            reading, writing = os.pipe()
            child = os.fork()
            if child == 0:
                try:
                    open(f"/proc/{os.getppid()}/mem", "rb").close()
                    os.write(writing, b"looked ")
                except OSError as error:
                    os.write(writing, errno.errorcode[error.errno].encode())
                os._exit(0)
            os.waitpid(child, 0)
            print(os.read(reading, 100).decode())
    """
    looked, denied = walled.code(dedent(code), walls=()).split()
    assert (looked, denied) == ("looked", "EACCES")


def test_a_child_ends_with_its_parent(walled: Walled) -> None:
    code = """
        import os, signal
        reading, writing = os.pipe()
        parent = os.fork()
        if parent == 0:
            myself = os.getpid()
            ready, set_up = os.pipe()
            if os.fork() == 0:
                signal.alarm(90)  # should the test fail, which is after 60 seconds, nothing is left behind
                privileges.die_with_parent(myself)
                os.write(set_up, b"x")
                signal.pause()
            os.read(ready, 1)
            os._exit(0)
        os.waitpid(parent, 0)
        os.close(writing)
        print(os.read(reading, 1))  # ends when the last process that could write has ended
    """
    assert walled.code(dedent(code), walls=()) == "b''"


def test_a_child_whose_parent_has_ended_already_ends_at_once(walled: Walled) -> None:
    code = """
        import os
        child = os.fork()
        if child == 0:
            privileges.die_with_parent(os.getpid())  # nobody is their own parent
            os._exit(0)
        print(os.WTERMSIG(os.waitpid(child, 0)[1]))
    """
    assert walled.code(dedent(code), walls=()) == str(int(signal.SIGKILL))

"""What the seccomp filter denies is denied by the kernel, to root too, and cannot be slipped past."""

from __future__ import annotations

import platform
import signal
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from roadworthy.judge.guest.walls import syscalls

if TYPE_CHECKING:
    from tests.judge.walls.conftest import Walled

DENIED = [
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp", "process_mrelease",
    "io_uring_setup", "io_uring_enter", "io_uring_register", "bpf", "perf_event_open", "userfaultfd", "keyctl",
    "add_key", "request_key", "mount", "umount2", "open_tree", "open_tree_attr", "move_mount", "fsopen", "fsmount",
    "fsconfig", "fspick", "mount_setattr", "statmount", "listmount", "pivot_root", "chroot", "setns", "unshare",
    "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot", "swapon", "swapoff",
    "sethostname", "setdomainname", "acct", "quotactl", "quotactl_fd", "syslog", "iopl", "ioperm",
    "name_to_handle_at", "open_by_handle_at", "fanotify_init", "fanotify_mark", "lookup_dcookie", "vhangup",
    "nfsservctl", "move_pages", "mbind", "migrate_pages", "set_mempolicy", "memfd_secret", "modify_ldt", "vmsplice",
    "settimeofday", "clock_settime", "adjtimex", "clock_adjtime", "memfd_create", "shmget", "msgget", "semget",
]  # fmt: skip  # one a line would be three screens
EVERYTHING_WRONG = [-1] * 6  # no call succeeds with these, should the filter let one through

NAMESPACES = {
    "mount": 0x00020000,
    "cgroup": 0x02000000,
    "uts": 0x04000000,
    "ipc": 0x08000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
}
STREAM, DATAGRAM, RAW, SEQUENCED, PACKET, CLOSE_ON_EXEC = 1, 2, 3, 5, 10, 0o2000000
UNIX, INET, NETLINK, VSOCK, ALG = 1, 2, 16, 40, 38
BIT_32, BIT_63 = 1 << 32, -(1 << 63)
NO_PLACE = 8  # an address at which nothing is mapped


def test_calls_that_no_program_needs_are_denied(walled: Walled) -> None:
    here = [name for name in DENIED if name in syscalls.numbers(syscalls.machine())]
    came = dict(zip(here, walled.calls([(name, EVERYTHING_WRONG) for name in here]), strict=True))
    assert came == dict.fromkeys(here, "EPERM")


def test_newer_calls_are_unknown_so_that_programs_fall_back(walled: Walled) -> None:
    assert walled.calls([("clone3", EVERYTHING_WRONG), (1000, []), (100_000, [])]) == ["ENOSYS"] * 3


@pytest.mark.parametrize("hidden", [0, BIT_32, BIT_63], ids=["as it is", "with bit 32", "with bit 63"])
def test_no_namespace_by_clone(walled: Walled, hidden: int) -> None:
    flags = [flag | signal.SIGCHLD | hidden for flag in NAMESPACES.values()]
    assert walled.calls([("clone", [flag, 0, 0, 0, 0]) for flag in flags]) == ["EPERM"] * len(flags)


def test_no_child_for_the_parent_and_no_unknown_flags_by_clone(walled: Walled) -> None:
    flags = [0x8000 | signal.SIGCHLD, 0x2000 | signal.SIGCHLD, BIT_32 | signal.SIGCHLD, BIT_63 | signal.SIGCHLD]
    assert walled.calls([("clone", [flag, 0, 0, 0, 0]) for flag in flags]) == ["EPERM"] * 4


def test_no_namespace_by_a_program(walled: Walled) -> None:
    assert "Operation not permitted" in walled.run("unshare", "--user", "true", walls=["seccomp"]).stderr


@pytest.mark.parametrize("hidden", [0, BIT_32], ids=["as it is", "with bit 32"])
def test_sockets_of_other_families_do_not_exist(walled: Walled, hidden: int) -> None:
    families = [number for number in range(-1, 47) if number not in (UNIX, INET, 10)]
    assert {NETLINK, VSOCK, ALG} < set(families)
    came = walled.calls([("socket", [family | hidden, STREAM, 0]) for family in families])
    assert came == ["EAFNOSUPPORT"] * len(families)
    assert walled.calls([("socketpair", [INET | hidden, STREAM, 0, NO_PLACE])]) == ["EAFNOSUPPORT"]


@pytest.mark.parametrize("hidden", [0, BIT_32, CLOSE_ON_EXEC], ids=["as it is", "with bit 32", "with a flag"])
def test_no_raw_sockets(walled: Walled, hidden: int) -> None:
    kinds = [RAW, PACKET, 4, 6, 15]
    assert walled.calls([("socket", [INET, kind | hidden, 255]) for kind in kinds]) == ["EPERM"] * len(kinds)


def test_no_protocol_that_loads_a_module(walled: Walled) -> None:
    came = walled.calls([("socket", [INET, STREAM, number]) for number in (132, 262, 33, 136, 255)])
    assert came == ["EPROTONOSUPPORT"] * 5


def test_ordinary_sockets_are_there(walled: Walled) -> None:
    ordinary = [(UNIX, STREAM, 0), (UNIX, SEQUENCED, 0), (INET, STREAM, 6), (INET, DATAGRAM | CLOSE_ON_EXEC, 17)]
    assert walled.calls([("socket", each) for each in ordinary]) == ["done"] * 4
    assert walled.calls([("socketpair", [UNIX, STREAM, 0, NO_PLACE])]) == ["EFAULT"]


@pytest.mark.parametrize("hidden", [0, BIT_32, BIT_63], ids=["as it is", "with bit 32", "with bit 63"])
def test_nothing_is_typed_into_a_terminal(walled: Walled, hidden: int) -> None:
    came = walled.calls([("ioctl", [-1, request | hidden, NO_PLACE]) for request in (0x5412, 0x541C, 0x5423)])
    assert came == ["EPERM"] * 3
    assert walled.calls([("ioctl", [-1, 0x5401, NO_PLACE])]) == ["EBADF"]  # asking what a terminal is set to


def test_personality_is_only_asked_for(walled: Walled) -> None:
    no_randomness, read_implies_exec = 0x0040000, 0x0400000
    assert walled.calls([("personality", [word]) for word in (0, 0xFFFFFFFF, -1)]) == ["done"] * 3
    changed = [no_randomness, read_implies_exec, 8, no_randomness | BIT_32, 0xFFFFFFFE]
    assert walled.calls([("personality", [word]) for word in changed]) == ["EPERM"] * 5


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86_64 has other entries")
def test_x32_calls_kill(walled: Walled) -> None:
    getpid = 39
    assert walled.calls([(0x40000000 | getpid, []), (-1, [])]) == ["SIGSYS", "SIGSYS"]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86_64 has other entries")
def test_a_32_bit_call_kills(walled: Walled) -> None:
    code = """
        import ctypes, mmap, os
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        page.write(bytes.fromhex("b814000000" "cd80" "c3"))  # mov eax, 20 (getpid of i386); int 0x80; ret
        child = os.fork()
        if child == 0:
            ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
            os._exit(0)
        print(os.WTERMSIG(os.waitpid(child, 0)[1]))
    """
    # A kernel without 32-bit entries answers with a segmentation fault.
    assert int(walled.code(dedent(code))) in {signal.SIGSYS, signal.SIGSEGV}


def test_another_thread_is_behind_the_filter_too(walled: Walled) -> None:
    code = """
        import errno, threading
        ready, came = threading.Event(), []
        def other():
            ready.wait()
            try:
                kernel.syscall(syscalls.number("unshare"), 0)
            except OSError as error:
                came.append(errno.errorcode[error.errno])
        thread = threading.Thread(target=other)
        thread.start()
        seccomp.install(seccomp.program())
        ready.set()
        thread.join()
        print(came)
    """
    assert walled.code(dedent(code), walls=()) == "['EPERM']"


def test_a_second_filter_takes_nothing_back(walled: Walled) -> None:
    code = """
        import errno
        from walls import bpf
        seccomp.install(bpf.assemble(bpf.give(0x7FFF0000)))  # allows everything
        try:
            kernel.syscall(syscalls.number("unshare"), 0)
        except OSError as error:
            print(errno.errorcode[error.errno])
    """
    assert walled.code(dedent(code)) == "EPERM"

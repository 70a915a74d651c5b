"""The filters of both architectures, run over every system call there is."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest
from tests.judge.walls.bpf_machine import run
from tests.judge.walls.test_denied import DENIED

from roadworthy.judge.guest.walls import seccomp, syscalls
from roadworthy.judge.guest.walls.allowed import ALLOWED

ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
ARCH_WORDS = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
BY_ARGUMENTS = {"clone", "clone3", "socket", "socketpair", "setsockopt", "ioctl", "personality"}

every_arch = pytest.mark.parametrize("arch", syscalls.ARCHITECTURES)


@every_arch
def test_each_call_is_allowed_denied_or_unknown_as_the_list_says(arch: str) -> None:
    program, word, numbers = seccomp.program(arch), ARCH_WORDS[arch], syscalls.numbers(arch)
    names = {number: name for name, number in numbers.items()}
    for number in range(2000):
        if (name := names.get(number)) in BY_ARGUMENTS:
            continue
        wanted = ALLOW if name in ALLOWED else ERROR | (errno.ENOSYS if name is None else errno.EPERM)
        assert run(program, word, number)[0] == wanted, name or number


@every_arch
def test_a_call_is_decided_in_a_dozen_steps(arch: str) -> None:
    program, word = seccomp.program(arch), ARCH_WORDS[arch]
    assert max(run(program, word, number)[1] for number in range(500)) <= 16


@every_arch
def test_other_entries_kill(arch: str) -> None:
    program = seccomp.program(arch)
    getpid = syscalls.numbers(arch)["getpid"]
    for word in (0, 0x40000003, 0x40000028, *(set(ARCH_WORDS.values()) - {ARCH_WORDS[arch]})):  # i386, 32-bit ARM, ...
        assert run(program, word, getpid)[0] == KILL
    if arch == "x86_64":
        assert run(program, ARCH_WORDS[arch], 0x40000000 | getpid)[0] == KILL


@every_arch
@pytest.mark.parametrize(
    ("name", "arguments", "wanted"),
    [
        ("clone", [0x01200011], 0),  # what fork does
        ("clone", [0x003D0F00], 0),  # what pthread_create does
        ("clone", [0x10000011], errno.EPERM),
        ("clone", [0x10000011 | 1 << 40], errno.EPERM),
        ("clone", [0x11 | 1 << 40], errno.EPERM),
        ("clone3", [0, 0], errno.ENOSYS),
        ("socket", [10, 1 | 0o2000000, 6], 0),
        ("socket", [16, 3, 0], errno.EAFNOSUPPORT),
        ("socket", [2, 3, 1], errno.EPERM),
        ("socket", [2, 1, 132], errno.EPROTONOSUPPORT),
        ("socketpair", [1, 1, 0], 0),
        ("socketpair", [10, 1, 0], errno.EAFNOSUPPORT),
        ("ioctl", [0, 0x5401], 0),
        ("ioctl", [0, 0x5412], errno.EPERM),
        ("ioctl", [0, 0x5412 | 7 << 32], errno.EPERM),
        ("personality", [0xFFFFFFFF], 0),
        ("personality", [0x0040000], errno.EPERM),
    ],
)
def test_arguments_decide(arch: str, name: str, arguments: list[int], wanted: int) -> None:
    action, _ = run(seccomp.program(arch), ARCH_WORDS[arch], syscalls.numbers(arch)[name], arguments)
    assert action == (ERROR | wanted if wanted else ALLOW)


@every_arch
def test_buffers_of_sockets_keep_their_size(arch: str) -> None:
    def decide(*arguments: int) -> int:
        return run(seccomp.program(arch), ARCH_WORDS[arch], syscalls.numbers(arch)["setsockopt"], [3, *arguments])[0]

    assert decide(1, 7) == decide(1, 8) == decide(1, 32 | 1 << 40) == ERROR  # done, says the kernel, and does nothing
    assert decide(1, 2) == decide(6, 7) == ALLOW


def test_every_name_on_the_lists_is_a_system_call() -> None:
    known = set(syscalls.numbers("x86_64")) | set(syscalls.numbers("aarch64"))
    assert ALLOWED | BY_ARGUMENTS | set(DENIED) <= known
    assert not ALLOWED & (BY_ARGUMENTS | set(DENIED))


def test_the_numbers_are_those_of_the_kernel_headers() -> None:
    headers = [*Path("/usr/include").glob("*/asm/unistd_64.h"), Path("/usr/include/asm/unistd_64.h")]
    header = next((file for file in headers if file.is_file()), None)
    if header is None:
        pytest.skip("no kernel headers here (apt-get install linux-libc-dev)")
    defined = re.findall(r"#define __NR_(\w+)\s+(\d+)", header.read_text())
    ours = syscalls.numbers(syscalls.machine())
    assert {name: int(number) for name, number in defined if name in ours}.items() <= ours.items()
    assert {name for name, _ in defined} - {"uretprobe", "uprobe"} <= set(ours) or len(defined) > len(ours)


def test_an_architecture_without_a_table_is_refused() -> None:
    with pytest.raises(OSError, match="riscv64"):
        seccomp.program("riscv64")

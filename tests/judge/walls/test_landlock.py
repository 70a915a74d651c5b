"""What Landlock lets a process touch, and whom it lets it reach."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from roadworthy.judge.guest.walls import landlock

if TYPE_CHECKING:
    from tests.judge.walls.conftest import Walled

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not landlock.abi(), reason="this kernel has no Landlock, or it is not switched on"
)

TRY = """
    import errno, os
    def came(action, *arguments):
        try:
            action(*arguments)
        except OSError as error:
            return errno.errorcode[error.errno]
        return "done"
"""


def tried(walled: Walled, *attempts: str) -> list[str]:
    lines = [f"print(came({attempt}))" for attempt in attempts]
    return walled.code(dedent(TRY) + "\n".join(lines), walls=["landlock"]).split()


def test_everything_is_done_beneath_what_is_writable(walled: Walled) -> None:
    came = tried(
        walled,
        "os.mkdir, 'a'",
        "os.mkdir, 'b'",
        "os.close, os.open('a/file', os.O_RDWR | os.O_CREAT)",
        "os.rename, 'a/file', 'b/file'",
        "os.truncate, 'b/file', 10",
        "os.symlink, 'file', 'b/link'",
        "os.mkfifo, 'b/fifo'",
        "os.unlink, 'b/link'",
        "os.unlink, 'b/fifo'",
        "os.unlink, 'b/file'",
        "os.rmdir, 'a'",
        "os.rmdir, 'b'",
        "os.close, os.open('/dev/null', os.O_WRONLY)",
    )
    assert came == ["done"] * 13


def test_nothing_is_written_elsewhere(walled: Walled) -> None:
    other = walled.folder.parent / f"{walled.folder.name}-other"
    other.mkdir(mode=0o777)
    other.chmod(0o777)
    (other / "file").write_text("before")
    (other / "file").chmod(0o666)
    try:
        came = tried(
            walled,
            f"os.open, '{other}/new', os.O_CREAT | os.O_WRONLY",
            f"os.open, '{other}/file', os.O_WRONLY",
            f"os.truncate, '{other}/file', 0",
            f"os.unlink, '{other}/file'",
            f"os.mkdir, '{other}/folder'",
            f"os.symlink, 'x', '{other}/link'",
            f"os.open, '{other}/file', os.O_RDONLY",
        )
        assert came == ["EACCES"] * 6 + ["done"]
        assert (other / "file").read_text() == "before"
    finally:
        shutil.rmtree(other)


def test_nothing_is_read_outside_what_is_readable(walled: Walled) -> None:
    code = (
        TRY
        + """
    landlock.restrict(writable=[], readable=["/usr", "/etc/passwd"])
    print(came(os.open, "/etc/passwd", os.O_RDONLY), came(os.listdir, "/usr"), came(os.open, "/etc/group", os.O_RDONLY),
          came(os.listdir, "/"))
    """
    )
    assert walled.code(dedent(code), walls=()) == "done done EACCES EACCES"


def test_a_folder_that_does_not_exist_is_refused(walled: Walled) -> None:
    code = """
        try:
            landlock.restrict(writable=["/no/such/folder"])
        except FileNotFoundError as error:
            print(error)
    """
    assert "/no/such/folder" in walled.code(dedent(code), walls=())


@pytest.mark.skipif(sys.platform != "linux" or landlock.abi() < 6, reason="scopes came with Landlock 6 (Linux 6.12)")
def test_no_abstract_socket_outside_is_reached(walled: Walled) -> None:
    name = f"\0roadworthy-{os.getpid()}"
    connect = f"import socket; print(came(socket.socket(socket.AF_UNIX).connect, {name!r}))"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()
        assert walled.code(dedent(TRY) + connect, walls=()) == "done"
        assert walled.code(dedent(TRY) + connect, walls=["landlock"]) == "EPERM"


@pytest.mark.skipif(sys.platform != "linux" or landlock.abi() < 6, reason="scopes came with Landlock 6 (Linux 6.12)")
def test_no_process_outside_is_signalled(walled: Walled) -> None:
    code = """
    landlock.restrict(writable=[])
    child = os.fork()
    if child == 0:
        import signal
        signal.pause()
    print(came(os.kill, child, 9), came(os.kill, PARENT, 0))
    """.replace("PARENT", str(os.getpid()))
    own, outside = walled.code(dedent(TRY + code), walls=()).split()
    assert (own, outside) == ("done", "EPERM")


@pytest.mark.skipif(
    sys.platform != "linux" or landlock.abi() < 6, reason="asks for what came with Landlock 6 (Linux 6.12)"
)
def test_a_kernel_that_is_newer_than_this_code_gets_what_is_known(walled: Walled) -> None:
    code = (
        TRY
        + """
    landlock.abi = lambda: 99
    print(landlock.restrict(writable=[]), came(os.open, "/dev/null", os.O_WRONLY))
    """
    )
    assert walled.code(dedent(code), walls=()) == "99 EACCES"


@pytest.mark.parametrize("version", range(1, landlock.abi() + 1 if sys.platform == "linux" else 1))
def test_an_older_kernel_gets_no_more_than_it_knows(walled: Walled, version: int) -> None:
    code = (
        TRY
        + f"""
    landlock.abi = lambda: {version}
    print(landlock.restrict(writable=["."]), came(os.open, "/dev/null", os.O_WRONLY), came(os.mkdir, "v"), came(os.rmdir, "v"))
    """
    )
    assert walled.code(dedent(code), walls=()) == f"{version} EACCES done done"


def test_readable_alone_is_no_reason_to_write(walled: Walled) -> None:
    (walled.folder / "own").write_text("")
    (walled.folder / "own").chmod(0o666)
    code = (
        TRY
        + """
    landlock.restrict(writable=[], readable=["."])
    print(came(os.open, "own", os.O_RDWR))
    """
    )
    assert walled.code(dedent(code), walls=()) == "EACCES"
    (walled.folder / "own").unlink()

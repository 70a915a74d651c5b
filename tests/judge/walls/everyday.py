"""What Python programs do on an ordinary day; prints the names of the parts that came to their end."""

from __future__ import annotations

import asyncio
import concurrent.futures
import fcntl
import multiprocessing
import os
import pty
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import termios
import threading
from multiprocessing import shared_memory
from pathlib import Path


async def with_asyncio() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        writer.write(b"hello\n")
        assert await reader.readline() == b"HELLO\n"
        writer.close()
    process = await asyncio.create_subprocess_exec("cat", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert (await process.communicate(b"through a pipe"))[0] == b"through a pipe"
    assert await asyncio.to_thread(sum, [1, 2, 3]) == 6


def with_processes() -> None:
    for method in ("fork", "spawn", "forkserver"):
        context = multiprocessing.get_context(method)
        with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
            assert list(pool.map(abs, [-1, -2, -3])) == [1, 2, 3], method
    shared = shared_memory.SharedMemory(create=True, size=100)
    shared.buf[0] = 7
    shared.close()
    shared.unlink()
    with multiprocessing.Manager() as manager:
        assert manager.list([1])[0] == 1


def with_threads() -> None:
    lock, counted = threading.Lock(), [0]

    def count() -> None:
        with lock:
            counted[0] += 1

    threads = [threading.Thread(target=count) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert counted == [20]


def with_files() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a").write_text("text")
        shutil.copy2(folder / "a", folder / "b")
        (folder / "b").rename(folder / "c")
        (folder / "link").symlink_to("c")
        os.mkfifo(folder / "fifo")
        with (folder / "c").open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            os.fsync(file.fileno())
        with sqlite3.connect(folder / "db") as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("CREATE TABLE t (x)")
            database.execute("INSERT INTO t VALUES (1)")
        database.close()


def with_terminals() -> None:
    ours, theirs = pty.openpty()
    termios.tcgetattr(theirs)
    os.write(ours, b"typed\n")
    assert os.read(theirs, 100) == b"typed\n"


def with_signals() -> None:
    came: list[int] = []
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    signal.signal(signal.SIGUSR1, lambda number, _frame: came.append(number))
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.setitimer(signal.ITIMER_REAL, 0.001)
    assert signal.sigwait({signal.SIGALRM}) == signal.SIGALRM
    assert came == [signal.SIGUSR1]


def with_names() -> None:
    assert socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)
    assert socket.gethostname()


if __name__ == "__main__":
    asyncio.run(with_asyncio())
    for part in (with_threads, with_processes, with_files, with_terminals, with_signals, with_names):
        part()
        sys.stdout.write(part.__name__ + "\n")

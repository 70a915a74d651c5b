"""What the attackers share. The runner lays it beside `learner.py`, with `target.json`, which says where the prey is."""

import ctypes
import errno
import gc
import json
import os
import platform
import select
import signal
import socket
import struct
import time

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "target.json")) as _file:
    TARGET = json.load(_file)

MARK = TARGET["mark"]
NUMBERS = {
    "x86_64": {
        "acct": 163,
        "add_key": 248,
        "bpf": 321,
        "clock_settime": 227,
        "fanotify_init": 300,
        "init_module": 175,
        "io_uring_setup": 425,
        "ioperm": 173,
        "kexec_load": 246,
        "keyctl": 250,
        "mount": 165,
        "open_by_handle_at": 304,
        "perf_event_open": 298,
        "pidfd_getfd": 438,
        "pidfd_open": 434,
        "pivot_root": 155,
        "process_vm_readv": 310,
        "process_vm_writev": 311,
        "ptrace": 101,
        "reboot": 169,
        "setns": 308,
        "swapon": 167,
        "syslog": 103,
        "unshare": 272,
        "userfaultfd": 323,
        "exit_group": 231,
        "quotactl": 179,
        "name_to_handle_at": 303,
    },
    "aarch64": {
        "acct": 89,
        "add_key": 217,
        "bpf": 280,
        "clock_settime": 112,
        "fanotify_init": 262,
        "init_module": 105,
        "io_uring_setup": 425,
        "kexec_load": 104,
        "keyctl": 219,
        "mount": 40,
        "open_by_handle_at": 265,
        "perf_event_open": 241,
        "pidfd_getfd": 438,
        "pidfd_open": 434,
        "pivot_root": 41,
        "process_vm_readv": 270,
        "process_vm_writev": 271,
        "ptrace": 117,
        "reboot": 142,
        "setns": 268,
        "swapon": 224,
        "syslog": 116,
        "unshare": 97,
        "userfaultfd": 282,
        "exit_group": 94,
        "quotactl": 60,
        "name_to_handle_at": 264,
    },
}
_libc = ctypes.CDLL(None, use_errno=True)


def syscall(name, *args):
    """Make a system call past the C library; raises OSError."""
    number = NUMBERS.get(platform.machine(), {}).get(name)
    if number is None:
        raise OSError(errno.ENOSYS, name)
    result = _libc.syscall(number, *[ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args])
    if result == -1:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")
    return result


def libc(name, *args):
    """Call a function of the C library; raises OSError for -1."""
    result = getattr(_libc, name)(*args)
    if result == -1:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")
    return result


def mark_me():
    """Give this process, and what it forks, the name by which the runner finds what outlived its attempt."""
    _libc.prctl(15, MARK.encode()[:15], 0, 0, 0)


def in_child(attempt, seconds=5):
    """Run `attempt` in a forked child and return what it returned as text; "held" if it was killed or is stuck."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            mark_me()
            text = str(attempt())
        except BaseException as error:
            text = f"the attack itself is broken: {type(error).__name__}: {error}"
        os.write(write, text.encode("utf-8", "replace")[:4000])
        os._exit(0)
    os.close(write)
    text = ""
    if select.select([read], [], [], seconds)[0]:
        text = os.read(read, 4000).decode("utf-8", "replace")
    os.close(read)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return text or "held"


def tried(what, attempt, seconds=5):
    """Return "held" if `attempt` is refused (an OSError, a signal), else "leaked: " and what came of it."""

    def report():
        try:
            got = attempt()
        except (OSError, MemoryError):
            return "held"
        return f"leaked: {what}: {got!r}"

    return in_child(report, seconds)


def verdict_of(*results):
    """Return the first result that is not "held", or "held"."""
    return next((result for result in results if result != "held"), "held")


def find_secret(data):
    """Return True if the bytes hold something that only the host, the checks or another attempt know."""
    return any(secret.encode() in data for secret in TARGET["secrets"])


def read_if_there(path, limit=1 << 20):
    """Return the start of a file, or b"" if it is not to be had."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return b""
    try:
        return os.read(fd, limit)
    except OSError:
        return b""
    finally:
        os.close(fd)


def walk_for_secrets(*roots, files=3000):
    """Return the path of a file below one of the roots that holds a secret, or ""."""
    ours = os.path.dirname(os.path.realpath(__file__))
    for root in roots:
        for base, folders, names in os.walk(root):
            folders[:] = [name for name in folders if name not in ("proc", "sys", "site-packages", "lib", "share")]
            if os.path.realpath(base).startswith(ours):
                continue
            for name in names:
                files -= 1
                path = os.path.join(base, name)
                if os.path.isfile(path) and find_secret(read_if_there(path)):
                    return path
                if files < 0:
                    return ""
    return ""


def connects(family, address, ask=b"GET / HTTP/1.0\r\n\r\n"):
    """Return what somebody at an address answers, or raise OSError."""
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.settimeout(1)
        sock.connect(address)
        sock.sendall(ask)
        return sock.recv(200)


def peer():
    """Return this process's end of the channel to the checker."""
    return next(thing for thing in gc.get_objects() if type(thing).__name__ == "Peer")


def send_raw(data):
    """Write bytes to the channel."""
    peer().wire.sock.sendall(data)


def send(message):
    """Write one frame to the channel."""
    body = json.dumps(message).encode()
    send_raw(struct.pack(">I", len(body)) + body)


def request(name, *args):
    """Ask the checker for an operation, as the subject's own code would."""
    return peer().request(name, *args)


def ask_raw(name, codes, call=10**6):
    """Ask the checker for an operation with hand-made codes."""
    send(["q", "m", call, None, name, None, None, codes, None, None])


def own_call():
    """Return the number of the request that is being answered at the moment."""
    import sys

    frame = sys._getframe()
    while frame is not None:
        message = frame.f_locals.get("message")
        if type(message).__name__ == "Message":
            return message.call
        frame = frame.f_back
    return 1


def reply(code, call=None, name="ok", tid="m"):
    """Answer a request with a hand-made code."""
    send(["a", tid, own_call() if call is None else call, None, name, None, None, [code], None, None])


def secret_in(text):
    """Return the secret of the checks if a text holds it (as `SECRET = 1234`), else 0."""
    _, found, rest = str(text).partition("SECRET = ")
    return int(rest.split()[0]) if found else 0


def until(condition, seconds=2.0):
    """Wait until a condition is true; return whether it is."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True

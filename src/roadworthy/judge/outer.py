"""The outer wall: the command that starts a zygote inside bubblewrap, on a read-only root with only what is needed."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from roadworthy.judge.environments import Environment, Preload
from roadworthy.judge.launch import GUEST

NOBODY = 65_533
"""The user and group that a zygote of root's becomes: no account, so nothing on the machine belongs to it."""

HASH_SEED = str(secrets.randbelow(2**32))
"""Of all zygotes of this process: checker and subject must order sets alike."""

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt")
_ETC = (
    "alternatives", "apache2", "ca-certificates", "ca-certificates.conf", "fonts", "gitconfig", "haproxy", "host.conf",
    "ImageMagick-6", "inputrc", "java-17-openjdk", "java-21-openjdk", "ld.so.cache", "ld.so.conf", "ld.so.conf.d",
    "locale.alias", "localtime", "magic", "mime.types", "mysql", "nginx", "openssl", "perl", "profile", "protocols",
    "python3", "python3.11", "python3.12", "python3.13", "services", "ssh/ssh_config", "ssl/certs", "ssl/openssl.cnf",
    "terminfo", "timezone",
)  # fmt: skip
"""What programs read in /etc and what tells nothing of the machine's people and secrets."""
_WRITTEN = {
    "passwd": "root:x:0:0:root:/nonexistent:/bin/false\nlearner:x:1000:1000:learner:/cell/home:/bin/bash\n",
    "group": "root:x:0:\nlearner:x:1000:\n",
    "hosts": "127.0.0.1 localhost cell\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\nservices: files\nprotocols: files\n",
    "resolv.conf": "",
    "hostname": "cell\n",
}
_LOWERED = Path(__file__).parent / "lowered.py"


def base_env(python: Path) -> dict[str, str]:
    """Return the environment that every process of an attempt has, before the addresses of components."""
    return {
        "PATH": f"{python.parent}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/cell/home",
        "TMPDIR": "/tmp",  # noqa: S108  # a private one
        "USER": "learner",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": HASH_SEED,
    }


@cache
def bubblewrap() -> str | None:
    """Return bubblewrap's path, or None."""
    return shutil.which("bwrap") if sys.platform == "linux" else None


def start_zygote(
    environment: Environment, fd: int, preload: Preload, log: int, readable: Sequence[Path] = ()
) -> subprocess.Popen[bytes]:
    """Start the zygote of an environment.

    Args:
        environment: Its interpreter runs the zygote.
        fd: One end of a sequenced-packet socket; see `guest/zygote_main.py`.
        preload: What it imports and does beforehand.
        log: Where it and bubblewrap print.
        readable: More folders that can be read and run from inside.

    Raises:
        OSError: There is no bubblewrap.
    """
    program = bubblewrap()
    if program is None:
        raise FileNotFoundError(2, "No such program", "bwrap")
    written: list[int] = []
    try:
        own = sorted({environment.folder, Path(sys.base_prefix), GUEST, *readable})
        command = [program, *_walls(own, written), *_guest(environment, fd, preload)]
        if os.geteuid() == 0:
            binds = [str(path) for path in own]
            command = [sys.executable, "-I", "-S", str(_LOWERED), json.dumps(binds), str(NOBODY), *command]
        return subprocess.Popen(
            command,
            env={**base_env(environment.python), "HOME": "/cell/home"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(fd, *written),
            start_new_session=True,
            cwd="/",
        )
    finally:
        for one in written:
            os.close(one)


def _guest(environment: Environment, fd: int, preload: Preload) -> list[str]:
    config: dict[str, Any] = {"socket": fd, **preload._asdict()}
    return [str(environment.python), "-s", "-P", "-B", str(GUEST / "entry.py"), "zygote", json.dumps(config)]


def _walls(folders: Sequence[Path], written: list[int]) -> list[str]:
    options = ["--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    options += ["--unshare-cgroup-try", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL"]
    for place in _SYSTEM:
        path = Path(place)
        if path.is_symlink():
            options += ["--symlink", str(path.readlink()), place]
        elif path.is_dir():
            options += ["--ro-bind", place, place]
    for name in _ETC:
        if (path := Path("/etc", name)).exists():
            options += ["--ro-bind", str(path), str(path)]
    for name, text in _WRITTEN.items():
        read, write = os.pipe()
        os.write(write, text.encode())
        os.close(write)
        written.append(read)
        options += ["--ro-bind-data", str(read), f"/etc/{name}"]
    for own in folders:
        if not any(own.is_relative_to(place) for place in _SYSTEM):
            options += ["--ro-bind", str(own), str(own)]
    options += ["--dev", "/dev", "--proc", "/proc", "--dir", "/tmp", "--dir", "/cell", "--dir", "/run", "--dir", "/var"]  # noqa: S108
    return [*options, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--"]

"""Podman, a container engine without a daemon: only where attempts run in the open.

Inside the walls nothing may make the namespaces that containers are made of; outside of them, containers of a learner's
would be ours, root's on a server. So it is there for those who run their own code on their own machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from roadworthy.components.base import ComponentError, Missing
from roadworthy.components.programs import Once, Program
from roadworthy.components.providers import Machine
from roadworthy.settings import Containment, Settings

BUSYBOX = "/bin/busybox"
# No image can be fetched by a test; this one is made of one program.
CONTAINERFILE = 'FROM scratch\nCOPY busybox /bin/busybox\nENTRYPOINT ["/bin/busybox"]\n'
WORD = "from a container"


class ContainerEngine(Program):
    """The path of Podman, and of a static Busybox to build images from."""

    def self_test(self, env: Mapping[str, str]) -> None:
        """Build an image from nothing and run it."""
        with tempfile.TemporaryDirectory(prefix="roadworthy-podman-", ignore_cleanup_errors=True) as temporary:
            folder = Path(temporary)
            shutil.copy(env["BUSYBOX"], folder / "busybox")
            (folder / "Containerfile").write_text(CONTAINERFILE, encoding="utf-8")
            command: list[str | Path] = [env[self.variable], "--root", folder / "root", "--runroot", folder / "run"]
            command += ["--storage-driver", "vfs", "--cgroup-manager", "cgroupfs"]
            command += ["--tmpdir", folder / "tmp"]  # nothing of the machine's own Podman is touched
            if runc := shutil.which("runc"):  # its first choice, crun, refuses control groups of both versions at once
                command += ["--runtime", runc]
            _run([*command, "build", "--isolation", "chroot", "--tag", "trial", folder], folder)
            # Without a network it need not wait for one, which takes twenty seconds on some machines.
            how = ["--rm", "--network", "none", "--ulimit", "nofile=512:512", "--ulimit", "nproc=128:128"]
            said = _run([*command, "run", *how, "localhost/trial", "echo", WORD], folder)
        if WORD not in said:
            raise ComponentError(f"the container does not say what it was told to: {said[:200]}")


def _run(command: list[str | Path], folder: Path) -> str:
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        raise ComponentError(f"Podman cannot be run: {error}") from error
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it says nothing"]
        raise ComponentError(f"Podman fails: {lines[-1]}")
    return done.stdout


def _lacks(_path: Path) -> str | Missing:
    if Settings().contained is not Containment.NEVER:
        reason = "containers cannot be made inside the walls around attempts; for your own code alone you can do without walls"
        return Missing(reason, f"export ROADWORTHY_CONTAINED={Containment.NEVER}")
    return "" if Path(BUSYBOX).exists() else f"there is no {BUSYBOX}"


CONTAINER_ENGINE = ContainerEngine(
    "container-engine",
    "Podman (containers)",
    "CONTAINER_ENGINE",
    (Machine(("podman",), "podman runc busybox-static", "podman", lacks=_lacks),),
    Once(("--version",), "podman"),
    beside=(("BUSYBOX", BUSYBOX),),
)

"""nginx: the program itself; what it serves is the learner's configuration, which the checks start."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from roadworthy.components.base import (
    ComponentError,
    Found,
    Lease,
    Missing,
    Progress,
    find_program,
    how_to_install,
    read_version,
    require,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Nginx:
    """nginx, to be started with a configuration of the learner's; `NGINX` is the path of the program."""

    name = "nginx"
    title = "nginx"

    def find(self) -> Found | Missing:
        """Look for nginx, also where only root has it on the PATH."""
        path = find_program(("nginx",), places=("/usr/sbin", "/usr/local/sbin"))
        if path is None:
            return Missing("there is no nginx on this machine", how_to_install("nginx", "nginx"))
        return Found(path, read_version([path, "-v"], r"nginx/([\d.]+)"))

    @contextmanager
    def lease(self, tell: Progress) -> Iterator[Lease]:  # noqa: ARG002 - every component takes it; this one is quick
        """Provide the path of the program."""
        yield Lease({"NGINX": str(require(self).path)})

    def self_test(self, env: Mapping[str, str]) -> None:
        """Ask it for its version."""
        if subprocess.run([env["NGINX"], "-v"], capture_output=True, check=False, timeout=10).returncode:
            raise ComponentError("nginx does not tell its version")

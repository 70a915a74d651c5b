"""The Git host, with the real Git as its client."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.components.conftest import need

from roadworthy.components import Leases, lease

pytestmark = pytest.mark.xdist_group("components")


@pytest.fixture
def host() -> Iterator[Leases]:
    need("git")
    if shutil.which("ssh") is None:
        pytest.skip("there is no ssh: sudo apt-get install openssh-client")
    with lease(["git"]) as leases:
        yield leases


def git(folder: Path, leases: Leases, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Git with the lease's key, in a home of its own."""
    key, known = folder / "key", folder / "known"
    key.write_text(leases.env["GIT_SSH_KEY"])
    key.chmod(0o600)
    known.write_text(leases.env["GIT_SSH_KNOWN_HOST"] + "\n")
    ssh = f"ssh -F none -i {key} -o UserKnownHostsFile={known} -o IdentitiesOnly=yes -o BatchMode=yes"
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_SSH_COMMAND": ssh, "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-C", str(folder), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def make_commit(folder: Path, leases: Leases) -> None:
    git(folder, leases, "init", "-q", "-b", "main", "work")
    (folder / "work" / "big").write_bytes(os.urandom(2_000_000))  # more than one chunk, over HTTP
    assert git(folder, leases, "-C", "work", "add", ".").returncode == 0
    assert git(folder, leases, "-C", "work", "commit", "-qm", "first").returncode == 0


def test_what_is_pushed_over_http_is_cloned_over_ssh(host: Leases, tmp_path: Path) -> None:
    make_commit(tmp_path, host)
    pushed = git(tmp_path, host, "-C", "work", "push", "-q", host.env["GIT_HTTP_URL"], "main")
    assert pushed.returncode == 0, pushed.stderr
    cloned = git(tmp_path, host, "clone", "-q", host.env["GIT_SSH_URL"], "copy")
    assert cloned.returncode == 0, cloned.stderr
    assert (tmp_path / "copy" / "big").read_bytes() == (tmp_path / "work" / "big").read_bytes()


def test_ssh_gives_git_s_services_only(host: Leases, tmp_path: Path) -> None:
    for name in ("../../../etc/passwd", "/etc", "a b.git", "x.git;id"):
        url = host.env["GIT_SSH_URL"].replace("lease.git", name)
        assert "only Git's services" in git(tmp_path, host, "ls-remote", url).stderr


def test_another_s_password_and_key_open_nothing(host: Leases, tmp_path: Path) -> None:
    with lease(["git"]) as other:
        mixed = Leases({**host.env, "GIT_SSH_KEY": other.env["GIT_SSH_KEY"]}, {})
        assert "Permission denied" in git(tmp_path, mixed, "ls-remote", host.env["GIT_SSH_URL"]).stderr
        secret = other.env["GIT_HTTP_URL"].split("@")[0]
        url = f"{secret}@{host.env['GIT_HTTP_URL'].split('@')[1]}"
        assert git(tmp_path, host, "ls-remote", url).returncode != 0

"""Subversion, with Git's way of reading it. The attempt runs it, on repositories that lie in its own folder."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from roadworthy.components.programs import Once, Program
from roadworthy.components.providers import Machine


def _lacks_git_svn(_path: Path) -> str:
    git = shutil.which("git")
    if git is None:
        return "there is no git"
    done = subprocess.run([git, "--exec-path"], capture_output=True, text=True, check=False, timeout=20)
    return "" if Path(done.stdout.strip(), "git-svn").exists() else "git has no `git svn`"


SUBVERSION = Program(
    "subversion",
    "Subversion with git-svn",
    "SVN",
    (Machine(("svn",), "subversion git-svn", "subversion git-svn", lacks=_lacks_git_svn),),
    Once(("--version", "--verbose"), "ra_local"),
)

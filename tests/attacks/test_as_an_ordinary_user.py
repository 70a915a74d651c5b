"""The corpus once more for somebody who is not root, when root runs the suite: other walls stand then."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent.parent
__test__ = os.geteuid() == 0  # for anybody else the corpus itself is that test
UID = GID = 64_321
"""Nobody's: no name, no files, no groups."""


def _as_user(*command: str, env: dict[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    # `env` between the two: setpriv still has root's capabilities when it looks for the program to run.
    drop = ["setpriv", f"--reuid={UID}", f"--regid={GID}", "--clear-groups", "--no-new-privs", "--", "env"]
    return subprocess.run([*drop, *command], env=env, cwd=cwd, capture_output=True, text=True, check=False)


def _own_copy(folder: Path) -> Path:
    """Return a copy of what the corpus needs, in a folder that an ordinary user can enter."""
    for name in ("src", "tests", "pyproject.toml", "docs"):
        source = REPO / name
        ignored = shutil.ignore_patterns("__pycache__", "node_modules", "exercises", "browser")
        shutil.copytree(source, folder / name, ignore=ignored) if source.is_dir() else shutil.copy(
            source, folder / name
        )
    _give(folder)
    return folder


def _own_interpreter(folder: Path) -> Path:
    """Return a copy of this interpreter, with none of its packages."""
    ignored = shutil.ignore_patterns("__pycache__", "site-packages", "test", "idlelib", "tkinter")
    shutil.copytree(sys.base_prefix, folder, ignore=ignored, symlinks=True)
    _give(folder)
    return folder / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"


def _give(folder: Path) -> None:
    for base, _, files in os.walk(folder):
        os.chown(base, UID, GID)
        for file in files:
            os.chown(Path(base) / file, UID, GID, follow_symlinks=False)


def _passed_on() -> dict[str, str]:
    """Return the variables by which uv finds its registry."""
    return {name: value for name, value in os.environ.items() if name.startswith(("UV_", "SSL_", "HTTP", "ALL_PROXY"))}


@pytest.mark.long
@pytest.mark.timeout(1500)  # the whole corpus once more
@pytest.mark.flaky(reruns=1)  # it installs a Python and environments for an account that has none
def test_no_claim_comes_true_for_an_ordinary_user(tmp_path_factory: pytest.TempPathFactory) -> None:
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv is missing: apt-get install util-linux")
    home = Path("/var/tmp") / f"roadworthy-user-{os.getpid()}"  # noqa: S108  # outside of root's own folders
    home.mkdir(mode=0o755)
    try:
        copy = _own_copy(home / "repository")
        for name in ("cache", "tmp"):
            (home / name).mkdir()
            os.chown(home / name, UID, GID)
        os.chown(home, UID, GID)
        env = {
            **_passed_on(),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(home),
            "TMPDIR": str(home / "tmp"),
            "ROADWORTHY_CACHE_DIR": str(home / "cache"),
            "PYTHONPATH": os.pathsep.join([str(copy / "src"), str(copy), sysconfig.get_path("purelib")]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
            **({"CI": os.environ["CI"]} if "CI" in os.environ else {}),
        }
        python = str(_own_interpreter(home / "python"))
        if _as_user(python, "-c", "import pytest, roadworthy", env=env, cwd=copy).returncode != 0:
            pytest.skip("an ordinary user cannot read the virtual environment: put it outside of /root")
        options = ["-q", "-n2", "-p", "no:cacheprovider", "--tb=short"]
        command = [python, "-m", "pytest", *options, "tests/attacks/test_corpus.py"]
        done = _as_user(*command, env=env, cwd=copy)
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    finally:
        shutil.rmtree(home, ignore_errors=True)

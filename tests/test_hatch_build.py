"""The front end is bundled by the build hook, and only when it has to be (docs/frontend.md)."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

REPO = Path(__file__).resolve().parent.parent


def load_hook(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build_under_test", folder / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hatch_build: Any = load_hook(REPO)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with sources, and a bundle that was made from them."""
    sources = tmp_path / "frontend" / "src"
    sources.mkdir(parents=True)
    (sources / "app.ts").write_text("one", encoding="utf-8")
    bundle = tmp_path / hatch_build.BUNDLE
    bundle.mkdir(parents=True)
    (bundle / "fingerprint").write_text(hatch_build.fingerprint(tmp_path), encoding="utf-8")
    return tmp_path


def hook(root: Path) -> Any:
    return hatch_build.FrontendHook(str(root), {}, None, None, str(root / "dist"), "wheel")


def test_an_untouched_front_end_asks_for_no_node(project: Path) -> None:
    assert hook(project).dependencies() == []


def test_a_bundle_that_is_not_there_asks_for_node(project: Path) -> None:
    shutil.rmtree(project / hatch_build.BUNDLE)
    assert hook(project).dependencies() == [hatch_build.NODE]


@pytest.mark.parametrize("change", ["content", "new file", "rename"])
def test_a_changed_front_end_asks_for_node(project: Path, change: str) -> None:
    source = project / "frontend" / "src" / "app.ts"
    if change == "content":
        source.write_text("two", encoding="utf-8")
    elif change == "new file":
        source.with_name("other.ts").write_text("", encoding="utf-8")
    else:
        source.rename(source.with_name("apps.ts"))
    assert hook(project).dependencies() == [hatch_build.NODE]


def test_installed_packages_do_not_count_as_a_change(project: Path) -> None:
    packages = project / "frontend" / "node_modules" / "esbuild"
    packages.mkdir(parents=True)
    (packages / "index.js").write_text("", encoding="utf-8")
    assert hook(project).dependencies() == []


def test_an_up_to_date_bundle_is_carried_without_being_made_again(project: Path) -> None:
    data: dict[str, Any] = {"artifacts": []}
    hook(project).initialize("standard", data)  # Node is not installed here: making it would end the process
    assert data["artifacts"] == ["/src/roadworthy/web/static/built"]


def test_the_lock_file_names_no_registry() -> None:
    lock = (REPO / "frontend" / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert "http" not in lock.replace('"url": "https://', "")


def test_every_package_is_pinned_to_one_version() -> None:
    package = json.loads((REPO / "frontend" / "package.json").read_text(encoding="utf-8"))
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert {name: version for name, version in versions.items() if not version[0].isdigit()} == {}
    assert versions["htmx.org"].startswith("2.")


def clone(target: Path) -> Path:
    """Copy what Git knows (and what will be committed) to `target`."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPO, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a Git checkout: clone the repository to run this")
    for name in filter(None, listed.stdout.split("\0")):
        if (REPO / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPO / name, target / name)
    return target


def path_without_node() -> str:
    folders = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join([str(Path(sys.executable).parent), *(f for f in folders if not (Path(f) / "node").exists())])


@pytest.mark.long
def test_a_clean_clone_builds_without_node_and_carries_the_bundle(tmp_path: Path) -> None:
    """The sdist is built with Node from the registry; the wheel from the sdist needs none."""
    checkout = clone(tmp_path / "clone")
    done = subprocess.run(
        ["uv", "build", "--out-dir", str(tmp_path / "dist")],
        cwd=checkout,
        env={**os.environ, "PATH": path_without_node()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]

    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        manifest = json.loads(archive.read("roadworthy/web/static/built/manifest.json"))
    assert {f"roadworthy/web/static/built/{file}" for file in manifest.values()} <= names
    assert not [name for name in names if "node_modules" in name]

    (sdist,) = (tmp_path / "dist").glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert not load_hook(unpacked).is_stale(unpacked)
    assert not (unpacked / "frontend" / "node_modules").exists()


@pytest.mark.long
def test_the_type_checker_agrees_with_the_scripts(tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        pytest.skip("npm is not on this machine: apt-get install npm")
    shutil.copytree(REPO / "frontend", tmp_path / "frontend", ignore=shutil.ignore_patterns("node_modules"))
    for command in (["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], ["npm", "run", "check"]):
        done = subprocess.run(command, cwd=tmp_path / "frontend", capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

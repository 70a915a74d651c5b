"""Components from container images, in a Docker engine that the tests start for themselves.

No registry is asked: the image is made of this machine's Redis and the libraries that it needs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.components.conftest import need
from tests.components.test_endings import eventually, holder

from roadworthy.components import Component, Found, Missing, Source, explain, find, images, known_components, providers

pytestmark = [pytest.mark.xdist_group("components"), pytest.mark.long]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an engine that has an image of Redis."""
    need("redis")
    if os.geteuid():
        pytest.skip("only root can start a Docker engine: sudo -E uv run pytest")
    if shutil.which("dockerd") is None or shutil.which("docker") is None:
        pytest.skip("there is no Docker engine on this machine: sudo apt-get install docker.io")
    folder = tmp_path_factory.mktemp("docker")
    address = f"unix://{folder}/s"
    places = ["--data-root", folder / "data", "--exec-root", folder / "exec", "--pidfile", folder / "pid"]
    log = (folder / "log").open("wb")
    daemon = subprocess.Popen(["dockerd", "-H", address, "--storage-driver", "vfs", *places], stdout=log, stderr=log)
    try:
        ready = ["docker", "-H", address, "version"]
        assert eventually(lambda: subprocess.run(ready, capture_output=True, check=False).returncode == 0, 30.0), (
            folder / "log"
        ).read_text()[-2000:]
        make_image(address, folder)
        yield address
    finally:
        daemon.terminate()
        daemon.wait(30)
        log.close()


def make_image(address: str, folder: Path) -> None:
    program = shutil.which("redis-server")
    assert program
    root = folder / "root"
    told = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    libraries = re.findall(r"(/\S+) \(0x", told)
    for source in (program, *libraries):
        target = root / source.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(source).resolve(), target)
    (root / "tmp").mkdir()
    packed = subprocess.run(["tar", "-C", root, "-c", "."], capture_output=True, check=True).stdout
    # As in the published image, the arguments of `run` are options of the server.
    change = f'ENTRYPOINT ["{program}", "--protected-mode", "no"]'
    command = ["docker", "-H", address, "import", "--change", change, "-", "redis:7.4"]
    subprocess.run(command, input=packed, capture_output=True, check=True)


@pytest.fixture
def redis(engine: str, monkeypatch: pytest.MonkeyPatch) -> Component:
    """Redis on a machine that has an engine and no redis-server."""
    monkeypatch.setenv("DOCKER_HOST", engine)
    monkeypatch.setattr(providers, "find_program", lambda *_names, **_places: None)
    return type(known_components()["redis"])()


def containers(engine: str) -> list[str]:
    command = ["docker", "-H", engine, "ps", "--all", "--format", "{{.Names}}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_a_lease_is_a_container_that_goes_with_it(engine: str, redis: Component) -> None:
    found = find(redis)
    assert isinstance(found, Found)
    assert (found.source, str(found)) == (Source.IMAGE, "7.4, image redis:7.4")
    with redis.lease(lambda _line: None) as lease:
        redis.self_test(lease.env)
        assert lease.trouble() == ""
        (name,) = containers(engine)
        assert name.startswith("roadworthy-redis-")
        assert urlsplit(lease.env["REDIS_URL"]).port == lease.addresses[0].port
        how = [
            "docker",
            "-H",
            engine,
            "inspect",
            "--format",
            "{{json .HostConfig.Tmpfs}} {{.HostConfig.LogConfig.Type}}",
        ]
        told = subprocess.run([*how, name], capture_output=True, text=True, check=True).stdout
        assert told.split() == ['{"/data":"rw,size=512m"}', "none"]
        assert "Ready to accept connections" in lease.log(20)
        subprocess.run(["docker", "-H", engine, "kill", name], capture_output=True, check=True)
        assert eventually(lambda: lease.trouble() != "")
    assert eventually(lambda: not containers(engine))


def test_a_container_does_not_outlive_a_killed_roadworthy(
    engine: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # A machine without redis-server: only the engine's client is on the PATH.
    for name in ("docker", "git"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DOCKER_HOST", engine)
    with holder("redis") as (process, _pids, _folders):
        assert len(containers_by(tmp_path, engine)) == 1
        process.kill()
        process.wait(10)
        assert eventually(lambda: not containers_by(tmp_path, engine), 30.0)


def containers_by(folder: Path, engine: str) -> list[str]:
    command = [folder / "docker", "-H", engine, "ps", "--all", "--format", "{{.Names}}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_an_image_is_never_fetched_unasked(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", engine)
    missing = dict(explain(known_components()["mongodb"]))[Source.IMAGE]
    assert missing == Missing("the image mongo:7 is not on this machine", "docker pull mongo:7")


@pytest.mark.parametrize(("engine", "mend"), [("docker", "sudo systemctl start docker"), ("podman", "podman info")])
def test_an_engine_that_does_not_run_is_told(monkeypatch: pytest.MonkeyPatch, engine: str, mend: str) -> None:
    monkeypatch.setattr(images.shutil, "which", lambda name: f"/bin/{name}" if name == engine else None)
    monkeypatch.setattr(images, "_succeeds", lambda *_command: False)
    missing = dict(explain(known_components()["mongodb"]))[Source.IMAGE]
    assert missing == Missing(f"{engine} is installed, its engine does not run (for the image mongo:7)", mend)

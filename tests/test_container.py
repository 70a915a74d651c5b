"""Dockerfile, compose file and `scripts/install-components`: what can be held of them where no image can be fetched."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.components.conftest import need

from roadworthy.components import Source, known_components, lease
from roadworthy.components.providers import Machine
from roadworthy.judge import is_contained
from roadworthy.settings import Settings

ROOT = Path(__file__).parent.parent


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments, in one line each."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split()[0], " ".join(line.split()[1:])) for line in text.splitlines() if line.strip()]


def only(instruction: str) -> str:
    (arguments,) = [arguments for name, arguments in instructions() if name == instruction]
    return arguments


def packages() -> set[str]:
    """The packages that the Dockerfile and the script install."""
    script = (ROOT / "scripts" / "install-components").read_text()
    names = [
        line.split("#")[0].strip()
        for array in re.findall(r"^\w+=\(\n(.*?)^\)", script, re.MULTILINE | re.DOTALL)
        for line in array.splitlines()
    ]
    for words in re.findall(r"apt-get install ([^&]*)", only_run()):
        names += [word for word in words.split() if not word.startswith("-")]
    return set(names)


def only_run() -> str:
    return " && ".join(arguments for name, arguments in instructions() if name == "RUN")


def service() -> dict[str, Any]:
    composed: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    assert set(composed["services"]) == {"roadworthy", "database"}
    for one in composed["services"].values():
        for volume in one["volumes"]:
            assert volume.split(":")[0] in composed["volumes"]
    roadworthy: dict[str, Any] = composed["services"]["roadworthy"]
    return roadworthy


def test_what_the_image_is_made_of_is_there_and_reaches_the_engine() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    for name, arguments in instructions():
        if name == "COPY":
            source = arguments.split()[0]
            assert (ROOT / source).exists()
            assert not any(fnmatch(source, pattern) for pattern in ignored)
    assert os.access(ROOT / "scripts" / "install-components", os.X_OK)
    # What the package is built from, in the folder that is copied whole.
    for source in ("pyproject.toml", "README.md", "LICENSE", "hatch_build.py", "frontend/package-lock.json", "src"):
        assert (ROOT / source).exists()
        assert not any(fnmatch(part, pattern) for part in source.split("/") for pattern in ignored)


@pytest.mark.long
def test_every_package_can_be_had_from_the_system() -> None:
    if shutil.which("apt-get") is None:
        pytest.skip("only Debian and Ubuntu have apt-get")
    command = ["apt-get", "install", "--simulate", "--no-install-recommends", *sorted(packages())]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    assert done.returncode == 0, done.stderr
    assert len(packages()) > 25


def test_every_component_from_the_machine_is_among_what_is_installed() -> None:
    wanted = {
        package
        for component in known_components().values()
        for provider in component.providers
        if isinstance(provider, Machine)
        for package in provider.debian.split()
    }
    assert wanted - {"postgresql-pgvector"} <= packages()  # which Debian carries from its 13th version on
    for component in known_components().values():
        sources = {provider.source for provider in component.providers}
        assert sources & {Source.PACKAGE, Source.IMAGE, Source.MACHINE}


def test_the_settings_of_the_compose_file_are_those_of_the_program() -> None:
    fields = {f"ROADWORTHY_{name.upper()}" for name in Settings.model_fields}
    assert set(service()["environment"]) <= fields
    port = Settings.model_fields["port"].default
    assert service()["ports"] == [f"127.0.0.1:{port}:{port}"]  # and no other address of the machine
    assert only("EXPOSE") == str(port)
    home = only("VOLUME")
    assert service()["volumes"] == [f"home:{home}"]
    assert f"--create-home --shell /usr/sbin/nologin {only('USER')}" in only_run()
    assert home == f"/home/{only('USER')}"


@pytest.mark.long
@pytest.mark.xdist_group("components")
def test_the_command_of_the_image_serves_with_the_settings_of_the_compose_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    need("postgresql")
    if not is_contained():
        pytest.skip("the judge has no walls on this machine, and a server for others does not start without")
    program, *arguments = json.loads(only("CMD"))
    assert program == "roadworthy"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with lease(["postgresql"]) as leases:
        given = service()["environment"]["ROADWORTHY_DATABASE"]
        assert re.fullmatch(r"postgresql://roadworthy:\$\{ROADWORTHY_DB_PASSWORD:\?[\w ]+\}@database/roadworthy", given)
        monkeypatch.setenv("ROADWORTHY_DATABASE", leases.env["POSTGRESQL_URL"])
        monkeypatch.setenv("ROADWORTHY_PORT", str(port))
        monkeypatch.setenv("PYTHONUNBUFFERED", "1")
        command = [sys.executable, "-m", "roadworthy", *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
            try:
                assert server.stdout
                said = server.stdout.readline()
                assert f":{port}/" in said, said + server.stdout.read()
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/health") as answer:
                    assert json.load(answer)["name"] == "roadworthy"
            finally:
                server.kill()

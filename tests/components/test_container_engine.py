"""The container engine: there where attempts run in the open, and where they do not the reason is said."""

from __future__ import annotations

import shutil

import pytest

from roadworthy.components import Missing, find, known_components, lease
from roadworthy.errors import MissingToolError

ENGINE = known_components()["container-engine"]


@pytest.fixture
def podman() -> None:
    if shutil.which("podman") is None:
        pytest.skip("there is no podman on this machine: sudo apt-get install podman runc busybox-static")


@pytest.mark.long
@pytest.mark.usefixtures("podman")
def test_an_image_is_built_from_nothing_and_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROADWORTHY_CONTAINED", "never")
    with lease(["container-engine"]) as leases:
        assert tuple(leases.env) == ENGINE.variables
        ENGINE.self_test(leases.env)


@pytest.mark.usefixtures("podman")
@pytest.mark.parametrize("setting", ["auto", "always"])
def test_behind_walls_it_is_not_there_and_says_why(monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    monkeypatch.setenv("ROADWORTHY_CONTAINED", setting)
    found = find(ENGINE)
    assert isinstance(found, Missing)
    assert "containers cannot be made inside the walls" in found.reason
    assert found.install == "export ROADWORTHY_CONTAINED=never"
    with pytest.raises(MissingToolError, match="inside the walls"), lease(["container-engine"]):
        pass

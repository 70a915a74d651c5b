"""Runs install.sh against wheelhouses that are in order and one that is not, and looks at what is there then."""

import importlib.util
import shutil
import stat
import threading
from collections import namedtuple
from configparser import ConfigParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

RUNS_WITH = {
    "greeter": "greeter runs with chatproto 1.4.0, greeter 3.0",
    "archiver": "archiver runs with archiver 5.1, chatproto 2.0.0, storekit 2.0",
}
CARELESS = {
    "PIP_RETRIES": "0",
    "PIP_TIMEOUT": "2",
    "PIP_NO_CACHE_DIR": "1",
    "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
}
Installed = namedtuple("Installed", "done target asked")


@pytest.fixture(scope="module")
def known():
    """What was installed, once for all checks."""
    return {}


@pytest.fixture
def index():
    """An index that has nothing: its address, and the list of what it was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple", asked
        server.shutdown()


@pytest.fixture
def install(subject, tmp_path_factory, index):
    """Run install.sh, with a wheelhouse that `change` may change, into a target that is not empty."""
    spec = importlib.util.spec_from_file_location("their_wheels", subject.workspace / "wheelhouse.py")
    wheels = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(wheels)

    def run(change=lambda folder, wheels: None):
        place = tmp_path_factory.mktemp("bots at work")
        wheelhouse, target = place / "the wheels", place / "all bots"
        wheels.build(wheelhouse)
        change(wheelhouse, wheels)
        for name in ("greeter", "archiver", "neighbour"):
            old = target / name / "lib" / "python3.11" / "site-packages"
            old.mkdir(parents=True)
            (old / "leftover.py").write_text("")
        (place / "elsewhere").mkdir()
        script = subject.workspace / "install.sh"
        url, asked = index
        env = CARELESS | {"PIP_INDEX_URL": url}
        done = subject.run(["bash", str(script), str(wheelhouse), str(target)], cwd=place / "elsewhere", env=env, timeout=80)
        return Installed(done, target, asked)

    return run


@pytest.fixture
def installed(install, known):
    """Both bots, installed from the wheelhouse as it should be."""
    if "good" not in known:
        known["good"] = install()
    done = known["good"].done
    if done.returncode != 0:
        pytest.fail(f"install.sh ended with {done.returncode}:\n{(done.stderr or done.stdout).strip()[-700:]}")
    return known["good"]


@pytest.fixture
def run_bot(subject, installed, tmp_path):
    """Run a program of an environment."""

    def run(name, program, *arguments):
        path = installed.target / name / "bin" / program
        assert path.exists(), f"there is no {name}/bin/{program} in TARGET"
        return subject.run([str(path), *arguments], cwd=tmp_path)

    return run


@pytest.mark.parametrize("name", ["greeter", "archiver"])
def test_both_bots_run(run_bot, name):
    """Each bot runs from any folder, installed from paths with spaces"""
    done = run_bot(name, name)
    assert done.returncode == 0, f"{name} ended with {done.returncode}: {done.stderr.strip()[-300:]}"
    assert done.stdout.startswith(f"{name} runs with "), f"{name} printed {done.stdout!r}"


@pytest.mark.parametrize("name", ["greeter", "archiver"])
def test_the_versions_are_those_of_the_files(run_bot, name):
    """Each bot has the newest versions with which it can work, and nothing else"""
    done = run_bot(name, name)
    assert done.stdout.strip() == RUNS_WITH[name], f"expected: {RUNS_WITH[name]}\ngot:      {done.stdout.strip()}"


def test_each_is_made_by_its_tool(installed):
    """The greeter's environment is venv's, the archiver's is virtualenv's and has no pip"""
    found = {}
    for name in ("greeter", "archiver"):
        config = ConfigParser()
        config.read_string("[environment]\n" + (installed.target / name / "pyvenv.cfg").read_text())
        found[name] = "virtualenv" if config.has_option("environment", "virtualenv") else "venv"
    assert found == {"greeter": "venv", "archiver": "virtualenv"}
    pips = [path.name for path in (installed.target / "archiver").rglob("pip*") if "pip" in path.name.split("-")[0]]
    assert not pips, f"in the archiver's environment there is {', '.join(sorted(pips)[:4])}"


@pytest.mark.parametrize("name", ["greeter", "archiver"])
def test_the_environments_are_isolated(run_bot, name):
    """An environment does not see the packages of the Python that made it"""
    done = run_bot(name, "python", "-c", "import sys, yaml; print(sys.prefix)")
    assert done.returncode != 0, f"{name}/bin/python can import yaml, which was not installed there"
    done = run_bot(name, "python", "-c", "import chatproto, sys; print(sys.prefix != sys.base_prefix)")
    assert done.stdout.strip() == "True", f"{name}/bin/python is not an environment with chatproto: {done.stderr[-300:]}"


def test_what_was_there_is_replaced(installed):
    """What was in an old environment is gone, and the neighbour's is untouched"""
    left = sorted(str(path.relative_to(installed.target)) for path in installed.target.rglob("leftover.py"))
    assert left == ["neighbour/lib/python3.11/site-packages/leftover.py"]
    there = sorted(path.name for path in installed.target.iterdir())
    assert there == ["archiver", "greeter", "neighbour"], f"in TARGET there is {there}"


def test_nothing_but_the_wheelhouse_is_asked(installed):
    """No index is asked, whatever pip's settings say"""
    assert installed.asked == [], f"pip asked the index of its settings for {', '.join(installed.asked[:3])}"


def test_a_wheel_that_was_changed(install, rng):
    """If a wheel is not the one of the file, the script fails, and nothing is left of that environment"""

    def change(folder, wheels):
        path = folder / "chatproto-2.0.0-py3-none-any.whl"
        evil = f"print('stolen {rng.random()}')\n"
        path.write_bytes(wheels.wheel("chatproto", "2.0.0", [], evil))
        path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)

    done, target, _asked = install(change)
    inside = list((target / "archiver").rglob("chatproto.py"))
    assert not inside, "a chatproto 2.0.0 whose bytes are others than those of the file was installed"
    assert done.returncode != 0, "a wheel does not have the hash of the file, and install.sh ended with 0"
    left = (target / "archiver").exists()
    assert not left, "the archiver could not be installed, and TARGET/archiver is there"
    shutil.rmtree(target)

"""Asks Pipenv, Poetry and a conda solver about the learner's files, and compares these with what was locked before."""

import importlib.util
import json
import re
import threading
import tomllib

import pytest
import yaml
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet

MAIN = {"chatproto": "1.2.0", "fasthash": "0.9", "roomcache": "0.4", "storekit": "2.1", "tinyheap": "3.1", "winbell": "1.0"}
DEV = {"fasthash": "0.9", "testbell": "5.0"}
WISHES = {"chatproto": "", "roomcache": "", "storekit": ">=2.1,<3", "winbell": ""}
ON_LINUX = {name: version for name, version in MAIN.items() if name != "winbell"}
WINDOWS = {"sys_platform": "win32", "python_version": "3.11", "platform_system": "Windows", "os_name": "nt"}
LINUX = {"sys_platform": "linux", "python_version": "3.11", "platform_system": "Linux", "os_name": "posix"}
INSTALLED = "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"


class Index:
    """The team's packages, served where they always are."""

    def __init__(self, workspace, folder):
        spec = importlib.util.spec_from_file_location("their_index", workspace / "index.py")
        self.module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.module)
        self.wheels, self.conda = self.module.build(folder), self.module.build_channel(folder)
        self.server = self.module.serve(folder)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def versions(self, name):
        """The versions of a wheel."""
        return [version for one, version in self.wheels if one == name]


@pytest.fixture(scope="module")
def index(subject, tmp_path_factory):
    """The index, running."""
    made = Index(subject.workspace, tmp_path_factory.mktemp("index"))
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def read(subject):
    """Read one of the learner's files with a parser."""

    def parse(name, parser):
        path = subject.workspace / name
        assert path.exists(), f"there is no {name}"
        try:
            return parser(path.read_text(encoding="utf-8"))
        except (ValueError, yaml.YAMLError) as error:
            pytest.fail(f"{name} cannot be read: {error}")

    return parse


@pytest.fixture
def tool(subject, tmp_path):
    """Run Pipenv or Poetry in a copy of the learner's files."""

    def run(name, *arguments, **env):
        files = {"pipenv": ("Pipfile", "Pipfile.lock"), "poetry": ("pyproject.toml", "poetry.lock")}
        for file in files[name]:
            source = subject.workspace / file
            assert source.exists(), f"there is no {file}"
            (tmp_path / file).write_bytes(source.read_bytes())
        settings = {"PIPENV_IGNORE_VIRTUALENVS": "1", "PIPENV_VENV_IN_PROJECT": "1", "POETRY_CACHE_DIR": str(tmp_path / "cache")}
        return subject.run(["python", "-m", name, *arguments], cwd=tmp_path, env=settings | env, timeout=50)

    return run


def said(done):
    """What a program said last."""
    return "\n".join(line for line in (done.stdout + done.stderr).splitlines() if line.strip())[-500:]


def locked(section):
    """The versions of a section of Pipfile.lock."""
    return {name: str(entry.get("version", "?")).removeprefix("==") for name, entry in section.items()}


def applies(marker, system):
    """Whether a requirement with that marker is for a system."""
    return not marker or bool(Requirement(f"x; {marker}").marker.evaluate(system))


def test_pipenv_agrees_with_its_lock(tool):
    """Pipenv finds that Pipfile.lock is of the Pipfile"""
    done = tool("pipenv", "verify")
    assert done.returncode == 0, f"pipenv verify ended with {done.returncode}: {said(done)}"


def test_the_pipfile_lock_has_not_drifted(read, index):
    """In Pipfile.lock all is as it was, and roomcache with what it needs is added"""
    lock = read("Pipfile.lock", json.loads)
    assert locked(lock.get("default", {})) == MAIN, "the versions for production in Pipfile.lock"
    assert locked(lock.get("develop", {})) == DEV, "the versions for development in Pipfile.lock"
    for name, entry in (lock["default"] | lock["develop"]).items():
        version = (MAIN | DEV)[name]
        assert entry.get("hashes") == [f"sha256:{index.wheels[name, version]}"], f"the hashes of {name} in Pipfile.lock"
        systems = [applies(entry.get("markers"), system) for system in (LINUX, WINDOWS)]
        assert systems == [name != "winbell", True], f"whether {name} is for Linux, and for Windows, in Pipfile.lock"


def test_poetry_agrees_with_its_lock(tool, read):
    """Poetry finds that poetry.lock is of pyproject.toml, and pyproject.toml in order"""
    done = tool("poetry", "check", "--lock")
    assert done.returncode == 0, f"poetry check --lock ended with {done.returncode}: {said(done)}"
    assert read("pyproject.toml", tomllib.loads)["project"]["dependencies"], "pyproject.toml wishes for nothing"


def test_poetry_asks_the_team_alone(read):
    """Poetry asks the team's index for everything, and no other"""
    sources = read("pyproject.toml", tomllib.loads).get("tool", {}).get("poetry", {}).get("source", [])
    priorities = {str(source.get("url", source["name"])).rstrip("/"): source.get("priority", "primary") for source in sources}
    assert priorities == {"http://127.0.0.1:8765/simple": "primary"}, (
        "the sources in pyproject.toml and their priority; without a primary one Poetry asks PyPI as well"
    )
    packages = read("poetry.lock", tomllib.loads).get("package", [])
    elsewhere = [one["name"] for one in packages if one.get("source", {}).get("url") != "http://127.0.0.1:8765/simple"]
    assert elsewhere == [], "for these packages poetry.lock does not name the team's index"


def test_the_poetry_lock_has_not_drifted(read, index):
    """poetry.lock has the versions, hashes and groups of Pipfile.lock"""
    packages = read("poetry.lock", tomllib.loads).get("package", [])
    for group, expected in (("main", MAIN), ("dev", DEV)):
        found = {one["name"]: one["version"] for one in packages if group in one.get("groups", [])}
        assert found == expected, f"the versions in the group {group} of poetry.lock"
    for one in packages:
        hashes = {file["hash"] for file in one["files"]}
        assert hashes == {f"sha256:{index.wheels[one['name'], one['version']]}"}, f"the hashes of {one['name']} in poetry.lock"


def test_poetry_installs_what_runs(subject, tool, index, tmp_path):
    """Poetry installs what production needs on Linux from the lock, and nothing else"""
    venv = tmp_path / "venv"
    subject.run(["python", "-m", "virtualenv", "--no-pip", "--no-setuptools", "--no-wheel", str(venv)], timeout=50)
    env = {"VIRTUAL_ENV": str(venv)}
    done = tool("poetry", "sync", "--only", "main", "--no-root", "--no-interaction", **env)
    assert done.returncode == 0, f"poetry sync ended with {done.returncode}: {said(done)}"
    there = subject.run([str(venv / "bin" / "python"), "-c", INSTALLED], cwd=tmp_path)
    assert json.loads(there.stdout or "{}") == ON_LINUX, "what is in a fresh environment after poetry sync --only main"


def test_wishes_stay_wishes(read, index):
    """pyproject.toml and environment.yml wish for what the Pipfile does, neither more nor less exactly"""
    project = read("pyproject.toml", tomllib.loads)
    try:
        wishes = [Requirement(text) for text in project.get("project", {}).get("dependencies", [])]
    except InvalidRequirement as error:
        pytest.fail(f"a dependency in pyproject.toml is not written as it should be: {error}")
    assert sorted(wish.name for wish in wishes) == sorted(WISHES), "the packages that [project] dependencies wishes for"
    for wish in wishes:
        allowed = [version for version in index.versions(wish.name) if wish.specifier.contains(version)]
        expected = [version for version in index.versions(wish.name) if SpecifierSet(WISHES[wish.name]).contains(version)]
        assert allowed == expected, f"the versions of {wish.name} that pyproject.toml could live with ({wish})"
    dev = project.get("tool", {}).get("poetry", {}).get("group", {}).get("dev", {}).get("dependencies", {})
    assert dev == {"testbell": "*"}, "the dependencies of the group dev in pyproject.toml"
    environment = read("environment.yml", yaml.safe_load)
    assert environment.get("name") == "chat", "the name in environment.yml"
    channels = [str(channel).rstrip("/") for channel in environment.get("channels", [])]
    assert sorted(channels) == ["http://127.0.0.1:8765/conda", "nodefaults"], "the channels in environment.yml"


async def solve(specs, tmp_path):
    """Let the conda solver choose for Linux; fails with its explanation."""
    import rattler

    def generic(name, version):
        return rattler.GenericVirtualPackage(rattler.PackageName(name), rattler.Version(version), rattler.BuildString("0"))

    gateway = rattler.Gateway(cache_dir=tmp_path / "repodata")
    machine = [generic("__unix", "0"), generic("__linux", "5.10"), generic("__glibc", "2.36")]
    channel, platforms = ["http://127.0.0.1:8765/conda"], ["linux-64", "noarch"]
    try:
        return await rattler.solve(channel, specs, platforms=platforms, virtual_packages=machine, gateway=gateway)
    except Exception as error:
        pytest.fail(f"no environment has all of {', '.join(specs) or 'nothing'}: {str(error)[-500:]}")


def explicit(text):
    """The lines of an explicit file: address -> hash."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if lines[:1] != ["@EXPLICIT"]:
        raise ValueError("its first line should be @EXPLICIT")
    found = {}
    for line in lines[1:]:
        match = re.fullmatch(r"(\S+?)#sha256:([0-9a-f]{64})", line)
        if match is None:
            raise ValueError(f"this line is not ADDRESS#sha256:HASH: {line}")
        found[match[1]] = match[2]
    return found


async def test_environment_yml_can_be_solved(read, index, tmp_path):
    """A conda solver finds an environment for environment.yml, and today it is a newer one than the lock's"""
    wishes = read("environment.yml", yaml.safe_load).get("dependencies") or []
    assert all(isinstance(wish, str) for wish in wishes), "environment.yml has something like pip: in it"
    records = await solve(wishes, tmp_path)
    found = {record.name.normalized: str(record.version) for record in records}
    newest = {"chatproto": "1.3.0", "fasthash": "1.0", "libhash": "3.0", "roomcache": "0.5", "storekit": "2.2"}
    assert found == newest, "what a solver would choose today for environment.yml, if it wishes for no more than the Pipfile"


async def test_the_conda_lock_can_be_installed(read, index, tmp_path):
    """The conda lock has everything that is needed on Linux, nothing else, and the hash of each"""
    import rattler

    lock = read("conda-linux-64.lock", explicit)
    unknown = [address for address in lock if address not in index.conda]
    assert unknown == [], "the channel has no packages at these addresses"
    for address, digest in lock.items():
        assert digest == index.conda[address]["sha256"], f"the hash of {address}"
    pins = [f"{one['name']} =={one['version']} {one['build']}" for one in map(index.conda.get, lock)]
    wishes = ["chatproto", "storekit >=2.1,<3", "roomcache"]
    needed = await solve([*wishes, *pins], tmp_path)
    assert sorted(lock) == sorted(record.url for record in needed), "what is needed for the packages of conda-linux-64.lock"
    bare = await solve([*wishes, *(pin for pin in pins if pin.split()[0] in ON_LINUX)], tmp_path)
    extra = sorted({record.name.normalized for record in needed} - {record.name.normalized for record in bare})
    assert extra == [], "nothing needs these packages of conda-linux-64.lock"
    prefix = tmp_path / "prefix"
    await rattler.install(needed, prefix, cache_dir=tmp_path / "packages", show_progress=False)
    assert list((prefix / "lib").glob("libhash-linux-64.so")), "the native library is not in the environment"


def test_the_conda_lock_has_not_drifted(read, index):
    """Of what production has, the conda lock has the same versions"""
    lock = read("conda-linux-64.lock", explicit)
    found = {one["name"]: one["version"] for one in map(index.conda.get, lock) if one}
    assert {name: version for name, version in found.items() if name in MAIN} == ON_LINUX, "the versions in conda-linux-64.lock"

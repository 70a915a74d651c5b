"""Builds the learner's wheel, looks into it, installs it elsewhere, and uses it there."""

import json
import re
import shutil
import zipfile
from email.parser import Parser

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

MODULES = ["chatkit", "chatkit.__main__", "chatkit.cli", "chatkit.members", "chatkit.rooms", "chatkit.texts"]
FILES = {
    "chatkit/__init__.py",
    *(f"{module.replace('.', '/')}.py" for module in MODULES[1:]),
    "chatkit/templates/welcome.txt",
    "chatkit/py.typed",
}
# Forgets the package before each import, as if a fresh interpreter did it.
IMPORT_EACH = """
import contextlib, importlib, io, json, sys
problems = {}
for module in sys.argv[1:]:
    for name in [name for name in sys.modules if name.split(".")[0] == "chatkit"]:
        del sys.modules[name]
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            importlib.import_module(module)
        problems[module] = f"it printed {out.getvalue()!r}" if out.getvalue() else ""
    except BaseException as error:
        problems[module] = f"{type(error).__name__}: {error}"
print(json.dumps(problems))
"""
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_CACHE_DIR": "1"}


@pytest.fixture(scope="module")
def made():
    """What was built, once for all checks."""
    return {}


@pytest.fixture
def wheel(subject, tmp_path, made, rng):
    """Return the path of the wheel; its version is the judge's, written where the learner's stood."""
    if "problem" in made:
        pytest.fail(made["problem"])
    if "wheel" not in made:
        project = tmp_path / "project"
        shutil.copytree(subject.workspace, project, ignore=shutil.ignore_patterns("__pycache__", "build", "dist"))
        (project / "scratch.py").write_text("raise SystemExit('a file that lies about')\n")
        holders = [
            path
            for path in sorted(project.rglob("*"))
            if path.is_file() and project / "chatkit" not in path.parents and b"1.4.0" in path.read_bytes()
        ]
        made["holders"] = [str(path.relative_to(project)) for path in holders]
        made["version"] = f"1.4.{rng.randrange(1, 900)}"
        for path in holders[:1]:
            path.write_bytes(path.read_bytes().replace(b"1.4.0", made["version"].encode()))
        out = tmp_path / "out"
        command = ["python", "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(project)]
        done = subject.run(command, cwd=tmp_path, env=OFFLINE, timeout=60)
        wheels = sorted(out.glob("*.whl")) if out.exists() else []
        if done.returncode != 0 or not wheels:
            said = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr).replace(str(tmp_path) + "/", "").strip()
            made["problem"] = f"python -m build ended with {done.returncode} and made no wheel:\n{said[-900:]}"
            pytest.fail(made["problem"])
        made["wheel"] = wheels[0]
    return made["wheel"]


@pytest.fixture
def site(subject, wheel, made):
    """Return the folder into which pip has installed the wheel."""
    if "site" not in made:
        site = wheel.parent / "site"
        command = ["python", "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site), str(wheel)]
        done = subject.run(command, cwd=wheel.parent, env=OFFLINE, timeout=60)
        if done.returncode != 0:
            pytest.fail(f"pip could not install the wheel:\n{done.stderr[-800:]}")
        made["site"] = site
    return made["site"]


@pytest.fixture
def python(subject, site, tmp_path):
    """Run Python with the installed package, in an empty folder."""

    def run(*arguments, path=site):
        return subject.run(["python", *map(str, arguments)], cwd=tmp_path, env={"PYTHONPATH": str(path)})

    return run


def evaluate(python, code, **options):
    """Run code that puts something into `result`; return it."""
    done = python("-c", f"import json\n{code}\nprint(json.dumps(result))", **options)
    if done.returncode != 0:
        pytest.fail(f"with the package installed, this failed:\n{code}\n{done.stderr.strip()[-700:]}")
    return json.loads(done.stdout.splitlines()[-1])


def names_in(wheel):
    return {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}


def metadata(wheel):
    archive = zipfile.ZipFile(wheel)
    name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(archive.read(name).decode())


def test_everything_is_in_the_wheel(wheel, made):
    """The wheel has the agreed name, all modules, the template and the typing marker"""
    expected = f"chatkit-{made['version']}-py3-none-any.whl"
    if not made["holders"]:
        pytest.fail("no file of yours has the version 1.4.0")
    assert wheel.name == expected, f"with the version changed in {made['holders'][0]}, the wheel should be {expected}"
    missing = sorted(FILES - names_in(wheel))
    assert not missing, f"these stayed at home: {', '.join(missing)}"


def test_nothing_else_is_in_the_wheel(wheel):
    """Neither tests nor files that lie about nor the old folder's path are in the wheel"""
    more = sorted(name for name in names_in(wheel) - FILES if not re.fullmatch(r"chatkit/\w+\.py", name))
    assert not more, f"these should not be in the wheel: {', '.join(more)}"


def test_what_it_needs(wheel):
    """The metadata says which Python and which packages it needs, and what only developers need"""
    found = metadata(wheel)
    pythons = SpecifierSet(found["Requires-Python"] or "")
    allowed = [version for version in ("3.10", "3.11", "3.14") if version in pythons]
    assert allowed == ["3.11", "3.14"], f"of Python 3.10, 3.11 and 3.14, Requires-Python allows {allowed}"
    needed = [Requirement(text) for text in found.get_all("Requires-Dist") or []]
    always = [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    assert [one.name for one in always] == ["pydantic"], f"everybody needs {[str(one) for one in always]}"
    versions = [version for version in ("1.10", "2.0", "2.99", "3.0") if version in always[0].specifier]
    assert versions == ["2.0", "2.99"], f"of pydantic 1.10, 2.0, 2.99 and 3.0 the metadata allows {versions}"
    extra = [one.name for one in needed if one not in always and one.marker.evaluate({"extra": "dev"})]
    assert extra == ["pytest"], f"the extra dev should bring pytest, and brings {extra}"


def test_each_module_can_be_imported_first(python):
    """Each module can be imported first in a fresh interpreter, in which importing prints nothing"""
    modules = [module for module in MODULES if module != "chatkit.__main__"]
    done = python("-c", IMPORT_EACH, *modules)
    if done.returncode != 0:
        pytest.fail(f"importing failed: {done.stderr.strip()[-500:]}")
    for module, problem in json.loads(done.stdout.splitlines()[-1]).items():
        assert problem == "", f"`import {module}` as the first import: {problem}"


def test_rooms_and_members(python, rng):
    """Rooms and members know each other by name, and nobody joins twice"""
    name, room = f"ada-{rng.randrange(1000)}", f"room-{rng.randrange(1000)}"
    code = (
        "from chatkit import Member, Room\n"
        f"member, room = Member({name!r}), Room({room!r})\n"
        "room.add(member); room.add(member); Room('ops').add(member)\n"
        "result = [member.rooms, room.members]"
    )
    assert evaluate(python, code) == [[room, "ops"], [name]]


def test_it_works_from_a_zip(python, wheel, rng):
    """The template is found from any folder, and out of a zip file as well"""
    name = f"Zoë {rng.randrange(1000)}"
    expected = f"Hello {name}, welcome to “ops”!\nBe kind.\n"
    code = f"import chatkit\nresult = chatkit.welcome({name!r}, 'ops')"
    assert evaluate(python, code) == expected, "installed, in another folder"
    assert evaluate(python, code, path=wheel) == expected, "with the wheel itself on PYTHONPATH"


def test_one_version(python, wheel, made):
    """The version stands in one file, and the package and its metadata say the same"""
    assert len(made["holders"]) == 1, f"1.4.0 stands in {', '.join(made['holders']) or 'no file'}"
    code = "import chatkit\nresult = [chatkit.__version__, sorted(chatkit.__all__)]"
    assert evaluate(python, code) == [made["version"], ["Member", "Room", "__version__", "welcome"]]


def test_the_command(python, site, rng):
    """The command and python -m chatkit print the text, or their usage with exit status 2"""
    name = f"bob-{rng.randrange(1000)}"
    script = site / "bin" / "chatkit"
    assert script.exists(), "installing the wheel made no command chatkit"
    for command in ([script], ["-m", "chatkit"]):
        done = python(*command, "welcome", name, "lobby")
        wrong = done.stderr.strip()[-300:]
        assert done.returncode == 0, f"{command[-1]} welcome ended with {done.returncode}: {wrong}"
        assert done.stdout.strip() == f"Hello {name}, welcome to “lobby”!\nBe kind."
        arguments = ["welcome", name] if command[0] == script else ["leave", name, "lobby"]
        done = python(*command, *arguments)
        assert done.returncode == 2, f"{command[-1]} {arguments} should end with 2, not {done.returncode}"
        said = done.stderr.strip()
        assert said == "usage: chatkit welcome NAME ROOM", f"{command[-1]} {arguments} should say its usage: {said[-300:]}"

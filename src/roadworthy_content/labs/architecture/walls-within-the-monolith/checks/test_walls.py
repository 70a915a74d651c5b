"""The chat behaves as before, and import-linter finds every wall that is broken, in the judge's copies too."""

import itertools
import json
import shutil

import pytest
from chat import api

# Forks for each folder, since loading import-linter takes longer than its work; prints how each ended.
LINT = """
import os, sys
from importlinter.cli import lint_imports_command as lint
for folder in sys.argv[1:]:
    pid = os.fork()
    if not pid:
        os.chdir(folder)
        sys.argv[1:] = ["--config", "walls.ini", "--no-cache"]
        lint()
    sys.stdout.flush()
    print("ended", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""
counter = itertools.count()


@pytest.fixture
def lint(subject):
    """Run lint-imports in copies of the chat; into each something was planted. Returns how each run ended, and what it said."""

    def run(*plants):
        copies = []
        for path, line in plants:
            copy = subject.workspace / f"copy-{next(counter)}"
            copy.mkdir()
            copies.append(copy)
            shutil.copytree(subject.workspace / "chat", copy / "chat", ignore=shutil.ignore_patterns("__pycache__"))
            shutil.copy(subject.workspace / "walls.ini", copy)
            if path:
                target = copy / path
                before = target.read_text() if target.exists() else ""
                target.write_text(f"{before}\n\ndef _planted() -> None:\n    {line}\n")
        done = subject.run(["python", "-c", LINT, *[copy.name for copy in copies]], timeout=25)
        for copy in copies:
            shutil.rmtree(copy)
        parts = done.stdout.split("ended ")
        found = [(int(after.split()[0]), before[-700:]) for before, after in zip(parts, parts[1:])]
        assert len(found) == len(plants), f"lint-imports could not be run:\n{done.stdout[-500:]}{done.stderr[-900:]}"
        return found

    return run


def test_the_chat_works_as_before(rng):
    """Members write, three messages are free, payment and closing do what they did before"""
    room, owner = f"room {rng.randrange(10**6)}", f"ada{rng.randrange(10**6)}"
    api.make_room(room, owner)
    with pytest.raises(PermissionError):
        api.send(room, "eve", "hi")
    api.join(room, "bob")
    for number, name in enumerate((owner, "bob", owner)):
        api.send(room, name, f"text {number}")
    with pytest.raises(PermissionError):
        api.send(room, owner, "one too many")
    api.upgrade(room)
    api.send(room, "bob", "paid")
    wanted = [f"{owner}: text 0", "bob: text 1", f"{owner}: text 2", "bob: paid"]
    assert list(api.history(room)) == wanted, f"the history should be {wanted}, and is {list(api.history(room))}"
    api.downgrade(room)
    notices = list(api.notices())
    assert notices.count(f"room downgraded: {room}") == 1, f"one notice about the downgrade is missing in {notices}"
    with pytest.raises(PermissionError):
        api.send(room, "bob", "free again")
    api.close(room)
    assert list(api.history(room)) == [], f"the room is closed, and its history is {list(api.history(room))}"
    api.make_room(room, owner)
    assert list(api.history(room)) == [], f"a new room of the same name has the old one's history: {api.history(room)}"


def test_the_walls_stand(lint):
    """import-linter finds no broken contract in the chat"""
    ((status, said),) = lint(("", ""))
    assert status == 0, f"lint-imports --config walls.ini ended with {status}\n{said}"


def require_found(lint, plants):
    for (path, line), (status, said) in zip(plants, lint(*plants), strict=True):
        assert status == 1, (
            f"{path} was given the line `{line}`, and lint-imports ended with {status}; 1 was expected\n{said}"
        )


def test_imports_go_down_only(lint):
    """An import that goes up, or from rooms to billing or back, breaks a contract"""
    plants = [
        ("chat/rooms/__init__.py", "from chat import messages"),
        ("chat/rooms/__init__.py", "from chat import billing"),
        ("chat/billing/__init__.py", "from chat import rooms"),
        ("chat/billing/__init__.py", "from chat import api"),
        ("chat/messages/__init__.py", "import chat.api"),
        ("chat/rooms/seats.py", "from chat.messages import history"),
    ]
    require_found(lint, plants)


def test_nobody_looks_inside(lint):
    """An import of another module's _store breaks a contract, also from a module that is new"""
    plants = [
        ("chat/messages/__init__.py", "from chat.rooms import _store as members"),
        ("chat/api.py", "from chat.billing._store import PLANS"),
        ("chat/api.py", "import chat.messages._store"),
        ("chat/polls.py", "from chat.rooms._store import MEMBERS"),
    ]
    require_found(lint, plants)


def test_lower_modules_stand_alone(subject):
    """Who imports rooms or billing alone gets nothing of the others, by whatever way"""
    program = "import sys, json, importlib; importlib.import_module(sys.argv[1]); print(json.dumps(sorted(sys.modules)))"
    for module, others in (("rooms", ("api", "messages", "billing")), ("billing", ("api", "messages", "rooms"))):
        done = subject.run(["python", "-c", program, f"chat.{module}"])
        assert done.returncode == 0, f"import chat.{module} failed:\n{done.stderr[-600:]}"
        loaded = [f"chat.{other}" for other in others if f"chat.{other}" in json.loads(done.stdout)]
        assert loaded == [], f"import chat.{module} also brought in {loaded}"

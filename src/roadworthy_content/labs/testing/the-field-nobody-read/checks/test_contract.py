"""Runs the learner's contract with good and bad clients, and replays it against good and bad providers."""

import json
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILE = "app-history.json"

# What is wrong with a client: text of the correct one, and what it says instead.
BAD_CLIENTS = {
    "forgets after": ("?after={after}", ""),
    "posts the text as body": ('"text": text}', '"body": text}'),
    "mixes up author and text": ('one["author"], one["text"]', 'one["text"], one["author"]'),
    "returns nothing for a missing room": ("raise NoSuchRoom(room) from None", "return []"),
}
BREAKING = {
    "RenamedField": "text is called body",
    "IdIsText": "the id of a message is a string",
    "AuthorIsNull": "the author of a message is null",
    "NoMessages": "there are messages, and the list is empty",
    "Accepted": "a new message is answered with 202",
    "NewIdIsText": "the id of a new message is a string",
}


@pytest.fixture(scope="module")
def known():
    """Results, once for all checks."""
    return {}


@pytest.fixture
def run(subject, tmp_path):
    """Run contract.py beside a client; return what came of it and the pact file's path."""

    def run(change=("", "")):
        place = tmp_path / "app"
        shutil.rmtree(place, ignore_errors=True)
        (place / "out").mkdir(parents=True)
        source = (subject.workspace / "client.py").read_text(encoding="utf-8")
        assert change[0] in source
        (place / "client.py").write_text(source.replace(*change) if change[0] else source, encoding="utf-8")
        shutil.copyfile(subject.workspace / "contract.py", place / "contract.py")
        done = subject.run(["python", "contract.py", "out"], cwd=place, timeout=40)
        return done, place / "out" / FILE

    return run


@pytest.fixture
def pact(run, known):
    """Return the text of the contract that the correct client made."""
    if "pact" not in known:
        done, file = run()
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        assert done.returncode == 0, f"with the correct client contract.py ended with {done.returncode}:\n{said}"
        assert file.exists(), f"contract.py ended with 0, and there is no {FILE}:\n{said}"
        known["pact"] = file.read_text(encoding="utf-8")
    return known["pact"]


@pytest.fixture
def broken(subject, tmp_path, pact, known):
    """What each provider breaks of the contract: "" for nothing."""
    if "broken" not in known:
        (tmp_path / FILE).write_text(pact, encoding="utf-8")
        shutil.copyfile(HERE / "providers.py", tmp_path / "providers.py")
        done = subject.run(["python", "-I", "providers.py", FILE], cwd=tmp_path, timeout=60)
        lines = [line for line in done.stdout.splitlines() if line.startswith('{"Provider"')]
        if not lines:
            pytest.fail(f"your pact file could not be replayed:\n{done.stderr.strip()[-800:]}")
        known["broken"] = json.loads(lines[-1])
    return known["broken"]


def require_kept(broken, *kinds):
    for kind in kinds:
        assert broken[kind] == "", f"a provider that is fine for the client does not keep your contract: {broken[kind]}"


def test_the_contract_is_written(pact):
    """The real client and the contract agree, and the pact file names both sides and the states"""
    written = json.loads(pact)
    assert (written["consumer"]["name"], written["provider"]["name"]) == ("app", "history")
    version = written["metadata"]["pactSpecification"]["version"]
    assert version.startswith("4"), f"the specification should be V4, and is {version}"
    states = {state["name"] for one in written["interactions"] for state in one.get("providerStates", [])}
    missing = {"a room with messages", "no such room"} - states
    assert not missing, f"no interaction is given the state {sorted(missing)[0]!r}"
    requests = sorted({one["request"]["method"] for one in written["interactions"]})
    assert requests == ["GET", "POST"], f"messages are read and written; your interactions are {requests}"


def test_other_values_keep_the_contract(broken):
    """A provider with other messages, authors and numbers, or with more fields, keeps the contract"""
    require_kept(broken, "Provider", "MoreFields")


def test_a_field_nobody_reads_may_go(broken):
    """A provider that drops a field which the client does not read keeps the contract"""
    require_kept(broken, "Provider", "NoSentAt")


def test_a_breaking_change_fails(broken):
    """A provider that changes what the client reads breaks the contract"""
    require_kept(broken, "Provider")
    missed = [about for kind, about in BREAKING.items() if broken[kind] == ""]
    assert not missed, f"your contract has nothing to say about a provider where {'; '.join(missed)}"


def test_a_missing_room_is_agreed_upon(broken):
    """A provider that answers an empty list for a room that there is not breaks the contract"""
    require_kept(broken, "Provider")
    assert broken["MissingIsEmpty"] != "", "your contract has nothing to say about a provider without a 404"


def test_the_client_is_held_to_it(run, pact):
    """With a client that sends or understands something else, the program fails and leaves no file"""
    for about, change in BAD_CLIENTS.items():
        done, file = run(change)
        assert done.returncode != 0, f"with a client that {about}, contract.py ended with 0"
        assert not file.exists(), f"with a client that {about}, contract.py failed and left a pact file"

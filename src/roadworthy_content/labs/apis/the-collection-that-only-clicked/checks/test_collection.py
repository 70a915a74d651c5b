"""Runs the learner's collection with Newman against an API that keeps its word and eight that do not."""

import json
import os
import shutil
from pathlib import Path

import pytest
from api import WRONG, Api

HERE = Path(__file__).parent
COLLECTION = "chat.postman_collection.json"


@pytest.fixture(scope="module")
def results():
    """What came of each run, once for all checks."""
    return {}


@pytest.fixture
def ran(subject, tmp_path, rng, results):
    """Return what came of the run against the API of a name, and that API's log."""
    if not results:
        variables = {
            "user": f"user{rng.randrange(10**6)}",
            "password": f"p-{rng.getrandbits(60):x}",
            "room": f"room{rng.randrange(10**6)}",
        }
        old = [(variables["room"], "an old message"), ("lobby", "another one")]
        apis = {name: Api(variables["user"], variables["password"], name, old) for name in WRONG}
        apis["good"] = Api(variables["user"], variables["password"], "", old)
        # "again" is in the same half as "good", behind it.
        servers = [(name, variables | {"baseUrl": apis[name].url}) for name in ("good", *WRONG)]
        servers.insert(1, ("again", servers[0][1]))
        for name in ("run.cjs", COLLECTION):
            source = HERE / name if name == "run.cjs" else subject.workspace / name
            shutil.copyfile(source, tmp_path / name)
        node = [os.environ["NEWMAN_NODE"], "--max-old-space-size=256", "--max-semi-space-size=32"]
        command = [*node, "run.cjs", os.environ["NEWMAN"], COLLECTION]
        done = subject.run([*command, json.dumps(servers), "result.json"], cwd=tmp_path, timeout=55)
        result = tmp_path / "result.json"
        if not result.exists():
            pytest.fail(f"Newman could not run the collection:\n{(done.stderr or done.stdout).strip()[-800:]}")
        for name, found in json.loads(result.read_text()).items():
            results[name] = found, list(apis["good" if name == "again" else name].log)
        for api in apis.values():
            api.server.shutdown()
    return results.__getitem__


def lines(texts):
    return "\n  ".join(["", *texts[:8]])


@pytest.fixture
def good(ran):
    """The run against the API that keeps its word."""
    found, log = ran("good")
    if found["problem"]:
        pytest.fail(f"Newman cannot read the collection: {found['problem']}")
    problems = found["failed"] + found["errors"]
    assert not problems, f"on an API that keeps its word:{lines(problems)}\nwhat it was asked:{lines(log)}"
    assert found["assertions"] > 0, "the collection has no pm.test at all"
    return log


@pytest.fixture
def expect_caught(ran, good):
    def expect(name, about):
        found, log = ran(name)
        if not found["failed"]:
            errors = f"\nand these errors, which are no tests:{lines(found['errors'])}" if found["errors"] else ""
            pytest.fail(f"no pm.test fails on an API where {about}; what it was asked:{lines(log)}{errors}")

    return expect


def test_passes_on_the_api(good, ran):
    """The collection passes on an API that keeps its word, twice in a row"""
    found, log = ran("again")
    problems = found["failed"] + found["errors"]
    assert not problems, f"the second time:{lines(problems)}"
    kinds = [line.split()[0] for line in good]
    missing = sorted({"GET", "POST", "DELETE"} - set(kinds))
    assert not missing, f"the collection has no {missing[0]} request; what the API was asked:{lines(good)}"


def test_an_api_that_lets_anybody_in(expect_caught):
    """A test fails when the API answers without a token"""
    expect_caught("open", "anybody may read without a token")


def test_a_status_that_is_not_agreed(expect_caught):
    """A test fails when a new message is answered with 200 in place of 201"""
    expect_caught("status", "a new message is answered with 200")


def test_a_message_that_is_not_kept(expect_caught):
    """A test fails when a message is cut, gets another author, or is not kept"""
    expect_caught("cut", "the last character of a text is lost")
    expect_caught("author", "the author of a message is not who logged in")
    expect_caught("unkept", "a message is answered with 201, and not kept")


def test_the_order_and_form_of_messages(expect_caught):
    """A test fails when the newest message comes first, or when the answer has another form"""
    expect_caught("newest", "the newest message comes first")
    expect_caught("shape", "the messages come as a bare list")


def test_a_message_that_is_not_deleted(expect_caught):
    """A test fails when a deleted message can still be read"""
    expect_caught("undeleted", "DELETE answers 204 and deletes nothing")

"""The learner's deployments, on a machine with a real nginx, with releases in a stand-in for S3."""

import hashlib
import http.client
import io
import json
import os
import shutil
import tarfile
import threading
import time
from pathlib import Path

import boto3
import pytest

APP = Path(__file__).with_name("serve_of_a_release.py").read_text()
PATIENCE = 15.0  # seconds to wait for something that should happen; never the measure of anything


class Run:
    """A run of deploy.py on a machine."""

    def __init__(self, machine, number, words):
        self._machine, self.number, self.words = machine, number, words

    def poll(self):
        """What is known of its end, or None."""
        lines = [line for line in self._machine.process.output().splitlines() if line.startswith('{"run"')]
        return next((told for told in map(json.loads, lines) if told["run"] == self.number), None)

    def ends(self, status=0):
        """It must end, and as expected."""
        told = self._machine.eventually(self.poll, within=3 * PATIENCE, what=f"`deploy.py {self.words}` to end")
        assert told["status"] == status, (
            f"`deploy.py {self.words}` should end with {status} and ended with {told['status']}: {told['said']}"
        )


class Machine:
    """A folder, a front door that leads nowhere yet, and two ports for releases."""

    def __init__(self, subject, free_port, bucket, name):
        self.eventually = None  # the fixture, which is another one for each check
        self.folder = subject.workspace / name
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "gates").mkdir(parents=True)
        self.port, self.ports = free_port(), [free_port(), free_port()]
        self._lines = 0
        argv = ["python", "machine.py", str(self.folder), *map(str, [self.port, *self.ports])]
        self.process = subject.start(argv, env={"BUCKET": bucket, "PATIENCE": "10"}, port=self.port)

    def start(self, words):
        self._lines += 1
        self.process.write(f"{words}\n")
        return Run(self, self._lines, words)

    def run(self, words, status=0):
        """Run deploy.py, which must end as expected."""
        self.start(words).ends(status)

    def kill(self, run):
        self._lines += 1
        self.process.write(f"kill {run.number}\n")

    def ask(self, path="/", port=None):
        """What a request is answered with: status and what is in it. No connection is (0, {})."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            return 0, {}
        finally:
            connection.close()
        return answer.status, json.loads(content) if content.startswith(b"{") else {}

    def version(self):
        return self.ask()[1].get("version")

    def has_one_door(self):
        """Wait until nginx's old workers are done."""
        self.eventually(self.only_one_door, within=PATIENCE, what="nginx to be done with its old workers")

    def only_one_door(self):
        """Whether the worker of nginx that answers is the only one that takes requests.

        nginx says that it makes a new worker before it does so, and each old one says when it stops taking requests,
        which is a tenth of a second later or more; until then both answer, in any order.
        """
        log = (self.folder / "nginx.log").read_text()
        return log.count(": reconfiguring") == log.count(": gracefully shutting down")

    def require(self, version):
        """The machine serves a version, and no other: nginx's old workers may have answered a little longer."""
        seen = []

        def only_this():
            seen[:] = [self.version()]
            return seen == [version] and self.only_one_door()

        try:
            self.eventually(only_this, within=PATIENCE, what="nginx")
        except AssertionError:
            raise AssertionError(f"the front door should lead to {version}, and leads to {seen[0]}") from None
        again = self.version()
        assert again == version, f"the front door should lead to {version}, and then led to {again}"
        target = (self.folder / "current").resolve().name
        assert target == version, f"current should lead to {version}, and leads to {target}"

    def begin(self, store, version):
        """The version that is live; this one, if there is none yet."""
        self.has_one_door()
        if self.version() is None:
            store.put(version)
            self.run(f"deploy {version}")
            self.has_one_door()
        return self.version()

    def releases(self):
        return sorted(one.name for one in (self.folder / "releases").iterdir())


class Store:
    """The bucket with releases."""

    def __init__(self, s3, bucket):
        self._s3, self.bucket = s3, bucket

    def put(self, version, *, fault="", name="serve.py", digest=None):
        """Put a release there."""
        content = APP.replace("@version@", version).replace("@fault@", fault).encode()
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w:gz") as tar:
            for member, data in {"serve.py": content, "README": b"the chat", name: content}.items():
                entry = tarfile.TarInfo(member)
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
        body = archive.getvalue()
        digest = digest or hashlib.sha256(body).hexdigest()
        self._s3.put_object(Bucket=self.bucket, Key=f"chat/{version}.tar.gz", Body=body, Metadata={"sha256": digest})

    def live(self):
        try:
            return self._s3.get_object(Bucket=self.bucket, Key="chat/live")["Body"].read().decode().strip()
        except self._s3.exceptions.NoSuchKey:
            return None


@pytest.fixture(scope="module")
def store():
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="releases")
    return Store(s3, "releases")


@pytest.fixture(scope="module")
def the_machine(subject, free_port, store):
    return Machine(subject, free_port, store.bucket, "machine")


@pytest.fixture
def machine(the_machine, eventually):
    """A machine on which other checks may have been before."""
    the_machine.eventually = eventually
    return the_machine


@pytest.fixture
def versions(rng):
    """Names of releases, in no order that a name could tell."""
    return [f"{rng.randrange(10**6):06d}-{letter}" for letter in "abcde"]


def test_a_release_goes_live(machine, store, versions):
    """A release is fetched, unpacked, started and served; what somebody has uploaded is there in the next one too"""
    first, second, *_ = versions
    for version in (first, second):
        store.put(version)
        machine.run(f"deploy {version}")
        machine.require(version)
        assert store.live() == version, f"chat/live in the bucket should say {version}, and says {store.live()}"
        if version == first:
            status = machine.ask("/upload/cat.png")[0]
            assert status == 200, f"the release writes to uploads/ in its folder, and could not: {status}"
    assert (machine.folder / "releases" / second / "README").exists(), "the archive belongs in releases/VERSION"
    status = machine.ask("/file/cat.png")[0]
    assert status == 200, f"a file that was uploaded before the deployment is answered with {status}"
    assert (machine.folder / "shared/uploads/cat.png").exists(), "uploads belong in shared/uploads"


def test_nobody_notices(machine, store, versions, eventually):
    """No request fails during a deployment, what was begun is answered, and afterwards all is new"""
    new, begin, *_ = versions
    old = machine.begin(store, begin)
    store.put(new)
    slow, failed, over, count = [], [], threading.Event(), [0]

    def visit():
        while not over.is_set():
            status, _ = machine.ask()
            count[0] += 1
            if status != 200:
                failed.append(status)
            time.sleep(0.01)

    threads = [threading.Thread(target=lambda: slow.append(machine.ask("/slow"))), threading.Thread(target=visit)]
    for thread in threads:
        thread.start()
    try:
        eventually(lambda: (machine.folder / "gates/begun").exists(), within=PATIENCE, what="a slow request to begin")
        run = machine.start(f"deploy {new}")
        eventually(lambda: machine.version() == new or run.poll(), within=PATIENCE, what=f"{new} to be live")
        (machine.folder / "gates/end").touch()
        run.ends()
    finally:
        (machine.folder / "gates/end").touch()
        over.set()
        for thread in threads:
            thread.join()
    assert not failed, f"of {count[0]} requests during the deployment {len(failed)} failed: {failed[:5]} (0: no answer)"
    status, answer = slow[0]
    assert (status, answer.get("version")) == (200, old), f"a request that {old} had begun was answered with {slow[0]}"
    machine.require(new)
    ports = sorted(str(machine.ask("/health", port)[1].get("version")) for port in machine.ports)
    assert ports == sorted([old, new]), (
        f"the release before should go on running beside {new}; on the two ports: {ports}"
    )


def test_a_release_that_is_not_well(machine, store, versions):
    """A release that ends, is not well, or is another than it should be does not go live, and leaves nothing behind"""
    begin, *bad = versions
    good = machine.begin(store, begin)
    pid, kept = machine.ask()[1]["pid"], machine.releases()
    for version, fault, patience in zip(bad, ["import", "unhealthy", "another"], [1, 0.2, 1], strict=False):
        store.put(version, fault=fault)
        machine.run(f"deploy {version} PATIENCE={patience}", status=1)
        machine.require(good)
        assert machine.releases() == kept, f"the folder of a release that failed should be gone: {machine.releases()}"
        running = [machine.ask("/", port)[1].get("version") for port in machine.ports]
        assert version not in running, f"a release that failed should not go on running; on the ports: {running}"
    assert machine.ask()[1]["pid"] == pid, "the release that was live should not have been started anew"
    assert store.live() == good, f"chat/live should still say {good}, and says {store.live()}"


def test_an_archive_that_is_wrong(machine, store, versions):
    """An archive that is missing, is not what was built, or reaches outside of its folder, changes nothing"""
    begin, wrong, outside, missing, _ = versions
    good = machine.begin(store, begin)
    kept = machine.releases()
    store.put(wrong, digest=hashlib.sha256(b"what was built").hexdigest())
    store.put(outside, name="../../shared/uploads/evil.py")
    for version in (missing, wrong, outside):
        machine.run(f"deploy {version}", status=1)
        assert machine.releases() == kept, f"after an archive that is wrong, in releases/: {machine.releases()}"
    evil = list(machine.folder.rglob("evil.py"))
    assert not evil, f"the archive has written outside of its folder: {evil}"
    machine.require(good)


def test_going_back(machine, store, versions):
    """Three releases are kept; rollback leads to the one before, and on to the next, without the store if it must be"""
    first, second, third, *_ = versions
    for version in (first, second, third):
        store.put(version)
        machine.run(f"deploy {version}")
    assert machine.releases() == sorted([first, second, third]), (
        f"{first}, {second} and {third} were the last to be deployed, and kept are {machine.releases()}"
    )
    machine.run("rollback AWS_ENDPOINT_URL=http://127.0.0.1:9")
    machine.require(second)
    machine.run("rollback")
    machine.require(first)
    assert store.live() == first, f"after a rollback chat/live should say {first}, and says {store.live()}"
    machine.run("rollback", status=1)
    machine.require(first)


def test_one_at_a_time(machine, store, versions, eventually):
    """While one deployment is under way, another ends at once with status 2; one that was killed holds up nobody"""
    begin, slow, new, *_ = versions
    good = machine.begin(store, begin)
    store.put(slow, fault="slow")
    store.put(new)
    run = machine.start(f"deploy {slow}")
    eventually(lambda: slow in machine.releases() or run.poll(), within=PATIENCE, what=f"releases/{slow} to be there")
    machine.run(f"deploy {new}", status=2)
    machine.run("rollback", status=2)
    machine.kill(run)
    run.ends(-9)
    machine.require(good)
    machine.run(f"deploy {new}")
    machine.require(new)


def test_a_new_machine(machine, store, versions, subject, free_port, eventually):
    """A machine that was just rented boots with the release that is live, which the store knows"""
    begin, bad, *_ = versions
    live = machine.begin(store, begin)
    store.put(bad, fault="import")
    run = machine.start(f"deploy {bad}")
    fresh = Machine(subject, free_port, store.bucket, "fresh")  # which takes its time too
    fresh.eventually = eventually
    run.ends(1)
    fresh.run("boot")
    fresh.require(live)

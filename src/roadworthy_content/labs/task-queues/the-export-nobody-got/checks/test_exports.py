"""Exports, built by a real RQ worker."""

import hashlib
import os
import uuid

import pytest
from exports import repeat_failed, request, state
from redis import Redis
from rq import Queue

URL = os.environ["REDIS_URL"]


# RQ's own worker, which does all that waits each time it is told to; its start takes longer than its work.
WORKER = """
import os, sys
from redis import Redis
from rq import Queue, Worker
connection = Redis.from_url(os.environ["REDIS_URL"])
for line in sys.stdin:
    Worker([Queue("exports", connection=connection)], connection=connection).work(burst=True, logging_level="CRITICAL")
    print("all done", flush=True)
"""


class Office:
    """Where archives are built, and a worker to call."""

    def __init__(self, subject, eventually):
        self._subject, self._eventually = subject, eventually
        self.folder = subject.workspace / f"archive-{uuid.uuid4().hex[:8]}"
        self.folder.mkdir()
        self._start()

    def _start(self):
        env = {"REDIS_URL": URL, "ARCHIVE": str(self.folder)}
        self._worker = self._subject.start(["python", "-c", WORKER], env=env)

    def work(self):
        """Let a worker do all that waits."""
        if self._worker.poll() is not None:
            self._start()
        worker = self._worker
        before = worker.output().count("all done")
        worker.write("work\n")
        try:
            self._eventually(
                lambda: worker.poll() is not None or worker.output().count("all done") > before, within=14.0, what="it"
            )
        except AssertionError:
            worker.kill()
            worker.wait()
            pytest.fail(f"the worker was not done after 14 s; there is an archive that takes minutes {worker.output()[-500:]}")
        assert worker.poll() is None, f"the worker ended with status {worker.poll()}\n{worker.output()[-800:]}"

    def _file(self, kind, person):
        return self.folder / f"{kind}-{hashlib.sha256(person.encode()).hexdigest()[:12]}"

    def trouble(self, person, kind, times):
        self._file("trouble", person).write_text(f"{kind} {times}")

    def builds(self, person):
        path = self._file("built", person)
        return len(path.read_text()) if path.exists() else 0


@pytest.fixture
def redis():
    with Redis.from_url(URL) as client:
        client.flushall()
        yield client


@pytest.fixture(scope="module")
def one_office(subject, eventually):
    return Office(subject, eventually)


@pytest.fixture
def office(redis, one_office):
    """One office for all checks; what waits and what has failed is forgotten between them."""
    return one_office


@pytest.fixture
def people(rng):
    return lambda number: [f"Zoë {rng.randrange(10**9)}@example.org: 🚲/{index}" for index in range(number)]


def address(person):
    return f"done: /archives/{hashlib.sha256(person.encode()).hexdigest()[:12]}.zip"


def test_an_export_is_built(office, people):
    """A requested export is built once by the worker, and everybody can see how far it is, whatever a name is made of"""
    one, other = people(2)
    states = [str(state(one))]
    request(one)
    states.append(str(state(one)))
    office.work()
    states.append(str(state(one)))
    wanted = ["none", "waiting", address(one)]
    assert states == wanted, f"before the request, after it, and after the work the state was {states}, not {wanted}"
    assert str(state(other)) == "none", f"nobody requested the other's, and its state is {state(other)}"


def test_impatience_builds_nothing_twice(office, people):
    """Who requests an export again while it waits, or others at the same moment, causes no second one"""
    one, other = people(2)
    for person in (one, other, one, one):
        request(person)
    office.work()
    built = [office.builds(one), office.builds(other)]
    assert built == [1, 1], f"requested three times and once, before there was a worker; built {built} times"


def test_a_later_request_builds_anew(office, people):
    """Once an export is done, or has failed, a new request builds it again"""
    one, failing = people(2)
    office.trouble(failing, "fail", 3)
    for wanted in (1, 2):
        request(one)
        request(failing)
        office.work()
        assert office.builds(one) == wanted, f"request {wanted} after the one before was done: built {office.builds(one)}"
        assert str(state(one)) == address(one), f"request {wanted} is done, and the state is {state(one)}"
    assert str(state(failing)) == address(failing), f"it failed, was requested again, and went well: {state(failing)}"
    again = int(repeat_failed())
    assert again == 0, f"nothing has failed that was not built later, but {again} exports are repeated"


def test_passing_trouble_passes(office, people):
    """An export that fails or hangs at first is built at a later try; one that hangs is ended"""
    failing, hanging = people(2)
    office.trouble(failing, "fail", 2)
    office.trouble(hanging, "hang", 1)
    request(failing)
    request(hanging)
    office.work()
    assert str(state(failing)) == address(failing), f"it failed twice, and then would not have: {state(failing)}"
    assert str(state(hanging)) == address(hanging), f"it hung once, and then would not have: {state(hanging)}"


def test_lasting_trouble_is_told(office, people, redis):
    """An export that fails three times says why, and is kept for about a week where RQ keeps what failed"""
    (one,) = people(1)
    office.trouble(one, "fail", 1000)
    request(one)
    office.work()
    assert office.builds(one) == 3, f"an export that always fails was tried {office.builds(one)} times; 3 were expected"
    found = str(state(one))
    assert found == "failed: OSError: the archive's disk is full", f"the state of a failed export is {found!r}"
    failed = Queue("exports", connection=redis).failed_job_registry.get_job_ids()
    assert len(failed) == 1, f"RQ's registry of failed jobs has {failed}"
    days = redis.ttl(f"rq:job:{failed[0]}") / 86400
    assert 6 <= days <= 8, f"it should be kept for about 7 days, and is kept for {days:.1f}"


def test_what_failed_is_repeated(office, people):
    """When the trouble is over, repeat_failed has all that failed built again, once, and says how many"""
    failing, fine = people(2), people(1)
    for person in failing:
        office.trouble(person, "fail", 3)
    for person in (*failing, *fine):
        request(person)
    office.work()
    again = [int(repeat_failed()), int(repeat_failed())]
    assert again == [2, 0], f"two of three had failed; repeat_failed, called twice, returned {again}"
    office.work()
    states = [str(state(person)) for person in (*failing, *fine)]
    assert states == [address(person) for person in (*failing, *fine)], f"after repeating and working: {states}"
    built = [office.builds(person) for person in (*failing, *fine)]
    assert built == [4, 4, 1], f"the two that failed three times were built once more, so 4, 4 and 1 times; not {built}"

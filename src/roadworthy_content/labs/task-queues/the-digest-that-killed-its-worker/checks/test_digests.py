"""Digests, sent by a real Celery worker that gets its tasks from a real RabbitMQ."""

import json
import os
import uuid

import pytest
from redis import Redis
from tasks import order, order_all

REDIS_URL, RABBITMQ_URL = os.environ["REDIS_URL"], os.environ["RABBITMQ_URL"]
PATIENCE = 8.0  # seconds without anything new; never the measure of anything
RETRY_SECONDS = 0.12

# The command `celery`, which looks every 0.2 s, not every 5 s, for processes of its that have died.
CELERY = """
from celery.__main__ import main
from celery.concurrency.asynpool import AsynPool

AsynPool.timers = property(lambda pool: {pool.maintain_pool: 0.2})
main()
"""


class Worker:
    """The worker of the learner's, three processes in it, and its mail service."""

    def __init__(self, subject, eventually):
        self._subject, self._eventually = subject, eventually
        self.folder = subject.workspace / f"mail-{uuid.uuid4().hex[:8]}"
        self.folder.mkdir()
        self.process = None
        self.patience = PATIENCE

    def run(self):
        """Start it, unless it runs."""
        if self.process is None or self.process.poll() is not None:
            env = {
                "REDIS_URL": REDIS_URL,
                "RABBITMQ_URL": RABBITMQ_URL,
                "MAIL": str(self.folder),
                "RETRY_SECONDS": str(RETRY_SECONDS),
            }
            quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
            command = ["python", "-c", CELERY, "-A", "tasks", "worker", "--concurrency", "3", *quiet]
            self.process = self._subject.start(command, env=env)

    def trouble(self, kind, person, times=1):
        (self.folder / f"{kind}-{person}").write_text(str(times))

    def lines(self, file, *people):
        path = self.folder / file
        lines = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        return [line for line in lines if line["person"] in people]

    def wait(self, condition, what):
        """Wait for something, for as long as there is a new try to see."""

        def tries():
            path = self.folder / "tries"
            return path.stat().st_size if path.exists() else 0

        while not condition():
            before = tries()
            try:
                self._eventually(
                    lambda before=before: condition() or tries() != before, within=self.patience, what=what
                )
            except AssertionError:
                self.patience = PATIENCE / 2  # who has waited in vain once is less patient
                pytest.fail(f"waited in vain for {what}\n{self.process.output()[-900:]}")

    def wait_for_mail(self, *people):
        self.wait(
            lambda: {one["person"] for one in self.lines("sent", *people)} == set(people),
            f"digests to be sent to {people}",
        )


@pytest.fixture(scope="module")
def one_worker(subject, eventually, seed):
    """A worker that has had something deadly to do from its beginning."""
    worker = Worker(subject, eventually)
    worker.poison = f"eve{seed}", "2026-01-01"
    worker.trouble("die", worker.poison[0], 1000)
    worker.run()
    order(*worker.poison)
    return worker


@pytest.fixture
def worker(one_worker):
    """One worker for all checks, since its start takes longer than all else."""
    one_worker.run()
    return one_worker


@pytest.fixture
def redis():
    with Redis.from_url(REDIS_URL, decode_responses=True) as client:
        yield client


@pytest.fixture
def people(rng):
    """Make names that nobody can guess."""
    return lambda number: [f"{rng.choice(['ada', 'bob', 'chen'])}{rng.randrange(10**9)}" for _ in range(number)]


@pytest.fixture
def day(rng):
    return f"2026-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"


def test_a_digest_is_sent_once(worker, people, day):
    """A digest that is ordered several times is sent once; that of another day is another one"""
    person, witness = people(2)
    for _ in range(3):
        order(person, day)
    order(person, "2027-01-01")
    worker.wait(lambda: len(worker.lines("tries", person)) >= 4, "four orders to be worked on")
    order(witness, day)
    worker.wait_for_mail(person, witness)
    worker.wait(lambda: len(worker.lines("sent", person)) >= 2, "the digests of two days")
    days = sorted(one["day"] for one in worker.lines("sent", person))
    assert days == sorted([day, "2027-01-01"]), f"ordered for {day} three times and for 2027-01-01 once; sent: {days}"


def test_a_killed_process_loses_nothing(worker, people, day):
    """A digest whose process is killed, before or after the mail left, is worked on again and sent once"""
    before, after = persons = people(2)
    worker.trouble("die", before)
    worker.trouble("die-after", after)
    for person in persons:
        order(person, day)
    for person, moment in ((before, "before"), (after, "after")):
        worker.wait(
            lambda person=person: len(worker.lines("tries", person)) >= 2,
            f"a digest to be begun again whose process was killed {moment} the mail left",
        )
    worker.wait_for_mail(*persons)
    sent = worker.lines("sent", *persons)
    assert len(sent) == 2, f"two digests, the process of each killed once, and these were sent: {sent}"


def test_a_busy_service_is_tried_later(worker, people, day):
    """While the mail service is busy a digest is tried again, after pauses that double, and nobody waits for it"""
    busy, plain = people(4), people(1)
    for person in busy:
        worker.trouble("busy", person, 3)
        order(person, day)
    order(*plain, day)
    worker.wait_for_mail(*busy, *plain)
    order_of_sending = [one["person"] for one in worker.lines("sent", *busy, *plain)]
    assert order_of_sending[0] == plain[0], "a digest waited for others whose mail was busy: who sleeps blocks a process"
    for person in busy:
        at = [one["at"] for one in worker.lines("tries", person)]
        assert len(at) == 4, f"busy three times, then not: expected 4 tries, there were {len(at)}"
        pauses = [later - earlier for earlier, later in zip(at, at[1:])]
        least = [RETRY_SECONDS * factor for factor in (1, 2, 4)]
        assert all(pause > 0.9 * wanted for pause, wanted in zip(pauses, least)), (
            f"pauses should be at least {least} s, and were {[round(pause, 2) for pause in pauses]}"
        )


def test_the_report_tells_of_all(worker, people, day, redis):
    """When all digests of a day are done, a report counts what became of them, whatever that was"""
    fine, nobody, busy = people(5), people(2), people(1)
    for kind, persons, times in (("nobody", nobody, 1), ("busy", busy, 1000)):
        for person in persons:
            worker.trouble(kind, person, times)
    order_all([*nobody, *fine[:2], *busy, *fine[2:]], day)
    worker.wait_for_mail(*fine)
    worker.wait(lambda: redis.exists(f"report:{day}"), f"the report in the Redis hash report:{day}")
    found = redis.hgetall(f"report:{day}")
    wanted = {"sent": "5", "no such address": "2", "given up": "1"}
    assert found == wanted, f"the report should be {wanted}, and is {found}"
    tries = [len(worker.lines("tries", person)) for person in nobody]
    assert tries == [1, 1], f"an address that does not exist was tried {tries} times"
    tries = len(worker.lines("tries", *busy))
    assert tries == 4, f"a service that is always busy was tried {tries} times; 4 were expected"


def test_poison_does_not_kill_for_ever(worker, people, day, redis):
    """A digest that kills its process each time is given up after three, and noted in Redis"""
    person, its_day = worker.poison
    name = f"{person}:{its_day}"
    worker.wait(
        lambda: name in redis.lrange("digests:poison", 0, -1) or len(worker.lines("tries", person)) > 3,
        f"{name} to be in the Redis list digests:poison, once it has killed three processes",
    )
    killed = len(worker.lines("tries", person))
    (worker.folder / f"die-{person}").unlink(missing_ok=True)
    assert killed == 3, f"a digest that kills its process was tried {killed} times; 3 were expected"
    (other,) = people(1)
    order(other, day)
    worker.wait_for_mail(other)
    noted = redis.lrange("digests:poison", 0, -1).count(name)
    assert noted == 1, f"it should be in digests:poison once, and is {noted} times"

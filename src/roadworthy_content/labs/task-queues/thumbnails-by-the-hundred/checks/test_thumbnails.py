"""Thumbnails, made by real Dramatiq workers (two processes, eight threads) that get their messages from a real Redis."""

import json
import os
import uuid

import pytest
from thumbnails import order, state

PATIENCE = 6.0  # seconds without anything new; never the measure of anything


class Workers:
    """The workers of the learner's, and what the picture library saw of them."""

    def __init__(self, subject, eventually):
        self._eventually = eventually
        self.folder = subject.workspace / f"images-{uuid.uuid4().hex[:8]}"
        self.folder.mkdir()
        env = {
            "REDIS_URL": os.environ["REDIS_URL"],
            "IMAGES": str(self.folder),
            "TIME_LIMIT_MS": "800",
            "dramatiq_worker_timeout": "100",  # milliseconds after which an idle worker looks again; else a second
        }
        command = ["python", "-m", "dramatiq", "thumbnails", "--processes", "2", "--threads", "4", "--skip-logging"]
        self.process = subject.start(command, env=env)
        self.patience = PATIENCE

    def trouble(self, kind, attachment, times=1):
        (self.folder / f"{kind}-{attachment}").write_text(str(times))

    def log(self):
        path = self.folder / "log"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def tries(self, attachment):
        return self.log().count(["begin", attachment])

    def wait(self, condition, what):
        """Wait for something, for as long as the picture library has something to do."""
        while not condition():
            before = len(self.log())
            try:
                self._eventually(
                    lambda before=before: condition() or len(self.log()) != before, within=self.patience, what=what
                )
            except AssertionError:
                self.patience = PATIENCE / 3
                pytest.fail(f"waited in vain for {what}\n{self.process.output()[-700:]}")

    def wait_for(self, attachment):
        self.wait(lambda: str(state(attachment)) != "pending", f"state({attachment!r}) to be something but 'pending'")
        return str(state(attachment))


@pytest.fixture(scope="module")
def workers(subject, eventually):
    """The workers, for all checks: their start takes longest."""
    return Workers(subject, eventually)


@pytest.fixture
def attachments(rng):
    """Make names that nobody can guess."""
    return lambda number: [f"{rng.randrange(16**10):010x}" for _ in range(number)]


def test_a_thumbnail_is_made(workers, attachments):
    """A thumbnail that is ordered is made once, and everybody can see where it is"""
    one, other = attachments(2)
    assert str(state(one)) == "pending", f"nobody has ordered it, and state says {state(one)}"
    order(one)
    found = workers.wait_for(one)
    assert found == f"/thumbnails/{one}.webp", f"render returned /thumbnails/{one}.webp, and state says {found}"
    assert workers.tries(one) == 1, f"a thumbnail that could be made was made {workers.tries(one)} times"
    assert str(state(other)) == "pending", f"nobody has ordered {other}, and state says {state(other)}"


def test_two_at_once_and_none_lost(workers, attachments):
    """Of sixty thumbnails at most two are made at a time, over all processes, and all are made in the end"""
    many = attachments(60)
    for one in many:
        order(one)
    for one in many:
        found = workers.wait_for(one)
        assert found == f"/thumbnails/{one}.webp", f"{one} had to wait for a place, and its state is {found!r}"
    now = most = 0
    for what, _ in workers.log():
        now += 1 if what == "begin" else -1
        most = max(most, now)
    assert most <= 2, f"{most} thumbnails were made at the same time; there is memory for two"


def test_passing_trouble_passes(workers, attachments):
    """While the store is away a thumbnail is tried again, and is made when it is back"""
    (one,) = attachments(1)
    workers.trouble("away", one, 3)
    order(one)
    found = workers.wait_for(one)
    assert found == f"/thumbnails/{one}.webp", f"the store was away three times, then back; the state is {found!r}"


def test_lasting_trouble_is_told(workers, attachments):
    """What fails four times is given up, and its state says why"""
    (one,) = attachments(1)
    workers.trouble("away", one, 1000)
    order(one)
    found = workers.wait_for(one)
    assert found == "failed: store away", f"the store stays away; the state is {found!r}"
    tries = workers.tries(one)
    assert tries == 4, f"it was tried {tries} times; 4 were expected"


def test_what_is_no_picture_is_not_tried_again(workers, attachments):
    """What is no picture is tried once, and its state says so"""
    (one,) = attachments(1)
    workers.trouble("bad", one)
    order(one)
    found, tries = workers.wait_for(one), workers.tries(one)
    assert (found, tries) == ("failed: bad image", 1), f"state {found!r} after {tries} tries"


def test_one_that_hangs_is_ended(workers, attachments):
    """A picture that takes too long is ended and told of, and the next ones get its place"""
    *hanging, fine = attachments(3)
    for one in hanging:
        workers.trouble("hang", one)
        order(one)
    workers.wait(lambda: all(workers.tries(one) for one in hanging), "both to be begun")
    order(fine)
    found = [workers.wait_for(one) for one in (*hanging, fine)]
    wanted = ["failed: too slow", "failed: too slow", f"/thumbnails/{fine}.webp"]
    assert found == wanted, f"two pictures hang, a third waits for a place: the states should be {wanted}, not {found}"
    tries = [workers.tries(one) for one in hanging]
    assert tries == [1, 1], f"pictures that take too long were tried {tries} times"

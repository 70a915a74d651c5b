"""The ported report against what the old one wrote, byte for byte. Python runs with -bb, so mixing bytes and text fails."""

import pytest
from old_report import log_of, report_of

ROOMS = [b"lobby", b"ops", b"caf\xe9", "комната".encode(), b"a%sb"]
SENDERS = [b"ada", "Zoë".encode(), b"jos\xe9", b"", b"bob"]
TOPICS = [b"", b"lunch", b"release", b"\xff", "été".encode()]


def some(rng, count, rooms=ROOMS, topics=TOPICS):
    return [
        (rng.choice(rooms), rng.choice(SENDERS), rng.choice(topics), rng.randbytes(rng.randrange(60)).replace(b"\0", b"0"))
        for _ in range(count)
    ]


@pytest.fixture
def run(subject, tmp_path):
    """Run the learner's report; return what it wrote and what it said."""

    def run(log):
        source, target = tmp_path / "frames.log", tmp_path / "report.txt"
        source.write_bytes(log)
        target.unlink(missing_ok=True)
        command = ["python", "-bb", "-W", "error", str(subject.workspace / "report.py"), str(source), str(target)]
        done = subject.run(command, cwd=tmp_path)
        if done.returncode != 0 or not target.exists():
            why = "\n".join(done.stderr.strip().splitlines()[-5:])
            pytest.fail(f"report.py ended with {done.returncode} and wrote {target.exists() and 'a' or 'no'} report:\n{why}")
        return target.read_bytes(), done.stderr.split("\n")[:-1]

    return run


def require_equal(got, expected):
    for number, (line, right) in enumerate(zip(got.split(b"\n"), expected.split(b"\n"), strict=False), 1):
        if line != right:
            pytest.fail(f"line {number} of the report\nPython 2 wrote: {right!r}\nyours wrote:    {line!r}")
    assert got == expected, f"Python 2 wrote {expected.count(10)} lines, yours {got.count(10)}"


def test_a_day_of_plain_messages(run, rng):
    """A day of ASCII messages gives the old report"""
    rooms = [b"lobby", b"ops", b"dev"]
    messages = [(rng.choice(rooms), b"ada", b"lunch", b"x" * rng.randrange(1, 50)) for _ in range(rng.randrange(20, 40))]
    require_equal(run(log_of(messages))[0], report_of(messages))


def test_bytes_of_any_encoding(run, rng):
    """Names and topics that are Latin-1, UTF-8 or neither come out byte for byte, hexadecimal and in capitals too"""
    messages = [(b"caf\xe9", b"jos\xe9", b"\xff", b"\xf0"), ("комната".encode(), "Zoë".encode(), "été".encode(), b"hi")]
    messages += some(rng, 30)
    require_equal(run(log_of(messages))[0], report_of(messages))


def test_averages_are_whole(run):
    """The average size of a room's texts is a whole number, rounded down"""
    messages = [(b"lobby", b"ada", b"a", b"x" * size) for size in (1, 2, 5)] + [(b"ops", b"bob", b"b", b"x" * 9)]
    require_equal(run(log_of(messages))[0], report_of(messages))


@pytest.mark.parametrize(("one", "other"), [(1, 7), (5, 3), (1, 39)])
def test_halves_are_rounded_up(run, one, other):
    """Shares that end in a half are rounded as Python 2 did: 12.5 % is 13 %, 2.5 % is 3 %"""
    messages = [(b"a", b"ada", b"x", b"1")] * one + [(b"b", b"ada", b"x", b"1")] * other
    require_equal(run(log_of(messages))[0], report_of(messages))


def test_what_has_no_topic(run, rng):
    """Messages without a topic are among the topics as "-", in the place they had"""
    messages = [(b"lobby", b"ada", topic, b"x") for topic in (b"lunch", b"", b"#1", b"!", b"")]
    rng.shuffle(messages)
    require_equal(run(log_of(messages))[0], report_of(messages))


def test_rooms_that_are_left_out(run, rng):
    """Test rooms do not appear, and their messages still count for the longest text and the senders"""
    rooms = [b"test-%d" % number for number in range(8)]
    messages = some(rng, 20, rooms=[*rooms, b"lobby"]) + [(b"test-1", b"tess", b"", b"x" * 900), (b"lobby", b"a", b"", b"")]
    require_equal(run(log_of(messages))[0], report_of(messages))


def test_frames_that_are_not_messages(run, rng):
    """Frames that are no messages are skipped and counted, a frame that is cut off is said and ends the log"""
    bad = [b"only\0three\0fields", b"", b"a\0b\0c\0d\0e"]
    messages = some(rng, 6)
    for frame in bad:
        messages.insert(rng.randrange(len(messages)), frame)
    log = log_of(messages)
    got, said = run(log + b"\x01\x00too short")
    require_equal(got, report_of(messages))
    expected = [f"truncated at {len(log)}", f"skipped {len(bad)}: bad frame"]
    assert said == expected, f"on standard error Python 2 said {expected}, yours said {said}"
    assert run(log_of(some(rng, 3)))[1] == [], "nothing was wrong with this log, so nothing should be said"


def test_an_empty_day(run):
    """An empty log gives the old report, which is nearly empty"""
    for messages in ([], [(b"lobby", b"", b"", b"")]):
        require_equal(run(log_of(messages))[0], report_of(messages))


def test_long_frames(run):
    """Lengths above 255 bytes are read as the old program did"""
    messages = [(b"lobby", b"ada", b"", b"x" * size) for size in (255, 256, 4000, 60000)]
    require_equal(run(log_of(messages))[0], report_of(messages))

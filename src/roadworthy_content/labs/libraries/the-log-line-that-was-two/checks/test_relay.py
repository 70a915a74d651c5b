"""What the relay makes of configurations, events, log records and clocks as people really have them."""

import json
import time
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from relay import Deadline, dump_event, load_config, read_events

GOOD = 'timeout: 2.5\nrooms:\n  lobby: {slow: 3}\n  "no": {slow: 0}\n'


# Logs as a program does, with the learner's formatter, to standard output.
PROGRAM = """
import asyncio, json, logging, sys
from relay import JsonFormatter, current_room

handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(JsonFormatter())
logging.raiseExceptions = True
log = logging.getLogger("relay.test")
log.addHandler(handler)
log.setLevel(logging.INFO)
given = json.load(sys.stdin)
"""


@pytest.fixture
def logged(subject, tmp_path):
    """Run a program that logs; return the lines of its standard output, each of them parsed."""

    def run(code, given=None):
        (tmp_path / "program.py").write_text(PROGRAM + code, encoding="utf-8")
        env = {"PYTHONPATH": str(subject.workspace), "PYTHONIOENCODING": "utf-8"}
        done = subject.run(["python", "program.py"], cwd=tmp_path, input=json.dumps(given), env=env)
        assert done.returncode == 0 and not done.stderr, f"logging broke:\n{done.stderr.strip()[-600:]}"
        lines = done.stdout.split("\n")[:-1]
        for line in lines:
            if not line.startswith("{") or not line.endswith("}"):
                pytest.fail(f"this line of the log is no JSON object: {line}\nthe whole log:\n{done.stdout[:800]}")
        return [json.loads(line) for line in lines]

    return run


# --- YAML


def test_a_good_config(rng):
    """A configuration as agreed comes out as plain data"""
    slow, timeout = rng.randrange(100), rng.randrange(1, 60)
    config = load_config(GOOD)
    assert dict(config) == {"timeout": 2.5, "rooms": {"lobby": {"slow": 3}, "no": {"slow": 0}}}
    config = load_config(f"rooms:\n  комната: {{slow: {slow}}}\ntimeout: {timeout}")
    assert dict(config) == {"timeout": float(timeout), "rooms": {"комната": {"slow": slow}}}
    assert type(config["timeout"]) is float, "timeout: 5 should come out as 5.0"
    assert dict(load_config("timeout: 1\nrooms: {}")) == {"timeout": 1.0, "rooms": {}}


def test_a_config_runs_nothing(tmp_path):
    """A configuration that wants to run something is refused, and nothing has run"""
    for tag in ("object/apply:os.mkdir", "object/new:os.mkdir"):
        target = tmp_path / "made-by-yaml"
        with pytest.raises(ValueError):
            load_config(f'timeout: 1\nrooms: !!python/{tag} ["{target}"]')
        assert not target.exists(), f"loading the configuration ran os.mkdir, by way of !!python/{tag}"


def test_names_that_yaml_takes_for_something_else():
    """A room name that YAML takes for a truth value, number, date or nothing is refused, not changed"""
    for name in ("no", "on", "12", "2026-11-26", "null", "1.5"):
        with pytest.raises(ValueError):
            config = load_config(f"timeout: 1\nrooms:\n  {name}: {{slow: 1}}")
            pytest.fail(f"the room {name}: should have been refused, and became {config!r}")


@pytest.mark.parametrize(
    "text",
    [
        "timeout: 1",
        "timeout: 1\nrooms: {}\nroms: {}",
        "timeout: yes\nrooms: {}",
        "timeout: 0\nrooms: {}",
        "timeout: .nan\nrooms: {}",
        'timeout: "1"\nrooms: {}',
        "timeout: 1\nrooms: {a: {slow: on}}",
        "timeout: 1\nrooms: {a: {slow: 1.5}}",
        "timeout: 1\nrooms: {a: {}}",
        "timeout: 1\nrooms: {a: {slow: 1, fast: 2}}",
        "timeout: 1\nrooms: [a]",
        "timeout: 1\nrooms: {a: ",
        "- timeout",
        "",
    ],
)
def test_a_wrong_config_is_refused(text):
    """A missing or unknown key, a wrong type and broken YAML are each a ValueError"""
    with pytest.raises(ValueError):
        config = load_config(text)
        pytest.fail(f"{text!r} should have been refused, and became {config!r}")


# --- JSON


def test_numbers_are_exact(rng):
    """Fractions go in and out without losing or gaining a digit"""
    price = f"{rng.randrange(1000)}.{rng.randrange(10)}0"
    line = f'{{"price": {price}, "count": {10**20}, "tiny": 1e-400}}'
    (event,) = list(read_events([line]))
    got = {key: str(value) for key, value in dict(event).items()}
    assert got == {"price": price, "count": str(10**20), "tiny": "1E-400"}
    assert str(dump_event({"price": Decimal(price)})) == f'{{"price":"{price}"}}'


@pytest.mark.parametrize(
    "bad",
    ['{"a": 1, "a": 2}', '{"a": {"b": 1, "b": 1}}', '{"a": NaN}', '{"a": [-Infinity]}', "[1]", "3", "{", "{} {}"],
)
def test_what_json_leaves_open(bad, rng):
    """A key that stands twice, NaN, and what is no object are refused with the line's number"""
    before = ['{"ok": 1}', "", "  "] * rng.randrange(1, 4)
    with pytest.raises(ValueError) as caught:
        list(read_events([*before, bad]))
    expected = f"line {len(before) + 1}: "
    assert str(caught.value).startswith(expected), f"for {bad} the error should begin with {expected!r}: {caught.value}"


def test_events_stream():
    """An event is out before the next line is asked for, so that an endless stream can be read"""
    asked = []

    def endless():
        number = 0
        while True:
            number += 1
            asked.append(number)
            if number > 3:
                raise AssertionError("a line too many was asked for: read one, yield one")
            yield f'{{"number": {number}}}\n'

    events = iter(read_events(endless()))
    assert [int(next(events)["number"]) for _ in range(2)] == [1, 2]
    assert len(asked) == 2, f"two events were wanted, and {len(asked)} lines were asked for"


def test_dates_say_where(rng):
    """Dates come out in UTC, a date without a time zone is refused, and so is what JSON does not know"""
    moment = datetime(2026, 11, 26, 9, rng.randrange(60), tzinfo=UTC)
    abroad = moment.astimezone(timezone(timedelta(hours=5, minutes=30)))
    expected = f'{{"at":"{moment:%Y-%m-%dT%H:%M:%S}Z","who":"Zoë"}}'
    assert str(dump_event({"at": abroad, "who": "Zoë"})) == expected
    with_fraction = moment.replace(microsecond=120)
    assert str(dump_event({"at": with_fraction})).endswith('.000120Z"}')
    for bad, kind in ((datetime(2026, 1, 1), TypeError), ({1}, TypeError), (b"x", TypeError), (float("nan"), ValueError)):
        with pytest.raises(kind):
            text = dump_event({"value": bad})
            pytest.fail(f"{bad!r} should have been refused, and became {text}")


# --- logging


def test_one_record_one_line(logged, rng):
    """A record is one line of JSON with its fields, whatever line breaks and quotes it holds"""
    name = f'eve-{rng.randrange(1000)}\n{{"level": "INFO", "message": "forged"}}\r"'
    before = time.time()
    lines = logged('log.warning("%s joined %d rooms", given, 2, extra={"request": given, "tries": 2})', name)
    assert len(lines) == 1, f"one record was logged, and the log has {len(lines)} lines"
    moment = datetime.fromisoformat(lines[0].pop("time"))
    assert moment.utcoffset() == timedelta(0), "time should be in UTC"
    assert before - 900 < moment.timestamp() < time.time() + 900, f"time should be the record's, and is {moment}"
    assert lines == [
        {
            "level": "WARNING",
            "logger": "relay.test",
            "message": f"{name} joined 2 rooms",
            "room": None,
            "request": name,
            "tries": 2,
        }
    ]


def test_logging_never_breaks(logged):
    """What JSON does not know is logged by its repr, and an exception with its traceback"""
    (fields,) = logged(
        """
try:
    raise LookupError("no such room")
except LookupError:
    log.exception("failed", extra={"rooms": {1}, "ratio": float("nan")})
"""
    )
    assert (fields["rooms"], fields["ratio"], fields["level"]) == ("{1}", "nan", "ERROR")
    assert "Traceback" in fields["error"] and "LookupError: no such room" in fields["error"]


def test_the_room_of_each_task(logged, rng):
    """Tasks that run at the same time each log their own room"""
    names = [f"room-{number}" for number in rng.sample(range(1000), 4)]
    lines = logged(
        """
async def work(name):
    current_room.set(name)
    await asyncio.sleep(0)
    log.info(name)

async def main():
    await asyncio.gather(*(work(name) for name in given))

asyncio.run(main())
log.info("outside")
""",
        names,
    )
    found = [(line["message"], line["room"]) for line in lines]
    assert found == [*((name, name) for name in names), ("outside", None)], f"message and room of each line: {found}"


# --- time


CLOCK_THAT_JUMPS = """
import json, sys, time

real, real_ns, jump = time.time, time.time_ns, 0
time.time = lambda: real() + jump
time.time_ns = lambda: real_ns() + jump * 10**9
from relay import Deadline

seconds = int(sys.argv[1])
deadline, ended, found = Deadline(seconds), Deadline(0), []
for jump in (0, 7200, -7200):
    found.append([deadline.left(), bool(deadline.over()), ended.left(), bool(ended.over())])
print(json.dumps(found))
"""


def test_a_deadline_and_a_clock_that_jumps(subject, tmp_path, rng):
    """A deadline goes on as before when the wall clock is set forward or back"""
    seconds = rng.randrange(1000, 2000)
    (tmp_path / "program.py").write_text(CLOCK_THAT_JUMPS, encoding="utf-8")
    env = {"PYTHONPATH": str(subject.workspace)}
    done = subject.run(["python", "program.py", str(seconds)], cwd=tmp_path, env=env)
    assert done.returncode == 0, f"a program with two deadlines failed:\n{done.stderr.strip()[-500:]}"
    for (left, over, nothing, ended), what in zip(json.loads(done.stdout), ("not set", "set forward", "set back"), strict=True):
        assert seconds - 500 < left <= seconds, f"{seconds} s, the clock was {what}, and left() says {left:.0f}"
        assert (over, nothing, ended) == (False, 0.0, True), f"the clock was {what}: {over=}, {nothing=}, {ended=}"

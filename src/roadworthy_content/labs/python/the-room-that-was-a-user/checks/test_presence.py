"""What mypy says about presence.py and about programs that use it, and what it does when it runs."""

import ast
import io
import re
import shutil
import tokenize
from pathlib import Path

import pytest
from mypy import api
from presence import Bus, Event, Joined, Left, Presence, RoomId, Said, UserId

HERE = Path(__file__).parent
STRICT = ["--strict", "--config-file=", "--cache-dir=/dev/null", "--no-error-summary", "--show-error-codes"]
EVASIONS = re.compile(r"#\s*(type:\s*ignore|mypy:)")

PREAMBLE = """\
from presence import Bus, Event, Joined, Left, Presence, RoomId, Said, Sink, UserId
class Recorder:
    def send(self, user: UserId, text: str) -> bool: return True
class Mute:
    def write(self, user: UserId, text: str) -> bool: return True
def on_left(event: Left) -> None: ...
def on_said(event: Said) -> None: ...
bus, ada, lobby = Bus(), UserId("ada"), RoomId("lobby")
presence = Presence(bus, Recorder())
"""
# One misuse a line; mypy has to complain about each.
MIXED_IDS = [
    "Joined(1.0, lobby, ada)",
    "Said(1.0, ada, ada, 'hello')",
    "Left(1.0, 'ada', lobby)",
    "presence.members(ada)",
    "presence.idle(lobby, 1.0)",
    "presence.status('ada', 1.0)",
    "presence.announce('lobby', 'hello')",
    "room: RoomId = ada",
]
WRONG_HANDLERS = [
    "bus.on(Said, on_left)",
    "bus.on(Event, on_said)",
    "bus.on(Joined, lambda event: print(event.text))",
    "bus.on(str, print)",
    "bus.publish('joined')",
    "bus.on(Left, on_left)(1)",
]
WRONG_SINKS = [
    "Presence(bus, Mute())",
    "Presence(bus, print)",
    "Presence(Recorder(), Recorder())",
]
WRONG_RESULTS = [
    "left = 10.0 - presence.idle(ada, 1.0)",
    "assert presence.status(ada, 1.0) == 'idle'",
    "presence.members(lobby).add(ada)",
    "presence.announce(lobby, 'hello').bit_length",
    "presence.announce(lobby, 3)",
    "Joined(1.0, ada, lobby).room = lobby",
]
MISUSES = [*MIXED_IDS, *WRONG_HANDLERS, *WRONG_SINKS, *WRONG_RESULTS]
NOT_WRONG = "presence.announce(lobby, 'hello').bit_length"  # an int has that: nothing is to be found here


@pytest.fixture(scope="module")
def findings():
    """What mypy said, once for all checks: {file: [(line, text)]}."""
    return {}


@pytest.fixture
def said(subject, tmp_path, findings):
    """Return mypy's findings in a file: `presence.py`, `good_client.py` or `misuses.py`."""
    if not findings:
        shutil.copyfile(subject.workspace / "presence.py", tmp_path / "presence.py")
        shutil.copyfile(HERE / "good_client.py", tmp_path / "good_client.py")
        (tmp_path / "misuses.py").write_text(PREAMBLE + "\n".join(MISUSES) + "\n")
        names = ["presence.py", "good_client.py", "misuses.py"]
        out, err, status = api.run([*STRICT, "--disallow-any-explicit", *(str(tmp_path / name) for name in names)])
        if status not in (0, 1):
            pytest.fail(f"mypy cannot read presence.py: {(out + err).replace(str(tmp_path) + '/', '').strip()[-500:]}")
        for name in names:
            findings[name] = []
        for line in out.splitlines():
            match = re.match(r".*?(\w+\.py):(\d+): error: (.*)", line)
            if match:
                findings[match[1]].append((int(match[2]), match[3]))
    return findings.__getitem__


def show(found):
    return "\n".join(f"  line {line}: {text}" for line, text in found[:8])


def require_found(said, misuses):
    first = PREAMBLE.count("\n") + 1
    lines = {line for line, _text in said("misuses.py")}
    missed = [code for code in misuses if code != NOT_WRONG and first + MISUSES.index(code) not in lines]
    assert not missed, "mypy has nothing to say about code that is wrong:\n  " + "\n  ".join(missed)
    if NOT_WRONG in misuses and first + MISUSES.index(NOT_WRONG) in lines:
        pytest.fail(f"mypy complains about code that is right: {NOT_WRONG}")


def test_mypy_strict_is_satisfied(said):
    """mypy --strict finds nothing in presence.py"""
    found = [(line, text) for line, text in said("presence.py") if "[explicit-any]" not in text]
    assert not found, f"mypy --strict presence.py has {len(found)} findings, the first:\n{show(found)}"


def test_no_way_around_the_checker(said, subject):
    """Nothing in presence.py switches the checker off: no Any, cast, ignore or no_type_check"""
    text = (subject.workspace / "presence.py").read_text(encoding="utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = [token for token in tokens if token.type == tokenize.COMMENT and EVASIONS.match(token.string)]
    around = [f"line {token.start[0]}: {token.string}" for token in comments]
    names = [node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.Name, ast.Attribute, ast.alias))]
    for node in names:
        name = getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None)
        if name in ("Any", "cast", "no_type_check", "TYPE_CHECKING"):
            around.append(f"line {node.lineno}: {name}")
    around += [f"line {line}: {text}" for line, text in said("presence.py") if "[explicit-any]" in text]
    assert not around, "this switches the checker off:\n  " + "\n  ".join(around)


def test_a_good_program_passes(said):
    """A program that uses the module well passes mypy --strict, with exactly the types of the brief"""
    found = said("good_client.py")
    source = (HERE / "good_client.py").read_text().splitlines()
    lines = "\n".join(f"  {source[line - 1].strip()}\n    {text}" for line, text in found[:6])
    assert not found, f"mypy complains about a program that is right:\n{lines}"


def test_ids_cannot_be_mixed(said):
    """mypy finds each place where a program mixes users, rooms and plain strings"""
    require_found(said, MIXED_IDS)


def test_a_handler_fits_its_event(said):
    """mypy finds a handler that was registered for an event it cannot take"""
    require_found(said, WRONG_HANDLERS)


def test_whoever_can_send_is_a_sink(said):
    """A class with a fitting send is a sink without inheriting; one without it is none"""
    require_found(said, WRONG_SINKS)
    found = [text for _line, text in said("good_client.py") if "Presence" in text and "Recorder" in text]
    assert not found, f"a class that has send(user, text) -> bool should do as a sink, but: {found[0]}"


def test_what_comes_out_is_exact(said):
    """mypy finds arithmetic with an idle that may be None, and a status that there is not"""
    require_found(said, WRONG_RESULTS)


# --- when it runs


class Recorder:
    """Brings texts to everybody but those who are unreachable."""

    def __init__(self, *unreachable):
        self.sent = []
        self.unreachable = unreachable

    def send(self, user, text):
        self.sent.append((str(user), text))
        return user not in self.unreachable


def test_members_and_announcements(rng):
    """Who joins a room is its member until they leave, and an announcement reaches the members"""
    names = rng.sample(["ada", "bob", "eve", "zoe", "kim"], 4)
    room, other = RoomId(f"room-{rng.randrange(1000)}"), RoomId("elsewhere")
    bus, sink = Bus(), Recorder(names[1])
    presence = Presence(bus, sink)
    for name in names:
        bus.publish(Joined(1.0, UserId(name), room))
    bus.publish(Left(2.0, UserId(names[0]), room))
    bus.publish(Joined(2.0, UserId(names[0]), other))
    assert sorted(presence.members(room)) == sorted(names[1:])
    assert sorted(presence.members(other)) == [names[0]]
    reached = presence.announce(room, "tea")
    assert reached == 2, f"three members, one of them unreachable: announce should return 2, not {reached!r}"
    assert sorted(sink.sent) == sorted((name, "tea") for name in names[1:])
    assert presence.announce(RoomId("empty"), "tea") == 0


def test_somebody_never_seen(rng):
    """idle is None for somebody never seen, who is offline; it is 0.0 at the very moment of an event"""
    bus = Bus()
    presence = Presence(bus, Recorder())
    nobody = UserId(f"nobody-{rng.randrange(1000)}")
    assert presence.idle(nobody, 5.0) is None
    assert presence.status(nobody, 5.0) == "offline"
    bus.publish(Joined(5.0, nobody, RoomId("lobby")))
    idle = presence.idle(nobody, 5.0)
    assert idle is not None and float(idle) == 0.0, f"seen this moment, and idle says {idle!r}"


def test_status(rng):
    """Status goes from online to away after 300 seconds without an event, and to offline with the last room"""
    bus = Bus()
    presence = Presence(bus, Recorder())
    ada, start = UserId("ada"), float(rng.randrange(10**6))
    bus.publish(Joined(start, ada, RoomId("lobby")))
    bus.publish(Said(start + 10, ada, RoomId("lobby"), "hello"))
    after = [str(presence.status(ada, start + 10 + seconds)) for seconds in (0, 300, 301)]
    assert after == ["online", "online", "away"], f"after 0, 300 and 301 seconds of silence: {after}"
    bus.publish(Left(start + 20, ada, RoomId("lobby")))
    assert presence.status(ada, start + 21) == "offline"


def test_the_bus():
    """Handlers are called for their kind and its subclasses, in order, until they are taken off"""
    bus, heard = Bus(), []
    ends = [bus.on(kind, lambda event, name=name: heard.append(name)) for name, kind in
            [("any", Event), ("said", Said), ("left", Left)]]
    event = Said(1.0, UserId("ada"), RoomId("lobby"), "hello")
    assert bus.publish(event) == 2
    assert list(heard) == ["any", "said"]
    ends[0]()
    assert bus.publish(event) == 1
    assert list(heard) == ["any", "said", "said"]

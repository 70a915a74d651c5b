"""`replacing`, `open_all` and `back_up`, when all is well and when it is not."""

import json
import os

import pytest
from backup import BackupError, RoomError, back_up, open_all, replacing

OLD = "the backup of yesterday\n"


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "rooms.jsonl"
    file.write_text(OLD, encoding="utf-8")
    return file


def content(path):
    """Return what stands in the file, and the names of all others in its folder."""
    text = path.read_text(encoding="utf-8") if path.exists() else None
    return [text, sorted(other.name for other in path.parent.iterdir() if other != path)]


class Thing:
    """Something that is opened and closed, and writes down when."""

    def __init__(self, log, name, *, opening=None, closing=None):
        self.log, self.name, self.opening, self.closing = log, name, opening, closing

    def open(self):
        self.log.append(f"open {self.name}")
        if self.opening:
            raise self.opening
        return self

    def close(self):
        self.log.append(f"close {self.name}")
        if self.closing:
            raise self.closing


def notes_of(error):
    return [str(note) for note in getattr(error, "__notes__", [])]


def test_a_file_is_replaced_all_at_once(path, rng):
    """Readers see the old content until the block ends, then the new, and nothing is left beside it"""
    new = "".join(f"zeile {rng.randrange(10**6)} ☃\n" for _ in range(50))
    with replacing(str(path)) as file:
        for line in new.splitlines(keepends=True):
            file.write(line)
        file.flush()
        meanwhile = content(path)[0]
    assert meanwhile == OLD, f"while the block was still writing, a reader saw {meanwhile[:60]!r}"
    assert content(path) == [new, []], "after the block: the new content, and no other files"
    fresh = path.parent / "fresh.jsonl"
    with replacing(fresh) as file:
        file.write("first")
    assert fresh.read_text() == "first"


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt(), SystemExit(2)], ids=type)
def test_a_failure_changes_nothing(path, error):
    """When the block raises, even an interrupt, the file is as before and nothing is left beside it"""
    for was_there in (True, False):
        if not was_there:
            path.unlink()
        with pytest.raises(type(error)) as caught, replacing(str(path)) as file:
            file.write("half of the new")
            raise error
        assert caught.value is error, f"{error!r} was raised in the block, and {caught.value!r} came out"
        assert content(path) == [OLD if was_there else None, []], f"after {error!r} in the block"


def test_permissions_stay(path):
    """Whoever could read the file before can read it afterwards"""
    for mode in (0o644, 0o640):
        os.chmod(path, mode)
        with replacing(str(path)) as file:
            file.write("new")
        now = path.stat().st_mode & 0o777
        assert now == mode, f"the file had the permissions {mode:o}, and now it has {now:o}"


def test_what_was_opened_is_closed():
    """All are closed, the last one first, whether the block raises or not"""
    for error in (None, LookupError("in the block"), KeyboardInterrupt()):
        log = []
        things = [Thing(log, name) for name in "abc"]
        try:
            with open_all([thing.open for thing in things]) as opened:
                log.append("block" if [thing.name for thing in opened] == ["a", "b", "c"] else f"{opened}")
                if error:
                    raise error
        except BaseException as caught:
            assert caught is error and not notes_of(caught), f"{caught!r} came out, {notes_of(caught)}"
        else:
            assert error is None, f"{error!r} was raised in the block, and nothing came out"
        expected = ["open a", "open b", "open c", "block", "close c", "close b", "close a"]
        assert log == expected, f"the block raised {error!r}"


def test_one_that_cannot_be_opened():
    """If one cannot be opened, those that are open are closed, and the block does not run"""
    log, error = [], ConnectionError("refused")
    things = [Thing(log, "a", closing=OSError("stale")), Thing(log, "b"), Thing(log, "c", opening=error), Thing(log, "d")]
    with pytest.raises(ConnectionError) as caught, open_all([thing.open for thing in things]):
        log.append("block")
    assert log == ["open a", "open b", "open c", "close b", "close a"]
    assert caught.value is error, f"{error!r} was raised by an opener, and {caught.value!r} came out"
    assert notes_of(caught.value) == ["while closing: OSError('stale')"]


def test_failures_while_closing():
    """A failing close keeps no other from being closed, and hides neither itself nor the first cause"""
    log = []
    things = [Thing(log, name, closing=OSError(name) if name != "b" else None) for name in "abc"]
    with pytest.raises(ExceptionGroup) as caught, open_all([thing.open for thing in things]):
        log.clear()
    assert log == ["close c", "close b", "close a"], "closing c and a fails"
    assert [str(error) for error in caught.value.exceptions] == ["c", "a"], f"{caught.value!r} came out"
    error = ValueError("in the block")
    with pytest.raises(ValueError) as caught, open_all([thing.open for thing in things]):
        raise error
    assert caught.value is error, f"{error!r} was raised in the block, and {caught.value!r} came out"


def test_a_backup(path, rng):
    """A backup has a line for each room, and is reported once when it is there"""
    rooms = {f"room {number} ☃": [f"hello {rng.randrange(10**6)}"] * number for number in range(4)}
    reports = []
    count = back_up(list(rooms), rooms.get, str(path), lambda report: reports.append((report, content(path)[0] != OLD)))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines == [{"room": room, "messages": messages} for room, messages in rooms.items()]
    assert [int(count), reports] == [4, [(4, True)]], "four rooms, reported once, when the file was already there"


def test_rooms_that_cannot_be_loaded(path):
    """All rooms are tried, each failure is named with its cause, and yesterday's backup stays"""
    errors = {"attic": OSError("disk"), "cellar": KeyError("cellar")}
    loaded, reports = [], []

    def load(room):
        loaded.append(room)
        if room in errors:
            raise errors[room]
        return []

    with pytest.raises(ExceptionGroup) as caught:
        back_up(["attic", "lobby", "cellar", "hall"], load, str(path), lambda report: reports.append((report, content(path))))
    failures = list(caught.value.exceptions)
    assert loaded == ["attic", "lobby", "cellar", "hall"], "a room that fails keeps no other from being tried"
    kinds = [isinstance(failure, RoomError) and isinstance(failure, BackupError) for failure in failures]
    named = [str(failure.room) for failure in failures]
    assert [kinds, named] == [[True, True], ["attic", "cellar"]], f"{failures} came out"
    causes = [failure.__cause__ for failure in failures]
    assert causes[0] is errors["attic"] and causes[1] is errors["cellar"], f"the causes are {causes}"
    assert content(path) == [OLD, []], "a backup that failed should leave yesterday's alone"
    assert len(reports) == 1, f"reported {len(reports)} times"
    assert reports[0][0] is caught.value, f"{reports[0][0]!r} was reported, and {caught.value!r} came out"
    assert reports[0][1] == [OLD, []], "it was reported before everything was tidied up"


def test_an_interrupt_stops_the_backup(path):
    """An interrupt stops the backup at once, comes out, and is reported"""
    loaded, reports, interrupt = [], [], KeyboardInterrupt()

    def load(room):
        loaded.append(room)
        if room == "lobby":
            raise interrupt
        return []

    with pytest.raises(KeyboardInterrupt) as caught:
        back_up(["attic", "lobby", "hall"], load, str(path), reports.append)
    assert caught.value is interrupt
    assert loaded == ["attic", "lobby"], "rooms were loaded after the interrupt"
    assert len(reports) == 1 and reports[0] is interrupt, f"reported: {reports}"
    assert content(path) == [OLD, []]

"""`report.py`: what its functions give, how much they take, and how much memory the program needs."""

import json

import pytest
from report import Entry, batches, entries, first_slow, greeters, mean, members, slow

# Runs the program on a log that is made while it is read, and says how much memory it took.
MEASURE = """
import json, resource, subprocess, sys
count = int(sys.argv[1])
program = subprocess.Popen([sys.executable, "report.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
block = "".join(f"2026-11-21T09:00 member{n % 50} room{n % 7} {n % 1500}\\n" for n in range(2000))
try:
    for _ in range(count // 2000):
        program.stdin.write(block)
    program.stdin.close()
except OSError:
    pass
said = program.stdout.read()
status = program.wait()
print(json.dumps([status, said, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""


class Source:
    """Something to iterate once, that counts what was taken."""

    def __init__(self, items):
        self._items = iter(items)
        self.taken = 0

    def __iter__(self):
        return self

    def __next__(self):
        item = next(self._items)
        self.taken += 1
        return item


def night(rng, count):
    """Return random entries, and the lines that they stand in."""
    found = [
        Entry(f"09:{n:02}", rng.choice(["ada", "bob", "zoë"]), rng.choice(["lobby", "attic", "hall"]), rng.randrange(3000))
        for n in range(count)
    ]
    found = [tuple(entry) for entry in found]
    return found, [" ".join(map(str, entry)) + "\n" for entry in found]


def made(tuples):
    return [Entry(*fields) for fields in tuples]


def plain(found):
    return [(str(entry.time), str(entry.sender), str(entry.room), int(entry.ms)) for entry in found]


def test_lines_are_taken_when_they_are_needed(rng):
    """Entries and slow ones are made one by one, from an iterable that may have no end"""
    expected, lines = night(rng, 8)
    source = Source(lines)
    found = entries(source)
    taken = [source.taken]
    for number in range(1, 4):
        assert plain([next(found)]) == [expected[number - 1]]
        taken.append(source.taken)
    assert taken == [0, 1, 2, 3], f"after none, one, two and three entries, so many lines were taken: {taken}"
    source = Source(made([("t", "ada", "r", ms) for ms in (5, 50, 7, 60, 9, 70)]))
    found = slow(source, 50)
    assert [source.taken, int(next(found).ms), source.taken] == [0, 60, 4], "slow, with a limit of 50, of 5 50 7 60 9 70"
    assert plain(entries(["\n", *lines, "# a comment\n", "  \n"])) == expected, "blank lines and comments are no entries"


def test_the_first_slow_one_ends_the_search(rng):
    """The first slow entry is found without a look at the lines behind it"""
    lines = [f"09:00 ada lobby {ms}\n" for ms in [3, 4, 900, 5, 901, 6]]
    source = Source([*lines, "this line is broken\n"])
    assert plain([first_slow(source, 800)]) == [("09:00", "ada", "lobby", 900)]
    assert source.taken == 3, f"the third line has it, and {source.taken} were taken"
    assert first_slow(lines, 5000) is None, "None, if there is none"


@pytest.mark.parametrize("bad", ["09:00 ada lobby", "09:00 ada lobby soon", "09:00 ada the lobby 5"])
def test_a_bad_line_is_named_when_it_is_reached(rng, bad):
    """A bad line is a ValueError with its number, after the entries in front of it were given"""
    good = rng.randrange(1, 5)
    found = entries(["# log\n", *["09:00 ada lobby 5\n"] * good, f"{bad}\n", "09:00 ada lobby 6\n"])
    before = plain(next(found) for _ in range(good))
    assert before == [("09:00", "ada", "lobby", 5)] * good
    with pytest.raises(ValueError, match=f"^line {good + 2}:"):
        next(found)


def test_the_mean_of_what_can_be_read_once(rng):
    """The mean is right for a list and for what can be read only once"""
    expected, _ = night(rng, 9)
    right = sum(fields[3] for fields in expected) / 9
    for kind, given in {"a list": made(expected), "an iterator": Source(made(expected))}.items():
        found = float(mean(given))
        assert abs(found - right) < 1e-9, f"the mean of {kind} of {[fields[3] for fields in expected]} is not {found}"
    assert float(mean(iter([]))) == 0.0


def test_members_of_rooms(rng):
    """Members are sorted, each once, room by room in order of first appearance"""
    expected, _ = night(rng, 12)
    rooms = list(dict.fromkeys(fields[2] for fields in expected))
    right = [(room, sorted({fields[1] for fields in expected if fields[2] == room})) for room in rooms]
    for given in (made(expected), Source(made(expected))):
        found = [(str(room), [str(name) for name in names]) for room, names in members(given).items()]
        assert found == right, f"members of {expected}, from {type(given).__name__}"


def test_each_greeter_keeps_its_room(rng):
    """Each greeter posts to its own room, also when the loop is long over"""
    rooms = [f"room{number}" for number in rng.sample(range(100), 4)]
    posted = []

    def post(room, text):
        posted.append((str(room), str(text)))
        return len(posted)

    found = list(greeters(iter(rooms), post))
    order = rng.sample(range(4), 4)
    answers = [int(found[index]("ada")) for index in order]
    assert posted == [(rooms[index], "hello ada") for index in order], f"the greeters of {rooms}, called as {order}"
    assert answers == [1, 2, 3, 4], "a greeter returns what post returns"


def test_batches(rng):
    """Batches have the size, the last one what is left, and take their items when they are asked for"""
    for count, size in ((7, 3), (6, 3), (0, 2), (1, 5), (rng.randrange(8, 20), 4)):
        found = [list(batch) for batch in batches(iter(range(count)), size)]
        right = [list(range(start, min(start + size, count))) for start in range(0, count, size)]
        assert found == right, f"{count} items in batches of {size}"
    source = Source(iter(int, 1))
    found = batches(source, 3)
    taken = [source.taken]
    for _ in range(2):
        next(found)
        taken.append(source.taken)
    assert taken == [0, 3, 6], f"before, and after the first and second batch of 3, so much was taken: {taken}"
    for size in (0, -1):
        with pytest.raises(ValueError):
            batches([1], size)


def test_the_report(subject, rng):
    """The program prints entries, mean, slow ones and rooms; a bad line ends it with the status 1"""
    expected, lines = night(rng, 40)
    times = [fields[3] for fields in expected]
    right = f"entries 40\nmean {sum(times) / 40:.1f}\nslow {sum(ms > 1000 for ms in times)}\n"
    right += f"rooms {len({fields[2] for fields in expected})}\n"
    done = subject.run(["python", "report.py"], input="# night\n" + "".join(lines))
    assert [done.returncode, str(done.stdout)] == [0, right], str(done.stderr)[-300:]
    empty = subject.run(["python", "report.py"], input="")
    assert [empty.returncode, str(empty.stdout)] == [0, "entries 0\nmean 0.0\nslow 0\nrooms 0\n"]
    done = subject.run(["python", "report.py"], input="".join(lines[:2]) + "broken\n")
    said = str(done.stderr)
    assert [done.returncode, len(said.splitlines()), "line 3:" in said] == [1, 1, True], f"a bad third line: {said!r}"


def test_memory_stays_flat(subject):
    """A hundred times as many lines take no more memory"""
    peaks = []
    for count in (4_000, 400_000):
        done = subject.run(["python", "-c", MEASURE, str(count)], timeout=25)
        status, said, peak = json.loads(done.stdout)
        assert [status, said.split("\n")[0]] == [0, f"entries {count}"], f"{count} lines: {said!r}"
        peaks.append(peak // 1024)
    assert peaks[1] - peaks[0] <= 12, f"4,000 lines took {peaks[0]} MB, and 400,000 took {peaks[1]} MB"

"""What the report says, and what it does when it cannot say it."""

import gzip
import math
from collections import Counter
from dataclasses import dataclass, field

import pytest

USERS = ["ada", "bob", "Zoë van Dam", "grace", "mallory o'hara", "eve", "ada lovelace", "bob*", "\udce9t\udce9"]


@dataclass
class Logs:
    """Random log lines and what a report on them has to say."""

    lines: list = field(default_factory=list)

    def add(self, rng, count):
        for _ in range(count):
            minute = f"2026-11-21T09:{rng.randrange(60):02}"
            event = rng.choice(["send", "send", "send", "join", "leave"])
            status = "error" if rng.random() < 0.1 else "ok"
            user = USERS[min(int(rng.expovariate(0.4)), len(USERS) - 1)]
            ms = min(int(rng.lognormvariate(3.5, 1)), 5000)
            self.lines.append((f"{minute}:{rng.random() * 60:06.3f}Z", event, user, "lobby", str(ms), status))
        return self

    @property
    def text(self):
        return "".join("\t".join(line) + "\n" for line in self.lines)

    @property
    def sent(self):
        return [line for line in self.lines if line[1] == "send" and line[5] == "ok"]

    @property
    def senders(self):
        counts = Counter(line[2].encode("utf-8", "surrogateescape") for line in self.sent)
        rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:5]
        return [f"{count}\t{user.decode('utf-8', 'surrogateescape')}" for user, count in rows]

    @property
    def errors(self):
        counts = Counter(line[0][:16] for line in self.lines if line[5] == "error")
        return [f"{minute}\t{count}" for minute, count in sorted(counts.items())]

    @property
    def p95(self):
        values = sorted(int(line[4]) for line in self.sent)
        return [str(values[math.ceil(0.95 * len(values)) - 1])] if values else ["-"]


def write(folder, name, text):
    data = text.encode("utf-8", "surrogateescape")
    (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "logs"
    place.mkdir()
    return place


@pytest.fixture
def report(subject, folder, tmp_path):
    """Run the learner's report on the folder."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def run(*arguments, bare=False):
        arguments = arguments if arguments or bare else (str(folder),)
        return subject.run(["bash", "report.sh", *arguments], env={"TMPDIR": str(scratch), "LANG": "C.UTF-8"}, timeout=15)

    run.scratch = scratch
    return run


def section(done, name):
    """Return the rows under a heading of the report."""
    if done.returncode != 0:
        pytest.fail(f"exit status {done.returncode}, expected 0; standard error says: {done.stderr.strip() or 'nothing'}")
    rows = done.stdout.split("\n")
    if name not in rows:
        pytest.fail(f"there is no line {name!r} in the report:\n{done.stdout[:500]}")
    start = rows.index(name) + 1
    end = next((i for i in range(start, len(rows)) if rows[i] in ("senders", "errors", "p95", "")), len(rows))
    return rows[start:end]


def refused(done, status, *names):
    said = done.stderr.strip() or "nothing"
    if done.returncode != status:
        pytest.fail(f"exit status {done.returncode}, expected {status}; standard error says: {said}")
    for name in names:
        assert name in done.stderr, f"the message should name {name!r}; it says: {said}"


def test_the_whole_report(report, folder):
    """The report is what the brief shows: three headings with their rows, and nothing else"""
    rows = ["09:15:02.113Z\tsend\tada\tlobby\t12\tok", "09:15:59.000Z\tjoin\tbob\tlobby\t3\terror"]
    write(folder, "gateway.log", "".join(f"2026-11-21T{row}\n" for row in rows))
    done = report()
    expected = "senders\n1\tada\nerrors\n2026-11-21T09:15\t1\np95\n12\n"
    assert (done.returncode, done.stdout) == (0, expected), f"standard error says: {done.stderr.strip() or 'nothing'}"


def test_senders(report, folder, rng):
    """The five busiest senders come out, most first, equal counts by name"""
    logs = Logs().add(rng, 3000)
    write(folder, "gateway.log", logs.text)
    assert section(report(), "senders") == logs.senders


def test_equal_counts_are_in_byte_order(report, folder):
    """Senders with equal counts come in byte order of their names"""
    logs = Logs([("2026-11-21T09:00:00.000Z", "send", user, "lobby", "1", "ok") for user in ["eve", "Zoë", "ada", "Eve"]])
    write(folder, "gateway.log", logs.text)
    assert section(report(), "senders") == ["1\tEve", "1\tZoë", "1\tada", "1\teve"]


def test_errors(report, folder, rng):
    """Errors of every event are counted per minute, in order of time"""
    logs = Logs().add(rng, 800)
    write(folder, "gateway.log", logs.text)
    assert section(report(), "errors") == logs.errors


@pytest.mark.parametrize("count", [1, 7, 20, 21, 400])
def test_p95(report, folder, rng, count):
    """The 95th percentile is taken by nearest rank"""
    lines = [("2026-11-21T09:00:00.000Z", "send", "ada", "lobby", str(ms), "ok") for ms in rng.sample(range(2000), count)]
    logs = Logs(lines)
    write(folder, "gateway.log", logs.text)
    assert section(report(), "p95") == logs.p95


def test_no_sends(report, folder):
    """Without a single send there are no senders, and p95 is a dash"""
    write(folder, "gateway.log", "2026-11-21T09:00:00.000Z\tjoin\tada\tlobby\t3\tok\n")
    done = report()
    assert section(done, "senders") == []
    assert section(done, "p95") == ["-"]


def test_packed_and_plain_logs_count_together(report, folder, rng):
    """Packed logs and plain ones are one log"""
    first, second = Logs().add(rng, 400), Logs().add(rng, 400)
    write(folder, "gateway.log", first.text)
    write(folder, "gateway-2026-11-20.log.gz", second.text)
    write(folder, "notes.txt", first.text)
    assert section(report(), "senders") == Logs(first.lines + second.lines).senders


def test_file_names_may_hold_anything(report, folder, rng):
    """Spaces, line breaks, asterisks and dashes in the names of files and folder do no harm"""
    folder = folder / "of the night"
    folder.mkdir()
    parts = [Logs().add(rng, 150) for _ in range(4)]
    for name, part in zip(["gateway 1.log", "gateway\n2.log", "gateway*.log", "gateway -n 3.log.gz"], parts, strict=True):
        write(folder, name, part.text)
    assert section(report(str(folder)), "senders") == Logs([line for part in parts for line in part.lines]).senders


def test_a_last_line_without_a_newline(report, folder, rng):
    """A file that ends in the middle of a line takes nothing away from the next file"""
    logs = Logs([("2026-11-21T09:15:02.113Z", "send", user, "lobby", "1", "ok") for user in ["ada", "bob", "eve"]])
    for number, line in enumerate(logs.text.splitlines()):
        write(folder, f"gateway-{number}.log", f"{line}\n2026-11-21T09:15:02.113Z\tsend\tad")
    assert section(report(), "senders") == logs.senders


def test_broken_lines_are_left_out(report, folder, rng):
    """Lines that don't have six fields are left out, whatever bytes they hold"""
    logs = Logs().add(rng, 100)
    noise = "\n\udcff\udcfe\n\tsend\tada\t\n2026-11-21T09:15:02.113Z\tsend\tada\tlobby\t1\tok\textra\n"
    write(folder, "gateway.log", noise + logs.text + noise)
    done = report()
    assert section(done, "senders") == logs.senders
    assert section(done, "p95") == logs.p95


def test_a_truncated_archive_is_an_error(report, folder, rng):
    """A truncated archive gives exit status 1 and a message that names it"""
    write(folder, "gateway.log", Logs().add(rng, 20).text)
    whole = gzip.compress(Logs().add(rng, 2000).text.encode("utf-8", "surrogateescape"))
    (folder / "gateway-old.log.gz").write_bytes(whole[: len(whole) // 2])
    refused(report(), 1, "gateway-old.log.gz")


def test_a_file_that_cannot_be_opened_is_an_error(report, folder, rng):
    """A log that cannot be opened gives exit status 1 and a message that names it"""
    write(folder, "gateway.log", Logs().add(rng, 20).text)
    (folder / "gateway-3.log").symlink_to(folder / "gone")
    refused(report(), 1, "gateway-3.log")


def test_nothing_is_printed_when_something_is_missing(report, folder, rng):
    """When a file could not be read, nothing at all is printed as if it were a report"""
    write(folder, "gateway.log", Logs().add(rng, 200).text)
    (folder / "gateway-z.log.gz").write_bytes(b"\x1f\x8b not really an archive")
    done = report()
    refused(done, 1)
    assert done.stdout == ""


def test_a_folder_without_logs_is_an_error(report, folder):
    """A folder without logs gives exit status 1 and no report"""
    done = report()
    refused(done, 1, folder.name)
    assert done.stdout == ""


def test_usage(report, folder, tmp_path):
    """Wrong arguments give a line of usage and exit status 2"""
    for arguments in [(), ("",), (str(folder), "more"), (str(tmp_path / "nowhere"),)]:
        done = report(*arguments, bare=True)
        refused(done, 2)
        assert done.stdout == "", f"with the arguments {arguments} nothing belongs on standard output"
        assert done.stderr.strip(), f"with the arguments {arguments} a line of usage belongs on standard error"


def test_it_leaves_nothing_behind(report, folder, rng):
    """Nothing is left in the folder of the logs or in $TMPDIR"""
    write(folder, "gateway.log", Logs().add(rng, 200).text)
    before = sorted(folder.iterdir())
    section(report(), "p95")
    assert sorted(folder.iterdir()) == before
    left = [file.name for file in report.scratch.iterdir()]
    assert left == [], f"still in $TMPDIR: {left}"


def test_memory_does_not_grow_with_the_logs(subject, folder, rng):
    """Twenty megabytes of logs are reported on within 64 MB of address space"""
    logs = Logs().add(rng, 2000)
    with gzip.open(folder / "gateway.log.gz", "wb", compresslevel=1) as packed:
        for _ in range(180):
            packed.write(logs.text.encode("utf-8", "surrogateescape"))
    command = ["bash", "-c", 'ulimit -v 65536; exec bash report.sh "$1"', "-", str(folder)]
    done = subject.run(command, timeout=15)
    assert section(done, "errors") == [
        f"{minute}\t{int(count) * 180}" for minute, count in (row.split("\t") for row in logs.errors)
    ]

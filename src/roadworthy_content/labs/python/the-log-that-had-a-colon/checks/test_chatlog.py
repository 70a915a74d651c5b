"""`chatlog.py`, as a program and as a module."""

import pytest
from chatlog import parse

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}


def run(subject, folder, files, *options, env=None):
    """Write the files and run the program on them; return status, lines of output, lines of complaints."""
    paths = []
    for name, text in files.items():
        path = folder / name
        if text is not None:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        paths.append(str(path))
    done = subject.run(["python", "chatlog.py", *options, *paths], env=env or {})
    said = [line.replace(f"{folder}/", "") for line in str(done.stderr).splitlines()]
    return int(done.returncode), str(done.stdout).splitlines(), said


def fields(event):
    return None if event is None else tuple(str(value) for value in (event.time, event.kind, event.name, event.text))


GOOD = {
    "[09:15] ada: hello": ("09:15", "said", "ada", "hello"),
    "[00:00] Zoë van Dam: see: https://x.org: now": ("00:00", "said", "Zoë van Dam", "see: https://x.org: now"),
    "[23:59] bob: ": ("23:59", "said", "bob", ""),
    "[12:00] ada: [13:00] * bob joined": ("12:00", "said", "ada", "[13:00] * bob joined"),
    "[09:16] * bob joined": ("09:16", "joined", "bob", ""),
    "[09:17] * Zoë van Dam left": ("09:17", "left", "Zoë van Dam", ""),
    "[09:18] /me ada waves: a lot": ("09:18", "me", "ada", "waves: a lot"),
    "[09:18] /me ada": ("09:18", "me", "ada", ""),
}


@pytest.mark.parametrize("line", GOOD)
def test_lines(line):
    """Each kind of line gives its event, with colons and blanks where they belong"""
    assert fields(parse(line)) == GOOD[line], f"parse({line!r})"


BAD = ["hello", "[24:00] ada: x", "[9:15] ada: x", "[09:60] ada: x", "09:15 ada: x", "[09:15]ada: x", "[09:15] ada", "[09:15] ada:x"]
BAD += ["[09:15] * joined", "[09:15] * bob went", "[09:15] /me ", "[09:15] : x", "[09:15]  ada: x", "[09:15] ada : x", "x[09:15] ada: x"]


@pytest.mark.parametrize("line", BAD)
def test_bad_lines_are_none(line):
    """A line that is not as described gives None"""
    found = fields(parse(line))
    assert found is None, f"parse({line!r}) gave {found}"


def test_an_event_cannot_be_assigned():
    """The fields of an event cannot be assigned"""
    event = parse("[09:15] ada: hello")
    for name in ("time", "kind", "name", "text"):
        try:
            setattr(event, name, "other")
        except AttributeError:
            continue
        pytest.fail(f"event.{name} could be assigned; it should be an AttributeError")
    assert fields(event) == ("09:15", "said", "ada", "hello")


def test_the_summary(subject, tmp_path, rng):
    """Messages and words are counted over all files, and sorted by number and name"""
    said = {name: rng.sample(range(0, 9), count) for name, count in {"zed": 3, "ada": 3, "Bob B": 2, "éva": 1}.items()}
    lines = [f"[10:{n:02}] {name}: {'word ' * count}".rstrip(" ") + " " * (not count) for name in said for n, count in enumerate(said[name])]
    rng.shuffle(lines)
    lines.sort(key=lambda line: "ada" in line)  # so that who comes first by name comes late in the log
    lines += ["[11:00] /me éva waves twice", ""]
    half = rng.randrange(1, 8)
    status, found, complaints = run(subject, tmp_path, {"b.log": "\n".join(lines[:half]), "a.log": "\n".join(lines[half:])})
    totals = {name: (len(counts), sum(counts)) for name, counts in said.items()}
    totals["éva"] = (2, said["éva"][0] + 2)
    right = []
    for name, (messages, count) in sorted(totals.items(), key=lambda item: (-item[1][0], item[0])):
        right.append(f"{name}: {messages} message{'s' * (messages != 1)}, {count} word{'s' * (count != 1)}")
    assert [status, found, complaints] == [0, [*right, "in the room: nobody"], []], f"the log was {lines}"
    one = run(subject, tmp_path, {"one.log": "[10:00] ada: hello\n"})
    assert one[:2] == (0, ["ada: 1 message, 1 word", "in the room: nobody"])


def test_who_is_in_the_room(subject, tmp_path):
    """Who joined and has not left since is in the room, also over several files"""
    first = "[10:00] * zed joined\n[10:01] * ada joined\n[10:02] * ada left\n[10:03] * eve left\n"
    second = "[09:00] * ada joined\n[09:01] * Bob B joined\n[09:02] * zed left\n[09:03] * bob joined\n"
    found = run(subject, tmp_path, {"1.log": first, "2.log": second})
    assert found == (0, ["in the room: Bob B, ada, bob"], [])


def test_from_a_time_on(subject, tmp_path):
    """--from leaves out what was said before, and not who came"""
    text = "[09:00] ada: early\n[09:10] * bob joined\n[09:30] ada: on time\n[10:00] /me bob is late\n"
    found = run(subject, tmp_path, {"x.log": text}, "--from", "09:30")
    assert found == (0, ["ada: 1 message, 2 words", "bob: 1 message, 2 words", "in the room: bob"], [])
    for wrong in ("9:30", "24:00", "soon"):
        status, out, _ = run(subject, tmp_path, {"x.log": text}, "--from", wrong)
        assert [status, out] == [2, []], f"--from {wrong}"
    status, out, _ = run(subject, tmp_path, {})
    assert [status, out] == [2, []], "without a file"


def test_bad_lines_are_named_and_the_rest_is_counted(subject, tmp_path):
    """Each bad line is named with file and number, the rest is counted, and the status is 1"""
    files = {"a.log": "[10:00] ada: hi\n\nwhat?\n[10:01] ada: ho\n", "b.log": "[25:00] ada: x\n[10:02] ada: hu"}
    status, found, complaints = run(subject, tmp_path, files)
    assert complaints == ["a.log:3: bad line", "b.log:1: bad line"]
    assert [status, found] == [1, ["ada: 3 messages, 3 words", "in the room: nobody"]]


@pytest.mark.parametrize("kind", ["missing", "folder", "latin-1"])
def test_a_file_that_cannot_be_read(subject, tmp_path, kind):
    """A file that cannot be read is named in one line, the others are counted, and the status is 1"""
    if kind == "folder":
        (tmp_path / "odd.log").mkdir()
    odd = "[10:00] Zoë: hi\n".encode("latin-1") if kind == "latin-1" else None
    status, found, complaints = run(subject, tmp_path, {"odd.log": odd, "good.log": "[10:00] ada: hi\n"})
    assert [status, found] == [1, ["ada: 1 message, 1 word", "in the room: nobody"]], f"{complaints}"
    assert len(complaints) == 1 and "odd.log" in complaints[0], f"one line that names odd.log expected: {complaints}"


def test_the_locale_does_not_matter(subject, tmp_path):
    """UTF-8 is read and written also where the locale knows ASCII only"""
    found = run(subject, tmp_path, {"x.log": "[10:00] Zoë: 日本 ☃\n[10:00] * Zoë joined\n"}, env=ASCII)
    assert found == (0, ["Zoë: 1 message, 2 words", "in the room: Zoë"], []), "with LC_ALL=C"

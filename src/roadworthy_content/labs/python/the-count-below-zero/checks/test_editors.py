"""Does with the learner's files what editors do: starts and attaches a debugger, asks a language server, replays Vim."""

import json
import os
import shutil
from collections import Counter, namedtuple
from pathlib import Path

import pytest
from dap import Debugger, Language, connector

SERVER = Path("/tmp/chat-server")
PEOPLE, ROOMS = ("ada", "bob", "cem", "zoe"), ("tea", "ops", "random")
Debugged = namedtuple("Debugged", "stops printed points")


def make_events(rng):
    """Events of which one reads more than there is; returns them, and that event."""
    events, unread, wrong = [], Counter(), rng.randrange(60, 120)
    bad = None
    while bad is None or len(events) < 160:
        key = room, member = rng.choice(ROOMS), rng.choice(PEOPLE)
        event = {"id": 1000 + 7 * len(events), "room": room, "member": member}
        if len(events) >= wrong and bad is None and unread[key]:
            event |= {"kind": "read", "number": unread[key] + rng.randrange(1, 4)}
            bad = event | {"before": unread[key]}
            unread[key] += 10  # the counter is below zero now: messages for it come next
            events += [event, *({**event, "kind": "message", "id": event["id"] * 1000 + n} for n in range(10))]
            unread[key] = bad["before"] - event["number"] + 10
            continue
        if rng.random() < 0.3 and unread[key] > 1:
            event |= {"kind": "read", "number": rng.randrange(1, unread[key] + 1)}
            unread[key] -= event["number"]
        else:
            event |= {"kind": "message"}
            unread[key] += 1
        events.append(event)
    return events, bad, unread


class Work:
    """A copy of the learner's files with events of its own, and what a debugger did there."""

    def __init__(self, subject, free_port, folder, rng):
        self.subject, self.free_port, self.folder = subject, free_port, folder
        shutil.copytree(subject.workspace, folder)
        self.events, self.bad, self.unread = make_events(rng)
        (folder / "events.json").write_text(json.dumps(self.events))

    def read(self, name):
        """Read one of the learner's files (JSON), with the editor's variables filled in."""
        path = self.folder / name
        assert path.exists(), f"there is no {name}"
        text = path.read_text(encoding="utf-8")
        for variable in ("${workspaceFolder}", "${folder}"):
            text = text.replace(variable, str(self.folder))
        try:
            return json.loads(text)
        except ValueError as error:
            pytest.fail(f"{name} is not JSON: {error}")

    def configuration(self, name, request):
        """The configuration of that name in launch.json."""
        found = [one for one in self.read(".vscode/launch.json").get("configurations", []) if one.get("name") == name]
        assert len(found) == 1, f"launch.json has {len(found)} configurations with the name {name!r}"
        assert (found[0].get("type"), found[0].get("request")) == ("debugpy", request), f"type and request of {name!r}"
        return found[0] | {"console": "internalConsole"}

    def session(self):
        """The breakpoints of session.json by path, and what to show."""
        session, points = self.read("session.json"), {}
        for point in session["breakpoints"]:
            wanted = {key: point[key] for key in ("line", "condition", "logMessage") if point.get(key)}
            points.setdefault(str(self.folder / point["file"]), []).append(wanted)
        return points, session["show"]

    def debug(self, configuration, command, port, cwd, env=None):
        """Start what the debugger talks to, and go through the session."""
        points, show = self.session()
        ready, kept = connector(port)
        process = self.subject.start(command, cwd=cwd, env=env, ready=ready, timeout=40)
        client, stops = Debugger(kept[-1]), []
        try:
            found = client.begin(configuration, points)
            for frame in client.stops():
                where = f"{frame.get('source', {}).get('path')}"
                values = {}
                for name, expression in show.items():
                    asked = {"expression": expression, "frameId": frame["id"], "context": "watch"}
                    values[name] = client.ask("evaluate", asked)["result"]
                stops.append((where, values))
                if len(stops) > 5:
                    break
        except (EOFError, ValueError, TimeoutError) as error:
            pytest.fail(f"the debugger could not do what {configuration['name']!r} and session.json say: {error}")
        finally:
            client.close()
            process.kill()
        return Debugged(stops, client.printed(), found)

    def launched(self):
        """The program, launched by the configuration Count from an adapter that is started elsewhere."""
        if not hasattr(self, "launch"):
            port = self.free_port()
            command = ["python", "-m", "debugpy.adapter", "--host", "127.0.0.1", "--port", str(port)]
            self.launch = self.debug(self.configuration("Count", "launch"), command, port, "/tmp")
        return self.launch

    def attached(self):
        """The program, running in another folder, attached to by the configuration Attach."""
        if not hasattr(self, "attach"):
            configuration = self.configuration("Attach", "attach")
            shutil.rmtree(SERVER, ignore_errors=True)
            SERVER.mkdir()
            shutil.copy(self.folder / "events.json", SERVER)
            for name in ("chat", "vendor"):
                shutil.copytree(self.folder / name, SERVER / name)
            port = configuration.get("connect", {}).get("port", configuration.get("port"))
            assert port == 5678, f"the port in Attach is {port}; the server's debugger listens on 5678"
            listen = ["--listen", "127.0.0.1:5678", "--wait-for-client"]
            command = ["python", "-m", "debugpy", *listen, "-m", "chat", "events.json"]
            self.attach = self.debug(configuration, command, 5678, str(SERVER), {"PYTHONPATH": str(SERVER / "vendor")})
        return self.attach


@pytest.fixture(scope="module")
def known():
    """The work of this attempt."""
    return {}


@pytest.fixture
def work(subject, known, free_port, tmp_path_factory, rng):
    """The learner's files, copied once."""
    if "work" not in known:
        known["work"] = Work(subject, free_port, tmp_path_factory.mktemp("editors") / "my chat", rng)
    return known["work"]


def test_the_program_runs_under_the_debugger(work):
    """“Count” launches the package with its vendored library, wherever the debugger was started"""
    printed = work.launched().printed
    lines = [f"hello {member}: {number} in {room}" for (room, member), number in sorted(work.unread.items()) if number]
    found = [line for line in printed.splitlines() if line.startswith("hello ")]
    assert found == lines, f"what the program prints when “Count” launches it; all that came: {printed[-600:]!r}"


def test_it_stops_once_where_a_count_goes_below_zero(work):
    """The breakpoint stops the program once, at the event that makes a count negative"""
    stops = work.launched().stops
    assert len(stops) == 1, f"among {len(work.events)} events one reads more than there is; the program stopped {len(stops)} times"
    where, values = stops[0]
    assert where == str(work.folder / "chat" / "unread.py"), f"it stopped in {where}"
    assert values.get("id") == str(work.bad["id"]), "the id of the event, as session.json shows it"
    assert values.get("before") == str(work.bad["before"]), "the count before that event, as session.json shows it"


def test_a_logpoint_tells_without_stopping(work):
    """A logpoint prints `ID ROOM` for each event that is read, in order, and stops nothing"""
    expected = [f"{event['id']} {event['room']}" for event in work.events if event["kind"] == "read"]
    found = [line for line in work.launched().printed.splitlines() if line.split(" ")[0].isdigit()]
    assert found == expected, "the lines that logpoints printed"


def test_the_debugger_attaches_to_the_server(work):
    """“Attach” finds the breakpoints in the files of the server, and shows yours"""
    attached = work.attached()
    unbound = [point.get("message", "not verified") for point in attached.points if not point["verified"]]
    assert not unbound, f"with “Attach” {len(unbound)} breakpoints are not bound: {unbound[0]}"
    assert len(attached.stops) == 1, f"with “Attach” the program stopped {len(attached.stops)} times"
    where, values = attached.stops[0]
    assert values.get("id") == str(work.bad["id"]), "the id of the event, as session.json shows it on the server"
    assert where == str(work.folder / "chat" / "unread.py"), f"the editor would open {where}"


def test_the_editor_knows_the_vendored_library(work, subject, free_port):
    """With Sublime Text's project the language server goes to definitions in vendor/, and completes what is there"""
    project = work.read("chat.sublime-project")
    server = project.get("settings", {}).get("LSP", {}).get("pylsp", {})
    assert (server.get("enabled"), server.get("command")) == (True, ["pylsp"]), "enabled and command of LSP's pylsp"
    settings = {}
    for key, value in server.get("settings", {}).items():
        place = settings
        *parts, last = key.split(".")
        for part in parts:
            place = place.setdefault(part, {})
        place[last] = value
    port = free_port()
    ready, kept = connector(port)
    command = [*server["command"], "--tcp", "--host", "127.0.0.1", "--port", str(port)]
    process = subject.start(command, cwd="/tmp", ready=ready, timeout=40)
    client = Language(kept[-1])
    uri = (work.folder / "chat" / "__main__.py").as_uri()
    text = (work.folder / "chat" / "__main__.py").read_text() + "\n\nimport chatproto\nchatproto.fare"
    lines = text.split("\n")
    use = next(number for number, line in enumerate(lines) if "{greeting(" in line)
    document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    try:
        client.ask("initialize", {"processId": None, "rootUri": work.folder.as_uri(), "capabilities": {}})
        client.tell("initialized", {})
        client.tell("workspace/didChangeConfiguration", {"settings": settings})
        client.tell("textDocument/didOpen", {"textDocument": document})
        at = {"textDocument": {"uri": uri}, "position": {"line": use, "character": lines[use].index("greeting") + 2}}
        found = client.ask("textDocument/definition", at) or []
        end = {"textDocument": {"uri": uri}, "position": {"line": len(lines) - 1, "character": len(lines[-1])}}
        offered = client.ask("textDocument/completion", end) or {"items": []}
    except (EOFError, TimeoutError) as error:
        pytest.fail(f"the language server gave no answer: {error}\n{process.output()[-400:]}")
    finally:
        client.close()
        process.kill()
    places = [one["uri"] for one in found]
    assert places == [(work.folder / "vendor" / "chatproto.py").as_uri()], "where the definition of greeting is found"
    labels = [one["label"] for one in offered["items"]]
    assert [label for label in labels if label.startswith("farewell")], f"chatproto.fare is completed with {labels[:5]}"


def server_file(rng, *, relay=True, last=False, end="\n"):
    """A configuration before and after Vim has mended it."""
    names = [f"{rng.choice(PEOPLE)}{rng.randrange(99)}.chat.example" for _ in range(6)]
    sections = {
        "web": [f"server = {names[0]}:5222", "workers = 4", f"server={names[1]}:8080  "],
        "relay": [f"server = {names[2]}:5222", "\tserver=" + names[3] + ":5222 \t", f"server = {names[4]}:15222", f"note = {names[5]}:5222"],
        "relay-old": [f"server = {names[1]}:5222", "", "# server = x:5222"],
    }
    order = ["web", "relay-old", "relay"] if last else ["web", "relay", "relay-old"]
    before, after = [], []
    for name in order if relay else ["web", "relay-old"]:
        before += [f"[{name}]", *sections[name]]
        mended = [line.rstrip(" \t") for line in sections[name]]
        if name == "relay":
            mended[:2] = [line.removesuffix("5222") + "5223" for line in mended[:2]]
        after += [f"[{name}]", *mended]
    return "\n".join(before) + end, "\n".join(after) + end


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({}, id="in-the-middle"),
        pytest.param({"last": True}, id="at-the-end"),
        pytest.param({"end": "", "last": True}, id="no-newline-at-the-end"),
        pytest.param({"relay": False}, id="no-such-section"),
    ],
)
def test_vim_mends_the_file_on_the_server(subject, tmp_path, rng, how):
    """Replayed by Vim, fix.vim changes the relay's ports and spaces at ends of lines, nothing else, and gets out again"""
    before, after = server_file(rng, **how)
    path = tmp_path / "chat.conf"
    path.write_bytes(before.encode())
    script = str(subject.workspace / "fix.vim")
    done = subject.run([os.environ["VIM_PROGRAM"], "-es", "-u", "NONE", "-S", script, str(path)], input="", cwd=tmp_path, timeout=15)
    assert path.read_bytes().decode().split("\n") == after.split("\n"), "the lines of the file afterwards"
    assert done.returncode == 0, f"Vim ended with {done.returncode}: {(done.stdout + done.stderr)[-300:]}"
    left = sorted(one.name for one in tmp_path.iterdir() if one.name.startswith((".chat", "chat")))
    assert left == ["chat.conf"], "what is in the folder afterwards"

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

import pytest
from typer.testing import CliRunner

from roadworthy.cli.roadmap import app
from roadworthy.cli.roadmap_links import link_findings
from roadworthy.errors import ContentError, NotFoundError, RoadworthyError
from roadworthy.roadmap import read_roadmap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GOOD = "# Road\n\n> 🟢 Must know\n> 🔴 Avoid\n\n## 1. Data\n\n- 🟢 [Redis](https://redis.io/) - a store\n  - Streams\n- [x] Git\n\n## 2. Web\n\n- Flask\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "road.md"
    path.write_text(GOOD, encoding="utf-8")
    return path


def run(*arguments: str, stdin: str | bytes | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments, input=stdin, env={"COLUMNS": "200"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_read_shows_the_tree(file: Path) -> None:
    code, shown = run("read", str(file))
    assert code == 0
    for part in (
        "Road",
        "1 Data",
        "● Redis  line 8, 1 link",
        "· Streams",
        "· [x] Git",
        "2 sections, 4 stops",
        "0 findings",
    ):
        assert part in shown


def test_read_as_json_has_every_documented_key(file: Path) -> None:
    code, shown = run("read", "--json", str(file))
    road = json.loads(shown)
    assert code == 0
    assert set(road) == {"title", "icon", "description", "meta", "legend", "resources", "sections", "findings"}
    data = road["sections"][0]
    assert set(data) == {"id", "title", "icon", "number", "line", "note", "resources", "stops"}
    redis = data["stops"][0]
    assert redis == {
        "id": "data_redis",
        "title": "Redis",
        "icon": "",
        "number": "",
        "line": 8,
        "level": "must-know",
        "heading": False,
        "claimed": None,
        "requires": [],
        "note": "a store",
        "resources": [{"title": "Redis", "url": "https://redis.io/", "kind": "home", "line": 8, "note": ""}],
        "children": [redis["children"][0]],
    }
    assert data["stops"][1]["claimed"] is True


def test_standard_input_is_read() -> None:
    assert json.loads(run("read", "--json", "-", stdin=GOOD)[1])["title"] == "Road"


def test_lint_of_a_good_roadmap(file: Path) -> None:
    assert run("lint", str(file)) == (0, "Nothing to mend.\n")


def test_lint_names_file_line_rule_and_mend_and_fails_on_errors(tmp_path: Path) -> None:
    path = tmp_path / "bad.md"
    path.write_text("# T\n\n- a\n\na](https://a.com)\n", encoding="utf-8")
    code, shown = run("lint", str(path))
    assert code == 1
    assert f"{path}:5: error broken-link: the link 'a' is not valid Markdown (write [a](https://a.com))" in shown
    assert "1 error" in shown


def test_lint_does_not_fail_on_warnings(tmp_path: Path) -> None:
    path = tmp_path / "odd.md"
    path.write_text("# T\n\n- a\n- a\n", encoding="utf-8")
    code, shown = run("lint", "--json", str(path))
    assert code == 0
    assert [finding["rule"] for finding in json.loads(shown)["findings"]] == ["duplicate-stop"]


def test_diff_says_what_changed_and_what_happens_to_progress(file: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.md"
    new.write_text(
        GOOD.replace("[Redis]", "[Redis 8]")
        .replace("- Flask\n", "- FastAPI\n- [x] Git\n")
        .replace("\n- [x] Git", "", 1),
        encoding="utf-8",
    )
    code, shown = run("diff", str(file), str(new))
    assert code == 0
    assert "renamed  Redis → Redis 8" in shown
    assert "added    FastAPI" in shown
    assert "removed  Flask" in shown
    assert "moved    Git: Data → Web" in shown
    assert "evidence is kept by skill" in shown
    changes = json.loads(run("diff", "--json", str(file), str(new))[1])
    assert changes["ids"]["data_redis_streams"] == "data_redis-8_streams"
    assert run("diff", str(file), str(file))[1].startswith("The same stops")


def test_what_is_no_text_file_is_refused_in_one_line(tmp_path: Path) -> None:
    binary = tmp_path / "road.bin"
    binary.write_bytes(b"\x7fELF\x00\x00\x01")
    for name, error, words in (
        (str(tmp_path), NotFoundError, "is a folder"),
        (str(tmp_path / "none.md"), NotFoundError, "no such file"),
        (str(binary / "x"), NotFoundError, "no such file"),
        (str(binary), ContentError, "is not a text file"),
        ("a\0b", ContentError, "cannot be read"),
    ):
        for command in (("read", name), ("lint", name), ("diff", name, name)):
            with pytest.raises(error, match=words) as raised:
                run(*command)
            assert "\n" not in str(raised.value)


def test_utf_16_is_text(tmp_path: Path) -> None:
    path = tmp_path / "wide.md"
    path.write_bytes(GOOD.encode("utf-16"))
    assert "2 sections" in run("read", str(path))[1]


def test_a_title_cannot_steer_the_terminal_or_be_markup(tmp_path: Path) -> None:
    path = tmp_path / "evil.md"
    path.write_text("# \x1b]0;owned\x07 [bold]T[/bold]\n\n- a\x1b[2J\n- [link=x]\n", encoding="utf-8")
    for command in ("read", "lint"):
        shown = run(command, str(path))[1]
        assert "\x1b" not in shown
        assert "\x07" not in shown
    assert "[bold]T[/bold]" in run("read", str(path))[1]


@pytest.mark.long
def test_as_a_process(file: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "roadworthy", "roadmap"]
    done = subprocess.run([*command, "read", str(file)], capture_output=True, check=False, env={"PYTHONUTF8": "1"})
    assert (done.returncode, b"2 sections, 4 stops" in done.stdout) == (0, True), done.stderr
    piped = subprocess.run(
        [*command, "lint", "-"], input=GOOD.encode(), capture_output=True, check=False, env={"LC_ALL": "C"}
    )
    assert (piped.returncode, piped.stdout) == (0, b"Nothing to mend.\n"), piped.stderr
    missing = subprocess.run([*command, "read", str(tmp_path / "none.md")], capture_output=True, check=False, text=True)
    assert missing.returncode == 2
    assert len(missing.stderr.splitlines()) == 1


class Pages(BaseHTTPRequestHandler):
    """A server with a page of each sort."""

    asked: ClassVar[list[tuple[str, str, str]]] = []
    flaky: ClassVar[set[str]] = set()

    def answer(self) -> None:
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        status, headers = 200, {}
        if self.path == "/gone":
            status = 404
        elif self.path == "/old":
            status, headers = 301, {"Location": "/new"}
        elif self.path == "/loop":
            status, headers = 302, {"Location": "/loop"}
        elif self.path == "/file":
            status, headers = 302, {"Location": "file:///etc/passwd"}
        elif self.path == "/nohead" and self.command == "HEAD":
            status = 405
        elif self.path == "/busy" and self.path not in self.flaky:
            self.flaky.add(self.path)
            status, headers = 429, {"Retry-After": "0"}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = answer  # noqa: N815 - the names http.server looks for

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def pages() -> Iterator[str]:
    Pages.asked.clear()
    Pages.flaky.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_links_are_asked_over_real_sockets() -> None:
    with pages() as base:
        text = "## T\n\n" + "".join(
            f"- [x{name}]({base}/{name})\n" for name in ("ok", "gone", "old", "loop", "file", "nohead", "busy")
        )
        found = link_findings(read_roadmap(text), public_only=False)
    assert [(finding.rule, finding.line) for finding in sorted(found, key=lambda finding: finding.line)] == [
        ("dead-link", 4), ("moved-link", 5), ("unreachable-link", 6),
    ]  # fmt: skip
    assert next(finding.mend for finding in found if finding.rule == "moved-link") == f"write {base}/new"
    assert ("GET", "/nohead") in [asked[:2] for asked in Pages.asked]
    assert all(agent.startswith("roadworthy/") for _, _, agent in Pages.asked)


def test_a_private_network_is_not_asked_for_somebody_elses_roadmap() -> None:
    with pages() as base:
        assert (
            link_findings(read_roadmap(f"- [a]({base}/ok)\n- [b](http://localhost:1/x)\n- [c](http://[::1]/)\n")) == []
        )
    assert Pages.asked == []


def test_offline_is_one_message_and_the_rest_is_said_all_the_same(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound and not listening: refuses every connection
        path = tmp_path / "road.md"
        path.write_text(f"# T\n\n- [a](http://127.0.0.1:{unused.getsockname()[1]}/x)\n- a\n", encoding="utf-8")
        result = CliRunner().invoke(app, ["lint", "--check-links", "--private", str(path)], env={"COLUMNS": "200"})
    assert isinstance(result.exception, RoadworthyError)
    assert str(result.exception) == "--check-links: no link could be reached (is this machine online?)"
    assert "duplicate-stop" in result.output

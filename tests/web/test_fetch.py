"""Fetching from an address that somebody typed: what it is for, and what it must not be turned into."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import httpx2
import pytest

from roadworthy.errors import UsageError
from roadworthy.web import fetch as module
from roadworthy.web.fetch import fetch_markdown, is_public, raw_address

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = b"# A road\n\n- Redis\n"

Answer = Callable[[BaseHTTPRequestHandler], object]


def plain(handler: BaseHTTPRequestHandler, body: bytes = TEXT, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in ({"Content_Type": "text/plain"} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


class Site:
    """A web server on this machine, which only a transport that does not care can reach."""

    def __init__(self) -> None:
        self.answer: Answer = plain
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with suppress(ConnectionError):
                    site.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/road.md"

    def fetch(self) -> tuple[bytes, str]:
        return asyncio.run(fetch_markdown(f" {self.address}\n", transport=httpx2.AsyncHTTPTransport()))


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    serving = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    yield site
    site.server.shutdown()
    serving.join()
    site.server.server_close()


def fetch(address: str) -> tuple[bytes, str]:
    return asyncio.run(fetch_markdown(address))


def test_a_file_is_fetched_byte_for_byte(site: Site) -> None:
    assert site.fetch() == (TEXT, site.address)


def test_a_redirect_is_followed(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/there":
            plain(handler)
        else:
            plain(handler, b"", 302, Location="/there")

    site.answer = answer
    assert site.fetch()[0] == TEXT


@pytest.mark.parametrize(
    ("shown", "raw"),
    [
        ("https://github.com/a/b/blob/main/docs/road.md", "https://github.com/a/b/raw/main/docs/road.md"),
        ("https://gitlab.com/a/b/-/blob/main/road.md", "https://gitlab.com/a/b/-/raw/main/road.md"),
        ("https://gist.github.com/ada/0123abcd", "https://gist.github.com/ada/0123abcd/raw"),
        ("https://github.com/a/b", "https://raw.githubusercontent.com/a/b/HEAD/README.md"),
        ("https://github.com/a/b.git", "https://raw.githubusercontent.com/a/b/HEAD/README.md"),
        ("https://github.com/a/b/", "https://raw.githubusercontent.com/a/b/HEAD/README.md"),
        ("https://example.com/a/b/blob/main/x.md", "https://example.com/a/b/blob/main/x.md"),
    ],
)
def test_the_page_that_shows_a_file_becomes_the_file(shown: str, raw: str) -> None:
    assert raw_address(shown) == raw


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://0.0.0.0:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f000001:{port}/",
        "http://127.1:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://100.64.0.1/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://[64:ff9b::7f00:1]/",
    ],
)
def test_cannot_reach_what_only_this_machine_or_its_network_can(address: str) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0)
        with pytest.raises(UsageError) as caught:
            fetch(address.format(port=listener.getsockname()[1]))
        assert "open internet" in caught.value.message or "no host" in caught.value.message
        with pytest.raises(BlockingIOError):
            listener.accept()  # nobody as much as connected


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://example.com/x", "gopher://x", "javascript:alert(1)", "//x", "x", "", "http://"],
)
def test_only_http_is_fetched(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        fetch(address)
    assert "https://" in str(caught.value)


def test_a_password_in_an_address_is_not_used() -> None:
    with pytest.raises(UsageError, match="password"):
        fetch("https://ada:secret@example.com/")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.com/", "gopher://example.com/"])
def test_a_redirect_cannot_change_to_another_protocol(site: Site, target: str) -> None:
    site.answer = partial(plain, body=b"", status=302, Location=target)
    with pytest.raises(UsageError, match="not http"):
        site.fetch()


def test_a_redirect_is_checked_like_the_first_address() -> None:
    class FirstHopAnswered(module._PublicOnly):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            if request.url.host == "example.com":
                return httpx2.Response(302, headers={"Location": "http://127.0.0.1:1/"}, request=request)
            return await super().handle_async_request(request)

    with pytest.raises(UsageError, match="open internet"):
        asyncio.run(fetch_markdown("https://example.com/", transport=FirstHopAnswered()))


def test_redirects_end(site: Site) -> None:
    site.answer = partial(plain, body=b"", status=302, Location="/road.md")
    with pytest.raises(UsageError, match="circles"):
        site.fetch()


def test_a_file_that_never_ends_is_cut_off(site: Site) -> None:
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        plain(handler)
        while True:
            handler.wfile.write(b"x" * 65536)
            sent += 65536

    site.answer = endless
    with pytest.raises(UsageError, match="larger than 1 MB"):
        site.fetch()
    assert sent < 16 * 1024 * 1024, "1 MB, and what the system's buffers hold"


def test_something_compressed_is_refused_unopened(site: Site) -> None:
    site.answer = partial(plain, body=gzip.compress(TEXT), Content_Encoding="gzip")
    with pytest.raises(UsageError, match="compressed"):
        site.fetch()


def test_a_server_that_never_answers_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.2)
    finish = threading.Event()
    site.answer = lambda _: finish.wait(10)
    with pytest.raises(UsageError, match="did not answer"):
        site.fetch()
    finish.set()


def test_a_web_page_is_not_mistaken_for_a_roadmap(site: Site) -> None:
    site.answer = partial(plain, body=b"<p>", Content_Type="text/html; charset=utf-8")
    with pytest.raises(UsageError, match="web page"):
        site.fetch()


def test_what_went_wrong_is_said_in_one_line(site: Site) -> None:
    site.answer = partial(plain, body=b"", status=404)
    with pytest.raises(UsageError, match="404 Not Found"):
        site.fetch()
    site.server.server_close()
    with pytest.raises(UsageError, match="cannot be fetched") as caught:
        site.fetch()
    assert "\n" not in str(caught.value)


def test_which_addresses_are_the_open_internet() -> None:
    assert is_public("8.8.8.8")
    assert is_public("2606:4700:4700::1111")
    assert not any(map(is_public, ("224.0.0.1", "240.0.0.1", "2002:7f00:1::", "::", "::1%lo", "ff02::1")))

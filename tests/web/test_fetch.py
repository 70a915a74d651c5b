"""Fetching from an address that somebody typed: what it is for, and what it must not be turned into."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import httpx
import pytest

from roadworthy.errors import UsageError
from roadworthy.web.fetch import MAX_BYTES, fetch_markdown, is_public, raw_address

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = b"# A road\n\n- Redis\n"


def fetch(address: str, answer: Callable[[httpx.Request], httpx.Response] | None = None) -> tuple[bytes, str]:
    """Fetch; with `answer` from a server that is a function, without it over the real network stack."""
    return asyncio.run(fetch_markdown(address, transport=httpx.MockTransport(answer) if answer else None))


def markdown(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=TEXT, headers={"Content-Type": "text/plain; charset=utf-8"})


def test_a_file_is_fetched_byte_for_byte() -> None:
    assert fetch(" https://example.com/road.md\n", markdown) == (TEXT, "https://example.com/road.md")


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
        listener.setblocking(False)
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
    with pytest.raises(UsageError, match="https://"):
        fetch(address, markdown)


def test_a_password_in_an_address_is_not_used() -> None:
    with pytest.raises(UsageError, match="password"):
        fetch("https://ada:secret@example.com/", markdown)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.com/", "gopher://example.com/"])
def test_a_redirect_cannot_change_to_another_protocol(target: str) -> None:
    with pytest.raises(UsageError, match="not http"):
        fetch("https://example.com/", lambda _: httpx.Response(302, headers={"Location": target}))


def test_a_redirect_is_checked_like_the_first_address() -> None:
    from roadworthy.web import fetch as module

    class FirstHopAnswered(module._PublicOnly):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.host == "example.com":
                return httpx.Response(302, headers={"Location": "http://127.0.0.1:1/"}, request=request)
            return await super().handle_async_request(request)

    with pytest.raises(UsageError, match="open internet"):
        asyncio.run(fetch_markdown("https://example.com/", transport=FirstHopAnswered()))


def test_redirects_end() -> None:
    with pytest.raises(UsageError, match="circles"):
        fetch("https://example.com/", lambda _: httpx.Response(302, headers={"Location": "https://example.com/"}))


def test_a_file_that_never_ends_is_cut_off() -> None:
    read = 0

    async def endless():  # type: ignore[no-untyped-def]
        nonlocal read
        while True:
            read += 65536
            yield b"x" * 65536

    with pytest.raises(UsageError, match="larger than 1 MB"):
        fetch("https://example.com/", lambda _: httpx.Response(200, content=endless()))
    assert read <= MAX_BYTES + 2 * 65536


def test_something_compressed_is_refused_unopened() -> None:
    bomb = {"Content-Encoding": "gzip"}
    with pytest.raises(UsageError, match="compressed"):
        fetch("https://example.com/", lambda _: httpx.Response(200, headers=bomb, stream=httpx.ByteStream(b"\x1f\x8b")))


def test_a_web_page_is_not_mistaken_for_a_roadmap() -> None:
    with pytest.raises(UsageError, match="web page"):
        fetch("https://example.com/", lambda _: httpx.Response(200, html="<p>"))


def test_what_went_wrong_is_said_in_one_line() -> None:
    def unreachable(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("all\nattempts failed", request=request)

    with pytest.raises(UsageError, match="all attempts failed"):
        fetch("https://example.com/", unreachable)
    with pytest.raises(UsageError, match="404"):
        fetch("https://example.com/", lambda _: httpx.Response(404))


def test_which_addresses_are_the_open_internet() -> None:
    assert is_public("8.8.8.8")
    assert is_public("2606:4700:4700::1111")
    assert not any(map(is_public, ("224.0.0.1", "240.0.0.1", "2002:7f00:1::", "::", "::1%lo", "ff02::1")))

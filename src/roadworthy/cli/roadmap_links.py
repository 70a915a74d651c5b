"""Asking the links of a roadmap over the network, for `roadmap lint --check-links`."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections import defaultdict
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpx2
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from roadworthy import __version__
from roadworthy.cli.console import remarks
from roadworthy.errors import RoadworthyError
from roadworthy.roadmap import (
    Answer,
    Finding,
    LinkResult,
    LinkState,
    OfflineError,
    RefusedError,
    Roadmap,
    Severity,
    UnreachableError,
    all_resources,
    check_links,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_AGENT = f"roadworthy/{__version__} (checks the links of one roadmap)"
_TIMEOUT = httpx2.Timeout(15.0, connect=8.0)  # seconds
_MOST_REDIRECTS = 8
_PERMANENT = {301, 308}
_SAID = {
    LinkState.BROKEN: ("dead-link", Severity.ERROR, "answers {}", "correct the address, or delete it"),
    LinkState.UNREACHABLE: ("unreachable-link", Severity.WARNING, "cannot be reached: {}", "try again later"),
    LinkState.MOVED: ("moved-link", Severity.INFO, "has moved for good", "write {}"),
}


def link_findings(roadmap: Roadmap, *, public_only: bool = True) -> list[Finding]:
    """Ask every link of a roadmap, with a progress bar, and return what is wrong with them.

    Args:
        roadmap: Whose links.
        public_only: Never ask a host of a private network: a roadmap is somebody else's text, and the request is yours.

    Raises:
        RoadworthyError: If this machine has no network.
    """
    lines: dict[str, set[int]] = defaultdict(set)
    for item in all_resources(roadmap):
        if item.url:
            lines[item.url].add(item.line)
    try:
        results = asyncio.run(_ask(list(lines), public_only=public_only))
    except OfflineError:
        results = ()
    answered = [result for result in results if result.state is not LinkState.SKIPPED]
    if lines and (not results or (answered and all(result.state is LinkState.UNREACHABLE for result in answered))):
        raise RoadworthyError("no link could be reached", where="--check-links", hint="is this machine online?")
    return [finding for result in results for finding in _findings(result, sorted(lines[result.url]))]


def _findings(result: LinkResult, lines: Iterable[int]) -> list[Finding]:
    if result.state not in _SAID:
        return []
    rule, severity, said, mend = _SAID[result.state]
    message = f"{result.url} {said.format(result.detail)}"
    return [Finding(rule, severity, line, message, mend.format(result.detail)) for line in lines]


async def _ask(urls: Sequence[str], *, public_only: bool) -> tuple[LinkResult, ...]:
    columns = (TextColumn("Asking links"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=remarks(), transient=True) as progress:
        bar = progress.add_task("links", total=len(urls))
        async with httpx2.AsyncClient(headers={"User-Agent": _AGENT}, timeout=_TIMEOUT) as client:
            fetcher = Fetcher(client, public_only=public_only)
            return await check_links(urls, fetcher.fetch, on_result=lambda _: progress.advance(bar))


class Fetcher:
    """Asks one address over HTTP, following redirects itself so that each is looked at before it is asked."""

    def __init__(self, client: httpx2.AsyncClient, *, public_only: bool) -> None:
        self.client = client
        self.public_only = public_only

    async def fetch(self, method: str, url: str) -> Answer:
        """Return what the server at the end of the redirects answers; bodies are not downloaded.

        Raises:
            UnreachableError: If none answers.
            RefusedError: If the address is not to be asked.
        """
        permanent = True
        moved_to = ""
        for _ in range(_MOST_REDIRECTS):
            await self._look_at(url)
            try:
                async with self.client.stream(method, url) as response:
                    status, headers = response.status_code, response.headers
            except httpx2.HTTPError as error:
                raise UnreachableError(str(error) or type(error).__name__) from error
            except (httpx2.InvalidURL, ValueError) as error:
                raise UnreachableError(f"not an address: {error}") from error
            if status not in {301, 302, 303, 307, 308} or "location" not in headers:
                return Answer(status, moved_to, _seconds(headers.get("retry-after", "")))
            permanent = permanent and status in _PERMANENT
            url = urljoin(url, headers["location"])
            if permanent:
                moved_to = url
        raise UnreachableError(f"more than {_MOST_REDIRECTS} redirects")

    async def _look_at(self, url: str) -> None:
        """Raise for an address that is no web address, cannot be found, or is inside a private network."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or 443
        except ValueError as error:
            raise UnreachableError(f"not an address: {error}") from error
        if parts.scheme not in {"http", "https"} or not host:
            raise RefusedError("not a web address")
        if not self.public_only:
            return
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise UnreachableError(f"no such host: {host}") from error
        if not all(ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_global for entry in found):
            raise RefusedError("an address of a private network")


def _seconds(header: str) -> float | None:
    """Return what a Retry-After header asks for, in seconds; None if it says nothing understandable."""
    if not header:
        return None
    if header.strip().isdecimal():
        return float(header[:9])
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return None
    from datetime import UTC, datetime

    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())

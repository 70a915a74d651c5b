"""Are the links of a roadmap alive? Concurrent and polite; who fetches is passed in, so that this stays pure."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from roadworthy.roadmap.kinds import host_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

_LONGEST_WAIT = 30.0  # seconds; a server that asks for more is not asked again
_ATTEMPTS = 3
_NOT_FOR_HEAD = {400, 403, 404, 405, 406, 500, 501, 502, 503}  # answers that some servers give only to HEAD
_GUARDED = {401, 402, 403, 407, 429, 451, 999}
_GIVE_UP_AFTER = 5  # hosts in a row that cannot be reached, before any that can


class LinkState(StrEnum):
    """What became of a link."""

    OK = "ok"
    MOVED = "moved"  # for good, to another address
    GUARDED = "guarded"  # the server is there but answers people only
    BROKEN = "broken"
    UNREACHABLE = "unreachable"
    SKIPPED = "skipped"  # not an address of the web


class UnreachableError(Exception):
    """A fetcher raises this when no answer came: no such host, no connection, no time left. `str()` says which."""


class RefusedError(Exception):
    """A fetcher raises this for an address it will not ask, such as one inside a private network."""


class OfflineError(Exception):
    """None of the first hosts could be reached: this machine has no network."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: status, the address it moved to for good ("" if not), seconds it asks to wait."""

    status: int
    moved_to: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class LinkResult:
    """A checked link: `detail` is the status, the new address or the reason."""

    url: str
    state: LinkState
    detail: str = ""


async def check_links(
    urls: Iterable[str],
    fetch: Callable[[str, str], Awaitable[Answer]],
    *,
    at_once: int = 10,
    per_host: int = 1,
    on_result: Callable[[LinkResult], None] | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> tuple[LinkResult, ...]:
    """Check links, each address once.

    Args:
        urls: Addresses; what is not http or https is skipped.
        fetch: Takes a method ("HEAD" or "GET") and an address without fragment; follows redirects.
        at_once: Requests under way at a time.
        per_host: Of them, to one host.
        on_result: Called once for each link as it is known.
        sleep: Waits for so many seconds.

    Raises:
        OfflineError: If none of the first hosts can be reached.
    """
    checker = _Checker(fetch, at_once, per_host, sleep)
    distinct = list(dict.fromkeys(urls))
    tasks = [asyncio.create_task(checker.check(url)) for url in distinct]
    try:
        for task in asyncio.as_completed(tasks):
            result = await task
            if on_result is not None:
                on_result(result)
        return tuple(task.result() for task in tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Checker:
    def __init__(
        self,
        fetch: Callable[[str, str], Awaitable[Answer]],
        at_once: int,
        per_host: int,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self.fetch = fetch
        self.sleep = sleep
        self.all = asyncio.Semaphore(at_once)
        self.hosts: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(per_host))
        self.reached = False
        self.unreached: set[str] = set()

    async def check(self, url: str) -> LinkResult:
        address = url.partition("#")[0]
        host = host_of(address)
        if not host or not address.lower().startswith(("http://", "https://")):
            return LinkResult(url, LinkState.SKIPPED)
        async with self.hosts[host]:  # the host first: who waits for a slow host must not hold up the others
            try:
                answer = await self._ask(address)
            except UnreachableError as error:
                self._offline(host)
                return LinkResult(url, LinkState.UNREACHABLE, str(error))
            except RefusedError as error:
                return LinkResult(url, LinkState.SKIPPED, str(error))
        self.reached = True
        return _judged(url, answer)

    def _offline(self, host: str) -> None:
        self.unreached.add(host)
        if not self.reached and len(self.unreached) >= _GIVE_UP_AFTER:
            raise OfflineError

    async def _ask(self, address: str) -> Answer:
        method = "HEAD"
        answer = Answer(0)
        for attempt in range(_ATTEMPTS):
            async with self.all:
                answer = await self.fetch(method, address)
            if answer.status in {429, 503} and answer.retry_after is not None:
                if answer.retry_after > _LONGEST_WAIT or attempt == _ATTEMPTS - 1:
                    return answer
                await self.sleep(answer.retry_after)
            elif method == "HEAD" and answer.status in _NOT_FOR_HEAD:
                method = "GET"
            else:
                return answer
        return answer


def _judged(url: str, answer: Answer) -> LinkResult:
    if answer.status in _GUARDED:
        return LinkResult(url, LinkState.GUARDED, str(answer.status))
    if not 200 <= answer.status < 400:
        return LinkResult(url, LinkState.BROKEN, str(answer.status))
    if answer.moved_to and answer.moved_to.rstrip("/") != url.partition("#")[0].rstrip("/"):
        return LinkResult(url, LinkState.MOVED, answer.moved_to)
    return LinkResult(url, LinkState.OK, str(answer.status))

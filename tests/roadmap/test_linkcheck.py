"""Links are asked politely. A scripted server stands in for the web; cli/ has the test over real sockets."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from roadworthy.roadmap import Answer, LinkResult, LinkState, OfflineError, RefusedError, UnreachableError, check_links

if TYPE_CHECKING:
    from collections.abc import Callable


class Web:
    """Answers as scripted and counts what is under way."""

    def __init__(self, answer: Callable[[str, str], Answer]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str]] = []
        self.slept: list[float] = []
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    async def fetch(self, method: str, url: str) -> Answer:
        self.asked.append((method, url))
        for key in ("all", url.split("/")[2]):
            self.now[key] += 1
            self.most[key] = max(self.most[key], self.now[key])
        for _ in range(5):
            await asyncio.sleep(0)
        for key in ("all", url.split("/")[2]):
            self.now[key] -= 1
        return self.answer(method, url)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def check(self, *urls: str) -> dict[str, LinkResult]:
        results = asyncio.run(check_links(urls, self.fetch, sleep=self.sleep))
        return {result.url: result for result in results}


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, LinkState.OK), (204, LinkState.OK), (404, LinkState.BROKEN), (410, LinkState.BROKEN), (500, LinkState.BROKEN),
        (401, LinkState.GUARDED), (403, LinkState.GUARDED), (429, LinkState.GUARDED), (999, LinkState.GUARDED),
    ],
)  # fmt: skip
def test_what_a_status_means(status: int, state: LinkState) -> None:
    assert Web(lambda *_: Answer(status)).check("https://a.com/x")["https://a.com/x"].state is state


def test_a_server_that_dislikes_head_is_asked_again() -> None:
    web = Web(lambda method, _: Answer(405 if method == "HEAD" else 200))
    assert web.check("https://a.com/")["https://a.com/"].state is LinkState.OK
    assert [method for method, _ in web.asked] == ["HEAD", "GET"]


def test_a_server_that_asks_to_wait_is_waited_for() -> None:
    answers = iter([Answer(429, retry_after=7.0), Answer(200)])
    web = Web(lambda *_: next(answers))
    assert web.check("https://a.com/")["https://a.com/"].state is LinkState.OK
    assert web.slept == [7.0]


def test_a_server_that_asks_for_an_hour_is_left_alone() -> None:
    web = Web(lambda *_: Answer(429, retry_after=3600.0))
    assert web.check("https://a.com/")["https://a.com/"].state is LinkState.GUARDED
    assert (web.slept, len(web.asked)) == ([], 1)


def test_few_requests_at_once_and_one_a_host() -> None:
    web = Web(lambda *_: Answer(200))
    web.check(*[f"https://h{number % 20}.com/{number}" for number in range(100)])
    assert web.most["all"] <= 10
    assert web.most["all"] > 5
    assert all(most == 1 for host, most in web.most.items() if host != "all")


def test_an_address_is_asked_once_and_without_its_fragment() -> None:
    web = Web(lambda *_: Answer(200))
    assert set(web.check("https://a.com/x#one", "https://a.com/x#one")) == {"https://a.com/x#one"}
    assert web.asked == [("HEAD", "https://a.com/x")]


@pytest.mark.parametrize("url", ["#anchor", "mailto:a@b.c", "docs/page.md", "ftp://a.com/x", "//a.com"])
def test_what_is_not_on_the_web_is_skipped(url: str) -> None:
    web = Web(lambda *_: Answer(200))
    assert web.check(url)[url].state is LinkState.SKIPPED
    assert web.asked == []


def test_a_permanent_move_is_told() -> None:
    found = Web(lambda *_: Answer(200, moved_to="https://b.com/y")).check("https://a.com/x")["https://a.com/x"]
    assert (found.state, found.detail) == (LinkState.MOVED, "https://b.com/y")


def test_unreachable_and_refused() -> None:
    def answer(_: str, url: str) -> Answer:
        if "gone" in url:
            raise UnreachableError("no such host")
        raise RefusedError("private")

    found = Web(answer).check("https://gone.com/", "https://intranet/")
    assert found["https://gone.com/"] == LinkResult("https://gone.com/", LinkState.UNREACHABLE, "no such host")
    assert found["https://intranet/"].state is LinkState.SKIPPED


def test_without_a_network_it_gives_up_early() -> None:
    def answer(*_: str) -> Answer:
        raise UnreachableError("no network")

    web = Web(answer)
    with pytest.raises(OfflineError):
        web.check(*[f"https://h{number}.com/" for number in range(100)])
    assert len(web.asked) < 40


def test_each_result_is_told_as_it_comes() -> None:
    web = Web(lambda *_: Answer(200))
    told: list[LinkResult] = []
    results = asyncio.run(check_links(["https://a.com/", "https://b.com/"], web.fetch, on_result=told.append))
    assert sorted(told, key=lambda result: result.url) == sorted(results, key=lambda result: result.url)

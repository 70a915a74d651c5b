"""Takes the posts of a forum along: python crawl.py URL OUT."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy
from extract import posts
from scrapy import signals
from scrapy.crawler import CrawlerProcess
from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.http import Response
    from twisted.python.failure import Failure

SETTINGS = {
    "ROBOTSTXT_OBEY": True,
    "USER_AGENT": "chat-import",
    "CONCURRENT_REQUESTS": 2,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
    "DOWNLOAD_DELAY": 0,
    "RETRY_TIMES": 2,
    "LOG_LEVEL": "WARNING",
    "TELNETCONSOLE_ENABLED": False,
}


class Forum(scrapy.Spider):
    """Walks through the rooms, and notes what it found and what went wrong."""

    name = "forum"

    def __init__(self, url: str, found: dict[int, dict[str, Any]], failed: list[str]) -> None:
        super().__init__(start_urls=[url], allowed_domains=[urlsplit(url).hostname])
        self.found, self.failed = found, failed

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> Forum:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.could_not_read, signals.spider_error)
        return spider

    async def start(self) -> Any:
        for url in self.start_urls:
            yield scrapy.Request(url, self.parse, errback=self.could_not_fetch)

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        """Go to the rooms."""
        yield from self.follow(response, "a.room")

    def parse_room(self, response: Response) -> Iterator[scrapy.Request]:
        """Keep the posts of a page, and go on to the next."""
        for post in posts(response.body, response.url):
            self.found[post["id"]] = post
        yield from self.follow(response, 'a[rel~="next"]')

    def follow(self, response: Response, links: str) -> Iterator[scrapy.Request]:
        """Follow links, without what would make the same page look like another."""
        for link in response.css(links).xpath("@href").getall():
            url = response.urljoin(link.strip())
            yield scrapy.Request(url, self.parse_room, errback=self.could_not_fetch)

    def could_not_fetch(self, failure: Failure) -> None:
        """Note a request that failed; one that was refused by robots.txt or leads elsewhere has not."""
        if failure.check(HttpError) or not failure.check(IgnoreRequest):
            self.failed.append(failure.request.url)

    def could_not_read(self, failure: Failure, response: Response) -> None:
        """Note a page that looks different."""
        self.failed.append(f"{response.url}: {failure.getErrorMessage()}")


def write(found: dict[int, dict[str, Any]], out: Path) -> None:
    """Write the posts; the file is there when it is complete."""
    part = out.with_name(f"{out.name}.part")
    part.write_text("".join(f"{json.dumps(found[number], ensure_ascii=False)}\n" for number in sorted(found)))
    os.replace(part, out)


def main(url: str, out: Path) -> int:
    """Crawl; return the exit status."""
    found: dict[int, dict[str, Any]] = {}
    failed: list[str] = []
    process = CrawlerProcess(SETTINGS)
    process.crawl(Forum, url=url, found=found, failed=failed)
    process.start()
    if failed:
        print("could not take along:", *failed, sep="\n  ", file=sys.stderr)
        return 1
    write(found, out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))

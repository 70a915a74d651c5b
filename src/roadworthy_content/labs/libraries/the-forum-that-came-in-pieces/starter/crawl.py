"""Takes the posts of a forum along: python crawl.py URL OUT."""

import sys

import scrapy
from extract import posts
from scrapy.crawler import CrawlerProcess


class Forum(scrapy.Spider):
    """Walks through the rooms."""

    name = "forum"

    def parse(self, response):
        """Follow the links to rooms."""
        yield from response.follow_all(css="a.room", callback=self.parse_room)

    def parse_room(self, response):
        """Take the posts of a page, and go on to the next."""
        yield from posts(response.body, response.url)
        yield from response.follow_all(css="a[rel=next]", callback=self.parse_room)


if __name__ == "__main__":
    process = CrawlerProcess({"FEEDS": {sys.argv[2]: {"format": "jsonlines", "overwrite": True}}, "LOG_LEVEL": "ERROR"})
    process.crawl(Forum, start_urls=[sys.argv[1]])
    process.start()

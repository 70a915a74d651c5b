"""A forum from 2004, served by the judge: its pages, and what should be read from them."""

import html
import itertools
import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

HEAD = (
    '<html><head><meta http-equiv=Content-Type content="text/html; charset={charset}"><title>Forum</title></head><body>'
)
TABLE = "<h1>{title}</h1>\n<table class=posts border=0><tr><th>Author<th>When<th>Post<th>Files\n"


def post(rng, number, **more):
    """A post as it should be read, and how it stands on the page."""
    author = rng.choice(["Zoë", "ada", "Bob – admin", "O'Neil & sons"])
    zone = timezone(timedelta(hours=rng.choice([-5, 0, 1, 5.5])))
    sent = datetime.fromtimestamp(rng.randrange(1_080_000_000, 1_580_000_000), tz=zone)
    word = f"word{rng.randrange(10**6)}"
    return {
        "id": number,
        "author": author,
        "sent_at": sent.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "text": f"{word} & bold, said\nsecond line",
        "files": [],
        "shown": {
            "author": f'<a href="/u/{number}">{html.escape(author)}</a> <span class=badge>member</span>',
            "when": sent.isoformat(),
            "body": f"<p>{word} &amp; <b>bold</b>,\n   said<br>second line",
            "files": "",
        },
    } | more


def plain(one):
    """A post as it should be read."""
    return {key: value for key, value in one.items() if key != "shown"}


def row(one, classes="post"):
    shown = one["shown"]
    return (
        f'<tr class="{classes}" id=p{one["id"]}><td class=author>{shown["author"]}\n<td class=when title="{shown["when"]}">'
        f"then<td class=body>{shown['body']}<td class=files>{shown['files']}\n"
    )


def page(posts, *, charset="windows-1252", title="A room", after="", extra=""):
    """A page with posts, in bytes."""
    text = (
        HEAD.format(charset=charset) + TABLE.format(title=title) + "".join(map(row, posts)) + extra + "</table>" + after
    )
    return text.encode(charset)


class Forum:
    """The served forum, and what it was asked.

    Attributes:
        url: Where it begins.
        asked: (path without sid, page, host, user agent) of each request, in order.
        posts: All posts that can be had, as they should be read.
        busy_once: Paths with page that are answered with 503 the first time.
        broken: Paths with page that are answered with 500 always.
        odd: Paths with page that look different.
        most_busy: The most requests that there were at a time.
    """

    def __init__(self, rng, rooms=3, pages=3):
        self.asked, self.posts, self.busy_once, self.broken, self.odd = [], [], set(), set(), set()
        self.most_busy = self._busy = 0
        self._lock, self._sids = threading.Lock(), itertools.count(rng.randrange(10**6))
        self._pages, numbers = {}, itertools.count(rng.randrange(1, 1000))
        names = [f"room{number}" for number in range(rooms)]
        for name in [*names, "private"]:
            last = []
            for number in range(1, pages + 1):
                new = [post(rng, next(numbers)) for _ in range(3)]
                self._pages[f"/r/{name}", number] = last + new  # a post that has moved to the next page meanwhile
                last = new[-1:]
                if name != "private":
                    self.posts += map(plain, new)
        self._names, self._count = names, pages
        forum = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                with forum._lock:
                    forum._busy += 1
                    forum.most_busy = max(forum.most_busy, forum._busy)
                status, kind, body = forum.answer(self)
                if status == 200 and kind == "text/html":
                    time.sleep(0.02)  # so that requests made together are there together
                with forum._lock:
                    forum._busy -= 1
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request):
        parts = urlsplit(request.path)
        number = int(parse_qs(parts.query).get("page", ["1"])[0])
        where = (parts.path, number)
        with self._lock:
            self.asked.append((*where, request.headers["Host"].partition(":")[0], request.headers["User-Agent"]))
            times = sum(one[:2] == where for one in self.asked)
        if parts.path == "/robots.txt":
            return 200, "text/plain", b"User-agent: *\nDisallow: /r/private\n"
        if where in self.broken or (where in self.busy_once and times == 1):
            return 503 if where in self.busy_once else 500, "text/html", b"<html>no"
        if parts.path == "/":
            links = [
                f'<li><a class=room href="/r/{name}?sid={next(self._sids)}&amp;page=1">{name}</a>'
                for name in self._names
            ]
            links += ['<li><a class=room href="/r/private">private</a>', '<li><a href="/u/1">a person</a>']
            links.append(f'<li><a class=room href="http://localhost:{self.port}/r/room0?page=9">elsewhere</a>')
            return 200, "text/html", (HEAD.format(charset="utf-8") + "<ul>" + "\n".join(links)).encode()
        if where in self.odd:
            return 200, "text/html", b"<html><body><div class=posts>Forum 2.0 is here!</div>"
        if where not in self._pages or times > 4:
            return 404, "text/html", b"<html>no such page"
        following = number % self._count + 1  # the last one leads to the first
        after = f'<a href="/">up</a> <a rel="next" href="?sid={next(self._sids)}&amp;page={following}">next</a>'
        return 200, "text/html", page(self._pages[where], title=parts.path, after=after)

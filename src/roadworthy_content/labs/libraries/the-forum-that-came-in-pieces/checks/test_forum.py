"""What is read from pages, and what is fetched from a forum that the judge serves."""

import json
import uuid
from collections import Counter

import pytest
from extract import posts
from forum import Forum, page, plain, post

URL = "http://forum.example/r/tea?page=2"


def same(found, wanted, what):
    assert found == wanted, f"{what}: expected {str(wanted)[:300]!r}, found {str(found)[:300]!r}"


def read(content, url=URL):
    """What the learner makes of a page, as plain values."""
    return json.loads(json.dumps(list(posts(content, url))))


def one(rng, **shown):
    """A post, parts of which stand on the page in some other way."""
    made = post(rng, rng.randrange(1, 10**6))
    made["shown"] |= shown
    return made


# --- extract.py


@pytest.mark.parametrize("charset", ["windows-1252", "utf-8"])
def test_posts_of_a_broken_table(rng, charset):
    """Posts are read from a table whose cells and rows nobody closed, in order, without the deleted ones"""
    made = [post(rng, number) for number in rng.sample(range(1, 10**6), 4)]
    gone = '<tr class="post deleted" id=p5><td class=author>x<td class=when title="2019-01-01T00:00:00+00:00"><td class=body>gone'
    guest = post(rng, 77, author="a guest")
    guest["shown"]["author"] = " a\n guest "
    found = read(page([*made, guest], charset=charset, extra=gone))
    for seen, wanted in zip(found, map(plain, [*made, guest]), strict=False):
        for field, value in wanted.items():
            same(seen.get(field), value, f"{field} of post {wanted['id']}")
    same([seen["id"] for seen in found], [*(wanted["id"] for wanted in made), 77], "ids of the posts")
    same(read(page([])), [], "posts on a page without any")


BODIES = {
    "<p>one<p>two<br>three": "one\ntwo\nthree",
    "before<blockquote>ada wrote:<p>old <b>words</b></blockquote>after": "before\nafter",
    "<div>hello</div><div class=signature>-- <br>buy my book</div>": "hello",
    "it is <script>alert('</td>')</script><style>b {}</style>fine<!-- or so -->": "it is fine",
    "<ul><li>tea<li>cake</ul>and <i>more</i>": "tea\ncake\nand more",
    "  a\n\n   b \t c<br>\n<br>  d&nbsp;e ": "a b c\nd e",
    "1 &lt; 2 &amp;&amp; x": "1 < 2 && x",
    "bro<b>ken</b> wo<i></i>rd": "broken word",
    "": "",
}


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_text_is_what_its_author_wrote(rng, body):
    """The text has the lines that its author wrote, and nothing of others, of signatures or of scripts"""
    mark = f"mark{rng.randrange(10**6)}"
    (found,) = read(page([one(rng, body=f"{body}<p>{mark}")]))
    wanted = f"{BODIES[body]}\n{mark}".lstrip("\n")
    same(found["text"].replace("\xa0", " "), wanted, f"the text of {body!r}")


def test_times_and_files(rng):
    """Times are in UTC, and the addresses of files absolute"""
    for shown, wanted in (
        ("2019-03-01T00:30:00+01:00", "2019-02-28T23:30:00Z"),
        ("2004-12-31T20:00:00-05:00", "2005-01-01T01:00:00Z"),
        ("2019-03-01T10:00:00+00:00", "2019-03-01T10:00:00Z"),
    ):
        (found,) = read(page([one(rng, when=shown)]))
        same(found["sent_at"], wanted, f"sent_at of {shown}")
    links = '<a href="../f/1.png">1</a> <a href="/f/2.png?a=1&amp;b=2">2</a> <a href="http://cdn.example/3">3</a> <a name=x>'
    (found,) = read(page([one(rng, files=links)]))
    wanted = ["http://forum.example/f/1.png", "http://forum.example/f/2.png?a=1&b=2", "http://cdn.example/3"]
    same(found["files"], wanted, "files")


def test_a_page_that_looks_different():
    """A page without a table of posts is a ValueError, not a page without posts"""
    for content in (
        b"<html><body>Be right back",
        b"<div class=posts></div>",
        b"<table><tr class=post id=p1></table>",
        b"",
    ):
        with pytest.raises(ValueError):
            posts(content, URL)


# --- crawl.py


class Crawl:
    """A crawl of a forum: its status, what was printed, and what is in the file."""

    def __init__(self, subject, forum, before=None):
        out = subject.workspace / f"posts-{uuid.uuid4().hex[:6]}.jsonl"
        if before is not None:
            out.write_text(before)
            out.chmod(0o666)
        done = subject.run(["python", "crawl.py", forum.url, out.name], timeout=22)
        self.forum, self.status, self.printed = forum, done.returncode, done.stderr[-500:]
        self.written = out.read_text() if out.exists() else None


@pytest.fixture(scope="module")
def crawled(subject, seed):
    """A crawl of a forum where one page is busy at first."""
    import random

    forum = Forum(random.Random(seed))
    forum.busy_once = {("/r/room1", 2)}
    crawl = Crawl(subject, forum)
    forum.close()
    return crawl


def test_every_post_arrives_once(crawled):
    """Every post of the forum is in the file, once, in the order of ids, and the status is 0"""
    assert crawled.status == 0, f"crawl.py ended with status {crawled.status}: {crawled.printed}"
    assert crawled.written is not None, f"crawl.py wrote no file; it printed {crawled.printed}"
    found = [json.loads(line) for line in crawled.written.splitlines()]
    wanted = sorted(crawled.forum.posts, key=lambda one: one["id"])
    same([one["id"] for one in found], [one["id"] for one in wanted], "ids in the file")
    for seen, expected in zip(found, wanted, strict=True):
        same(seen, expected, f"post {expected['id']}")


def test_each_page_is_fetched_once(crawled):
    """No page is fetched twice, whatever its sid is and wherever the last page leads, but for the one that was busy"""
    counts = Counter(one[:2] for one in crawled.forum.asked if one[0].startswith("/r/room") and one[2] == "127.0.0.1")
    wanted = {(f"/r/room{room}", page): 1 for room in range(3) for page in (1, 2, 3)} | {("/r/room1", 2): 2}
    same(dict(sorted(counts.items())), dict(sorted(wanted.items())), "times that each page (path, page) was fetched")


def test_it_stays_where_it_may_be(crawled):
    """What robots.txt forbids is not fetched, nor anything on another host, and it says who it is"""
    paths = {one[0] for one in crawled.forum.asked}
    assert "/robots.txt" in paths, "nobody asked for robots.txt"
    assert "/r/private" not in paths, "robots.txt forbids /r/private, and it was fetched"
    same({one[2] for one in crawled.forum.asked}, {"127.0.0.1"}, "hosts that were asked")
    same({one[3] for one in crawled.forum.asked}, {"chat-import"}, "user agents")


def test_two_requests_at_a_time(crawled):
    """At most two requests are under way at a time"""
    assert crawled.forum.asked, "nothing was fetched"
    assert crawled.forum.most_busy <= 2, f"{crawled.forum.most_busy} requests were under way at a time"


@pytest.mark.parametrize("trouble", ["broken", "odd"])
def test_a_page_that_cannot_be_had(subject, rng, trouble):
    """When a page cannot be fetched or read, the status is 1, and the file is as it was"""
    forum = Forum(rng, rooms=2, pages=2)
    setattr(forum, trouble, {("/r/room1", 2)})
    crawl = Crawl(subject, forum, before="what was there before\n")
    forum.close()
    what = "was answered with 500 each time" if trouble == "broken" else "had no table of posts"
    assert crawl.status == 1, f"a page {what}, and crawl.py ended with status {crawl.status}: {crawl.printed}"
    same(crawl.written, "what was there before\n", f"what is in the file after a page {what}")
    times = sum(one[:2] == ("/r/room1", 2) for one in forum.asked)
    same(times, 3 if trouble == "broken" else 1, f"times that the page was fetched which {what}")

"""The three clients, and a server that the judge plays."""

import asyncio
import json
import time
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from api import Api, ApiError
from chaos import Chaos, File, broken, dripping, endless, good, say, silent, status, waiting
from download import download, file_url
from previews import previews


@pytest.fixture
def chaos():
    """A server that nobody has asked anything yet."""
    chaos = Chaos()
    yield chaos
    chaos.close()


def api(chaos, **options):
    return Api(chaos.url, "s3cret", **({"timeout": 5.0, "tries": 3, "backoff": 0.01, "patience": 1.0} | options))


def failing(call, *arguments, **options):
    """Return the status of the ApiError that a call has to raise."""
    with pytest.raises(ApiError) as caught:
        call(*arguments, **options)
    return caught.value.status


def same(found, wanted, what):
    assert found == wanted, f"{what}: expected {str(wanted)[:200]!r}, found {str(found)[:200]!r}"


# --- api.py


def test_a_get_is_tried_again(chaos, rng):
    """A get is tried again when the server is in trouble, so many times and no more; at once an error is what will not change"""
    value, client = {"number": rng.randrange(10**6)}, api(chaos)
    chaos.plans["/rooms"] = [broken, status(503), good(value)]
    same(client.get("/rooms", q="tea & cake", page=2), value, "what get returned at the third try")
    asked = [
        (method, parse_qsl(urlsplit(path).query), headers["Authorization"]) for method, path, headers, _ in chaos.asked
    ]
    same(asked, [("GET", [("q", "tea & cake"), ("page", "2")], "Bearer s3cret")] * 3, "the three requests")
    for code in (429, 502, 504):
        chaos.plans[f"/{code}"] = [status(code)]
        same((failing(client.get, f"/{code}"), chaos.count(f"/{code}")), (code, 3), f"status and requests for {code}")
    chaos.plans["/broken"] = [broken]
    same(
        (failing(client.get, "/broken"), chaos.count("/broken")),
        (None, 3),
        "status and requests for broken connections",
    )
    for code in (400, 404, 500):
        chaos.plans[f"/{code}"] = [status(code)]
        same((failing(client.get, f"/{code}"), chaos.count(f"/{code}")), (code, 1), f"status and requests for {code}")
    chaos.plans["/html"] = [status(200, b"<html>")]
    same(failing(client.get, "/html"), 200, "status for an answer that is no JSON")


def test_a_post_is_sent_once(chaos, rng, eventually):
    """A post is sent once, whatever happens to it; with a key it is tried again, with the same key and body"""
    body, client = {"text": f"line {rng.randrange(10**6)}"}, api(chaos)
    for name, plan, wanted in (("broken", broken, None), ("503", status(503), 503), ("silent", silent, None)):
        chaos.plans[f"/{name}"] = [plan, good("sent twice")]
        one = api(chaos, timeout=0.2) if plan is silent else client
        found = failing(one.post, f"/{name}", body)
        eventually(lambda name=name: chaos.count(f"/{name}") > 0, within=10, what=f"a post to /{name}")
        same((found, chaos.count(f"/{name}")), (wanted, 1), f"status and requests for a post that meets: {name}")
    chaos.plans["/messages"] = [broken, status(502), good({"id": 7})]
    same(client.post("/messages", body, key="k-1"), {"id": 7}, "what a post with a key returned at the third try")
    sent = [(one[2].get("Idempotency-Key"), json.loads(one[3])) for one in chaos.asked if one[1] == "/messages"]
    same(sent, [("k-1", body)] * 3, "key and body of the three requests")


def test_a_server_that_says_nothing(chaos):
    """A get to a server that says nothing is given up after the timeout, and tried again"""
    chaos.plans["/silent"] = [silent, good("in time")]
    same(api(chaos, timeout=0.6).get("/silent"), "in time", "what get returned")
    same(chaos.count("/silent"), 2, "requests")
    chaos.plans["/ever"] = [silent]
    same(failing(api(chaos, timeout=0.1, tries=2).get, "/ever"), None, "status where nothing was answered")


def test_it_is_patient_but_not_for_ever(chaos):
    """Before the next try it waits as Retry-After says, unless that is more than its patience"""
    chaos.plans["/soon"] = [status(503, Retry_After="1"), good("now")]
    begun = time.monotonic()
    same(api(chaos, patience=2.0).get("/soon"), "now", "what get returned")
    waited = time.monotonic() - begun
    assert waited > 0.9, f"Retry-After was 1 s, and the next try came after {waited:.2f} s"
    chaos.plans["/later"] = [status(429, Retry_After="6"), good("waited")]
    same(failing(api(chaos, patience=2.0).get, "/later"), 429, "status where Retry-After is 6 s, and patience 2 s")
    same(chaos.count("/later"), 1, "requests")


def test_connections_are_used_again(chaos):
    """Twenty requests, some of them with errors, need one connection"""
    client = api(chaos, tries=1)
    chaos.plans |= {"/fine": [good(1)], "/bad": [status(404, b"x" * 5000)]}
    for _ in range(10):
        client.get("/fine")
        failing(client.get, "/bad")
    client.post("/fine", {})
    assert chaos.connections <= 2, f"21 requests, one after the other, opened {chaos.connections} connections"


def test_the_token_stays_where_it_belongs(chaos):
    """A redirect is an error, and nobody else gets the token"""
    other = Chaos()
    other.plans["/"] = [good("thank you")]
    chaos.plans["/moved"] = [status(307, Location=f"{other.url}/")]
    chaos.plans["/here"] = [status(302, Location="/moved")]
    client = api(chaos)
    found = [failing(client.get, "/moved"), failing(client.get, "/here"), failing(client.post, "/moved", {})]
    other.close()
    same(found, [307, 302, 307], "statuses of three redirects")
    same(other.asked, [], "requests that went where the redirect pointed")


# --- previews.py


def look(chaos, *paths, **options):
    options = {"at_once": 10, "seconds": 10.0, "most_bytes": 100_000} | options
    return previews([chaos.url + path for path in paths], **options)


async def test_a_failure_costs_one_preview(chaos, rng, free_port):
    """Pages that cannot be shown are None, and the others are complete"""
    body = rng.randbytes(50_000)
    chaos.plans |= {
        "/a": [status(200, body)],
        "/b": [status(200, b"")],
        "/broken": [broken],
        "/500": [status(500)],
        "/moved": [status(302, Location="/a")],
        "/cut": [File([body], [1000])],
    }
    nobody, nonsense = f"http://127.0.0.1:{free_port()}/", "http://[::1/"
    urls = [f"{chaos.url}{path}" for path in ("/a", "/broken", "/500", "/moved", "/cut", "/b", "/404")]
    found = await previews([*urls, nobody, nonsense], at_once=3, seconds=10.0, most_bytes=100_000)
    found = {url: None if page is None else bytes(page) for url, page in dict(found).items()}
    wanted = dict.fromkeys([*urls, nobody, nonsense]) | {urls[0]: body, urls[5]: b""}
    for url, page in wanted.items():
        assert url in found, f"there is nothing for {url}"
        what = "the page" if page is not None else "None"
        assert found[url] == page, f"{url} should be {what}, and is {str(found[url])[:60]}"


async def test_only_so_many_at_once(chaos, eventually):
    """No more than so many pages are under way at a time, and not fewer"""
    paths = [f"/{number}" for number in range(20)]
    chaos.plans |= {path: [waiting] for path in paths}
    task = asyncio.ensure_future(look(chaos, *paths, at_once=4))
    try:
        end = time.monotonic() + 5
        while chaos.busy < 4 and time.monotonic() < end:
            await asyncio.sleep(0.01)
        same(chaos.busy, 4, "pages under way, while the server answers none of twenty, and at_once is 4")
        for _ in range(10):
            await asyncio.sleep(0.02)  # long enough for more of them to come, if they are not held back
    finally:
        chaos.go_on.set()
    found = await task
    same(sum(page == b"here" for page in dict(found).values()), 20, "pages in the end")
    same(chaos.most_busy, 4, "the most pages that were under way at a time")


async def test_a_page_that_drips(chaos):
    """A page that comes byte by byte is given up when its time is over, and what waits has its own time"""
    chaos.plans |= {"/slow": [dripping], "/quick": [status(200, b"quick")]}
    found = dict(await look(chaos, "/slow", "/quick", at_once=1, seconds=0.7))
    found = {url.removeprefix(chaos.url): page and bytes(page) for url, page in found.items()}
    same(found, {"/slow": None, "/quick": b"quick"}, "pages, one at a time, with 0.7 s for each")
    assert chaos.asked, "nothing was asked"


async def test_a_page_without_end(chaos):
    """Reading stops soon after the most bytes that are wanted"""
    chaos.plans |= {"/endless": [endless], "/just": [status(200, b"x" * 5000)], "/more": [status(200, b"x" * 5001)]}
    found = dict(await look(chaos, "/endless", "/just", "/more", most_bytes=5000))
    sizes = {url.removeprefix(chaos.url): page and len(page) for url, page in found.items()}
    same(sizes, {"/endless": None, "/just": 5000, "/more": None}, "lengths of the pages, where 5000 bytes are the most")
    assert chaos.sent < 30_000_000, f"{chaos.sent / 1e6:.0f} MB of a page without end were read"


# --- download.py


def test_urls_are_put_together(rng):
    """Nothing in a segment or a value means anything in the URL, and names that lead elsewhere are refused"""
    number = rng.randrange(10**6)
    base = "https://store.example/files"
    for segments in (
        ["a b", f"{number}.png"],
        ["../../etc", "x"],
        ["what?", "a#b", "50%", "%2e"],
        ["ü/🚲", "a;b=c&d+e"],
    ):
        url = str(file_url(base, *segments))
        parts = urlsplit(url)
        found = [unquote(one) for one in parts.path.split("/")[2:]]
        same((parts.netloc, parts.query, parts.fragment, found), ("store.example", "", "", segments), f"parts of {url}")
    url = str(file_url(base, "x", q="a&b=c #", page=number, tag=["one", "two & three"], empty="", nothing=None))
    wanted = [("q", "a&b=c #"), ("page", str(number)), ("tag", "one"), ("tag", "two & three"), ("empty", "")]
    same(parse_qsl(urlsplit(url).query, keep_blank_values=True), wanted, f"the query of {url}")
    same(str(file_url(base, "x")), f"{base}/x", "a URL without a query")
    for segment in ("", ".", ".."):
        with pytest.raises(ValueError):
            file_url(base, "a", segment, "b")


@pytest.fixture
def folder(subject):
    """A folder of the learner's, empty."""
    path = subject.workspace / "downloads"
    if not path.exists():
        path.mkdir()
    for one in path.iterdir():
        one.unlink()
    path.chmod(0o777)
    return path


def fetch(chaos, folder, file, tries=6):
    """Download a file; return its content, having looked that nothing else is in the folder."""
    chaos.plans["/file"] = [file]
    try:
        download(f"{chaos.url}/file", folder / "file", tries=tries)
    finally:
        names = [path.name for path in folder.iterdir()]
        assert set(names) <= {"file"}, f"what is in the folder afterwards: {names}"
    return (folder / "file").read_bytes()


def told(found, wanted, file):
    assert found == wanted, (
        f"{len(found)} bytes of {len(wanted)}, or other ones; the server was asked from {file.starts}"
    )


def test_a_download_goes_on_where_it_broke_off(chaos, folder, rng):
    """A download that breaks off is continued where it broke off, until it is complete"""
    content = rng.randbytes(300_000)
    file = File([content], [100_000, 1, 70_000])
    told(fetch(chaos, folder, file), content, file)
    same(file.starts, [0, 100_000, 100_001, 170_001], "where the requests began")
    file = File([b""], [])
    told(fetch(chaos, folder, file), b"", file)
    plain = File([content], [100_000], ranges=False)
    told(fetch(chaos, folder, plain), content, plain)


def test_a_file_that_changed_meanwhile(chaos, folder, rng):
    """A file that changes between two requests is begun anew: never half of one version and half of another"""
    first, second = rng.randbytes(200_000), rng.randbytes(200_000)
    file = File([first, second], [120_000, 50_000])
    told(fetch(chaos, folder, file), second, file)
    longer = File([first, second[:90_000]], [120_000])
    told(fetch(chaos, folder, longer), second[:90_000], longer)


def test_a_download_is_whole_or_not_there(chaos, folder, rng):
    """A download that does not succeed is an OSError, after so many requests, and what was there before stays"""
    (folder / "file").write_bytes(b"before")
    file = File([rng.randbytes(100_000)], [10] * 20)
    with pytest.raises(OSError):
        fetch(chaos, folder, file, tries=3)
    same(len(file.starts), 3, "requests")
    same((folder / "file").read_bytes(), b"before", "what is at the path")
    with pytest.raises(OSError):
        fetch(chaos, folder, lambda handler: say(handler, 404, b"not found"))
    same((folder / "file").read_bytes(), b"before", "what is at the path after a 404")

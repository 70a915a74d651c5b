"""What other web sites that a learner visits must not be able to do, named as what they would try."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from roadworthy.web.security import Gate, host_name, is_loopback

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Scope

HOST = "127.0.0.1:7623"


def refusal(scope: Scope, status: int, message: str, hint: str) -> Response:
    return PlainTextResponse(message, status)


async def whatever(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def broken(request: Request) -> Response:
    message = "a secret of ours"
    raise RuntimeError(message)


def client_of(**gate: object) -> TestClient:
    app = Starlette(
        routes=[
            Route("/", whatever, methods=["GET", "POST", "PUT", "DELETE", "PATCH"]),
            Route("/broken", broken),
        ]
    )
    return TestClient(Gate(app, refusal=refusal, **gate), base_url=f"http://{HOST}")  # type: ignore[arg-type]


@pytest.fixture
def client() -> TestClient:
    return client_of()


@pytest.mark.parametrize("host", [HOST, "localhost:7623", "LOCALHOST", "[::1]:7623", "127.0.0.1", "127.8.9.1:80"])
def test_the_learner_reaches_their_own_machine(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7623",
        "127.0.0.1.evil.example",
        "localhost.evil.example:7623",
        "evil.example@127.0.0.1",
        "127.0.0.1/evil",
        "127.0.0.1#evil",
        "192.168.0.7",
        "0.0.0.0",  # noqa: S104 - asked about, not bound to
        "[::ffff:10.0.0.1]",
        "127.0.0.1:port",
        "[::1",
        "ｌｏｃａｌｈｏｓｔ",
        "",
    ],
)
def test_a_name_rebound_to_this_machine_is_not_answered(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host.encode("utf-8")})  # type: ignore[dict-item]
    assert answer.status_code == 421


def test_two_host_headers_are_not_answered(client: TestClient) -> None:
    answer = client.get("/", headers=[("Host", HOST), ("Host", "evil.example")])
    assert answer.status_code == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:7623"},
        {"Origin": f"http://{HOST}.evil.example"},
        {"Origin": "http://127.0.0.1:8000"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
    ids=str,
)
def test_another_site_cannot_make_a_browser_write(client: TestClient, method: str, headers: dict[str, str]) -> None:
    assert client.request(method, "/", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {}],
    ids=["our pages", "typed into the address bar", "curl"],
)
def test_our_own_pages_and_tools_may_write(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/", headers=headers, content=b"1234").text == "4"


def test_a_link_from_another_site_may_be_followed(client: TestClient) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_every_answer_forbids_scripts_of_others_and_frames(client: TestClient) -> None:
    for answer in (
        client.get("/"),
        client.get("/nowhere"),
        client.get("/", headers={"Host": "evil.example"}),
        client.post("/", headers={"Origin": "null"}),
        client.get("/broken"),
    ):
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    assert client_of(max_body=10).post("/", content=b"x" * 11).status_code == 413
    assert client_of(max_body=10).post("/", content=b"x" * 10).status_code == 200


def test_a_body_that_does_not_say_so_is_cut_off() -> None:
    assert client_of(max_body=10).post("/", content=(b"x" for _ in range(11))).status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "nonsense", "١٢"])
def test_a_length_that_is_no_number_is_refused(client: TestClient, length: str) -> None:
    answer = client.post("/", headers={"Content-Length": length.encode("utf-8")})  # type: ignore[dict-item]
    assert answer.status_code == 400


def test_a_fault_of_ours_shows_no_traceback(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "roadworthy.web"):
        answer = client.get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "a secret of ours" in caplog.text, "who runs the server sees what it was"


def test_a_websocket_is_refused(client: TestClient) -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/"):
        pass


def test_a_server_that_is_exposed_on_purpose_answers_to_addresses_and_its_name_but_not_to_others() -> None:
    client = client_of(hosts=["team.example"], any_address=True)
    for host, status in (("team.example:7623", 200), ("192.168.0.7", 200), ("[fe80::1]", 200), ("evil.example", 421)):
        assert client.get("/", headers={"Host": host}).status_code == status


def test_which_addresses_are_this_machine() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "LocalHost"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::", "", "10.0.0.1", "example.com", "localhost.example"))  # noqa: S104 - asked about, not bound to


def test_a_host_header_is_read_as_browsers_mean_it() -> None:
    assert host_name("Example.COM:80") == "example.com"
    assert host_name("[::1]:80") == "::1"
    assert host_name("a b") is None

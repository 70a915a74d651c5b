"""Services with certificates of one authority, impostors with others, and the learner's trust between them."""

import json
import ssl
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from socket import create_connection

import pytest
from authority import issue
from trust import DeniedError, WrongPeerError, authorize, call

DOMAIN = "spiffe://chat.example/"
POLICY = {
    "presence": [{"methods": ["GET", "PUT"], "path": "/rooms"}],
    "history": [{"methods": ["GET"], "path": "/"}],
}
PATIENCE = 8.0


def made(folder, name=None, **more):
    """An identity in a folder, as it should be unless told otherwise; returns the certificate."""
    return bytes(issue(folder, name or folder, [DOMAIN + (name or folder)], **more))


class Running:
    """A service with the identity of a folder."""

    def __init__(self, subject, free_port, folder):
        self.subject, self.folder = subject, folder
        self.port = free_port()
        subject.run(["sh", "-c", f"cat > {folder}/policy.json"], input=json.dumps(POLICY))
        self.process = subject.start(["python", "service.py", str(self.port), folder], port=self.port, timeout=15)

    def requests(self):
        """The requests that came through."""
        done = self.subject.run(["sh", "-c", f"cat {self.folder}/requests.txt 2>/dev/null"])
        return done.stdout.splitlines()

    def knock(self, context):
        """Send a request with a context of the judge's; returns the status, or what the handshake ended with."""
        try:
            with create_connection(("127.0.0.1", self.port), PATIENCE) as plain, context.wrap_socket(plain) as secured:
                connection = HTTPConnection("127.0.0.1", self.port)
                connection.sock = secured
                connection.request("GET", "/rooms/knock")
                return connection.getresponse().status
        except (ssl.SSLError, OSError) as error:
            return type(error).__name__


@pytest.fixture(scope="module")
def rooms(subject, free_port):
    """The service `rooms`."""
    made("rooms")
    return Running(subject, free_port, "rooms")


@pytest.fixture(scope="module")
def presence():
    """The certificate of the service `presence`."""
    return made("presence")


def unverified(subject=None, folder=None):
    """A context of the judge's that trusts everybody, with an identity or without."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if folder:
        context.load_cert_chain(subject.workspace / folder / "cert.pem", subject.workspace / folder / "key.pem")
    return context


def denied(certificate, method, path, policy=POLICY, now=None):
    """Whether the call is denied."""
    try:
        authorize(certificate, method, path, policy, now or datetime.now(UTC))
    except DeniedError:
        return True
    return False


def test_services_call_each_other(rooms, presence, rng):
    """A service calls another, which learns who it is and permits what the policy does"""
    status, text = call("presence", rooms.port, "rooms", "PUT", f"/rooms/{rng.randrange(10**6)}")
    assert (int(status), str(text)) == (200, "presence"), (
        f"presence may PUT below /rooms; rooms answered {status} {text}"
    )
    status, _text = call("presence", rooms.port, "rooms", "DELETE", "/rooms/1")
    assert int(status) == 403, f"presence may not DELETE; rooms answered with {status}"


def test_who_shows_nothing_is_refused(rooms, subject, presence):
    """Without a certificate of the authority nobody gets through the handshake"""
    made("stranger", "presence", by="another-authority")
    assert rooms.knock(unverified(subject, "presence")) == 200, "presence itself should get through"
    before = len(rooms.requests())
    for who, context in (
        ("nobody", unverified()),
        ("another authority's presence", unverified(subject, "stranger")),
    ):
        found = rooms.knock(context)
        assert not isinstance(found, int), f"{who} got through the handshake, and was answered with {found}"
    assert len(rooms.requests()) == before, "a request of theirs has reached the service"


def test_the_client_knows_whom_it_calls(rooms, presence):
    """A call to history that rooms answers is ended before a request is sent"""
    before = rooms.requests()
    with pytest.raises(WrongPeerError):
        call("presence", rooms.port, "history", "GET", "/secret")
    with pytest.raises(WrongPeerError):
        call("presence", rooms.port, "room", "GET", "/secret")
    assert rooms.requests() == before, "the request was sent before anybody looked who is there"


def test_the_client_trusts_one_authority(subject, free_port, presence):
    """A service with a certificate of another authority is not called"""
    made("impostor", "rooms", by="another-authority")
    subject.run(["cp", "presence/ca.pem", "impostor/ca.pem"])  # it lets everybody in, to hear what they say
    impostor = Running(subject, free_port, "impostor")
    with pytest.raises(ssl.SSLError):
        call("presence", impostor.port, "rooms", "GET", "/rooms")
    assert impostor.requests() == [], "an impostor was sent a request"


def test_an_identity_is_one_uri(presence):
    """Who calls is told by the only URI of the certificate, and by nothing else"""
    assert authorize(presence, "GET", "/rooms", POLICY, datetime.now(UTC)) == "presence"
    none = bytes(issue("odd", "presence", []))
    assert denied(none, "GET", "/rooms"), "a certificate without a URI passed for its common name"
    two = bytes(issue("odd", "x", [DOMAIN + "presence", DOMAIN + "history"]))
    assert denied(two, "GET", "/rooms"), "a certificate with two URIs passed for one of them"
    reversed_two = bytes(issue("odd", "x", [DOMAIN + "history", DOMAIN + "presence"]))
    assert denied(reversed_two, "GET", "/rooms"), "a certificate with two URIs passed for one of them"


@pytest.mark.parametrize(
    "uri",
    [
        "spiffe://chat.example.evil.com/presence",
        "spiffe://evil.com/presence",
        "https://chat.example/presence",
        DOMAIN + "presence/x",
        DOMAIN + "presence-2",
        "spiffe://chat-example/presence",
        DOMAIN + "x/presence",
    ],
)
def test_a_similar_name_is_another(uri):
    """A URI that looks like an identity is none"""
    certificate = bytes(issue("odd", "presence", [uri]))
    assert denied(certificate, "GET", "/rooms"), f"{uri} passed for {DOMAIN}presence"


def test_what_is_not_permitted_is_denied(presence, rng):
    """What no rule permits is denied: other methods, other paths, services without rules"""
    room = f"/rooms/{rng.randrange(10**6)}"
    assert not denied(presence, "PUT", room)
    for method, path in (("DELETE", room), ("GET", "/"), ("GET", "/members"), ("get", room)):
        assert denied(presence, method, path), f"presence may {method} {path}, and no rule says so"
    unknown = made("billing")
    assert denied(unknown, "GET", room), "billing, which has no rules, may do something"
    assert denied(presence, "GET", room, policy={}), "an empty policy permits something"
    history = made("history")
    assert not denied(history, "GET", "/members/7"), "history may GET everything: its rule is for /"


def test_a_path_is_taken_by_its_parts(presence):
    """A rule for /rooms covers /rooms and what is below, and no path that may mean something else"""
    for path in ("/rooms", "/rooms/", "/rooms/7/members", "/rooms?x=../y", "/rooms/..a"):
        assert not denied(presence, "GET", path), f"{path} is below /rooms"
    for path in (
        "/roomservice",
        "/rooms/../admin",
        "/rooms/./x",
        "//rooms",
        "/rooms//x",
        "/rooms/%2e%2e/admin",
        "/rooms\\..\\x",
    ):
        assert denied(presence, "GET", path), f"{path} was taken to be below /rooms"


def test_a_certificate_ends_also_between_two_requests(presence):
    """A certificate counts from its begin to its end, whenever the handshake was"""
    now = datetime.now(UTC)
    for minutes, expected in ((0, False), (55, False), (65, True), (-10, True)):
        found = denied(presence, "GET", "/rooms", now=now + timedelta(minutes=minutes))
        what = "denied" if found else "permitted"
        assert found is expected, f"{minutes} minutes from now, with a certificate for an hour from now, it is {what}"

"""Starts Tomcat once and Apache before it, with the learner's configurations, and comes as a browser would."""

import http.client
import json
import socket
import threading

import pytest

HOST = "chat.example"
PATIENCE = 40


class Door:
    """An Apache."""

    def __init__(self, subject, port, tomcat_port, patience="20"):
        self.port = port
        command = ["python", "run.py", "apache", str(port), str(tomcat_port), patience]
        self.process = subject.start(command, cwd=subject.workspace, port=port, timeout=PATIENCE)

    def ask(self, path, method="GET", body=None, **headers):
        """Send a request; returns the answer, whose body is `.text`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, {"Host": HOST, **named})
            answer = connection.getresponse()
            answer.text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            pytest.fail(f"{method} {path} was not answered: {error!r}")
        finally:
            connection.close()
        return answer

    def chat(self, path, method="GET", body=None, **headers):
        """Ask the Python application, and return what it tells."""
        answer = self.ask(path, method, body, **headers)
        try:
            return json.loads(answer.text)
        except ValueError:
            pytest.fail(f"{method} {path} did not reach the chat: {answer.status} {answer.text[:200]!r}")

    def archive(self, path, **headers):
        """Ask the application in Tomcat, and return what it tells."""
        answer = self.ask(path, **headers)
        told = dict(line.partition("=")[::2] for line in answer.text.splitlines())
        if "secure" not in told:
            pytest.fail(f"GET {path} did not reach the archive: {answer.status} {answer.text[:200]!r}")
        return told


@pytest.fixture(scope="module")
def tomcat(subject, free_port):
    """The port of Tomcat."""
    port = free_port()
    subject.start(["python", "run.py", "tomcat", str(port)], cwd=subject.workspace, port=port, timeout=90)
    return port


@pytest.fixture(scope="module")
def door(subject, free_port, tomcat):
    """Apache before Tomcat."""
    return Door(subject, free_port(), tomcat)


def test_everything_else_is_the_chat(door, rng):
    """Paths that are nobody else's reach the Python application, which believes that it is at https"""
    number = rng.randrange(10**6)
    for path in ("/", f"/rooms/{number}", "/archived", "/staticky"):
        told = door.chat(f"{path}?n={number}")
        found = told["path"], told["query"], told["scheme"], told["host"]
        assert found == (path, f"n={number}", "https", HOST), f"path, query, scheme and host of {path}?n={number}"


def test_the_chat_has_processes_of_its_own(door):
    """The Python application runs in daemon processes with threads, not inside of Apache's"""
    told = door.chat("/rooms")
    assert told["group"], "the application runs embedded in Apache's own processes"
    assert told["threads"] is True, "the application's processes have one thread each"


def test_the_archive_is_at_its_new_place(door, rng):
    """/archive/... reaches Tomcat's /legacy/..., which learns host and scheme; /archive leads there"""
    number = rng.randrange(10**6)
    told = door.archive(f"/archive/room/{number}?page={number}")
    assert (told["path"], told["query"]) == (f"/room/{number}", f"page={number}"), "path and query in Tomcat"
    assert told["url"] == f"https://{HOST}/legacy/room/{number}", "the address of the page, as Tomcat has it"
    assert told["secure"] == "true", "whether Tomcat thinks that the connection is secure"
    answer = door.ask("/archive")
    place = (answer.getheader("Location") or "").removeprefix(f"https://{HOST}").removeprefix(f"http://{HOST}")
    assert (answer.status in (301, 302, 307, 308), place) == (True, "/archive/"), f"GET /archive: {answer.status}"


def test_nobody_forges_an_address(door, rng):
    """Tomcat sees the address that Apache saw, whatever the client says of itself"""
    forged = f"198.51.100.{rng.randrange(1, 255)}"
    for value in (forged, f"{forged}, 127.0.0.1"):
        told = door.archive("/archive/room/1", X_Forwarded_For=value, X_Forwarded_Proto="http", X_Forwarded_Host="evil.example")
        assert told["client"] == "127.0.0.1", f"the client's address in Tomcat, with X-Forwarded-For: {value}"
        assert told["url"].startswith(f"https://{HOST}/"), "the address of the page in Tomcat, with forged headers"


def test_logging_in_stays_in_front(door, rng):
    """After the archive's login the browser stays below /archive/, with a cookie for there that is Secure and HttpOnly"""
    name = f"ada{rng.randrange(10**6)}"
    answer = door.ask(f"/archive/login?name={name}")
    place = (answer.getheader("Location") or "").removeprefix(f"https://{HOST}")
    assert (answer.status, place) == (302, "/archive/room/1"), "status of the login, and where it leads"
    cookie, *attributes = [part.strip() for part in (answer.getheader("Set-Cookie") or "").split(";")]
    flags = {part.lower() for part in attributes}
    assert {"secure", "httponly"} <= flags, f"the cookie lacks Secure or HttpOnly: {answer.getheader('Set-Cookie')}"
    assert flags & {"path=/archive", "path=/archive/"}, f"the cookie is not for /archive: {answer.getheader('Set-Cookie')}"
    assert door.archive(place, Cookie=cookie)["name"] == name, "who is logged in on the next page, with the cookie"


def test_static_files_and_nothing_more(door):
    """/static/ has the files of the folder; files with a dot, lists of folders, and the configuration are for nobody"""
    answer = door.ask("/static/chat.css")
    assert (answer.status, answer.text) == (200, ".message { color: green }\n"), "GET /static/chat.css"
    for path in ("/static/.env", "/static/old/", "/static/../run.py", "/static/%2e%2e/run.py", "/archive/WEB-INF/web.xml"):
        answer = door.ask(path)
        leaked = [word for word in ("swordfish", "notes.txt", "import ", "servlet") if word in answer.text]
        assert not leaked, f"GET {path} is answered with {answer.status} and {answer.text[:80]!r}"
    assert door.ask("/static/.env").status in (403, 404), "GET /static/.env"


def test_every_answer_has_the_headers(door):
    """Each answer has nosniff and the referrer policy, once, errors and the archive's too, and tells no version"""
    for path in ("/rooms", "/fails", "/archive/room/1", "/archive/broken", "/static/none.css", "/static/chat.css"):
        answer = door.ask(path)
        for name, value in (("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin")):
            assert answer.headers.get_all(name) == [value], f"{name} of GET {path} ({answer.status})"
        server = answer.getheader("Server") or ""
        assert not any(character.isdigit() for character in server), f"GET {path} says Server: {server}"
        leaked = [word for word in ("Tomcat/", "Apache/", "IllegalState", "/srv/archive") if word in answer.text]
        assert not leaked, f"GET {path} tells {leaked[0]!r}: {answer.text[:300]!r}"


def test_uploads_have_a_size(door, rng):
    """A body of one MiB reaches the chat; a longer one is refused with 413"""
    size = 1024 * 1024
    picture = rng.randbytes(size)
    assert door.chat("/pictures", "POST", picture)["size"] == size, "bytes of an upload of one MiB that arrived"
    connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=PATIENCE)
    connection.putrequest("POST", "/pictures", skip_host=True)
    for name, value in (("Host", HOST), ("Content-Length", str(size + 1))):
        connection.putheader(name, value)
    connection.endheaders()
    try:
        connection.send(picture + b"!")
    except OSError:
        pass  # it has answered already
    status = connection.getresponse().status
    connection.close()
    assert status == 413, "the status of an upload of one MiB and one byte"


def test_tomcat_has_no_other_door(door, tomcat):
    """Tomcat listens on 127.0.0.1 alone, and on no port for its shutdown"""
    assert door.archive("/archive/room/1")["path"] == "/room/1"
    for host, port, what in (("127.0.0.2", tomcat, "on all addresses of the machine"), ("127.0.0.1", 8005, "for SHUTDOWN")):
        try:
            socket.create_connection((host, port), timeout=5).close()
        except OSError:
            continue
        pytest.fail(f"Tomcat listens {what}: {host}:{port} could be connected to")


class Fickle:
    """In the place of Tomcat: something that hangs, is gone, and is back."""

    def __init__(self, port):
        self.port, self.server = port, None

    def listen(self, *, answers):
        """Accept connections; answer them, or say nothing."""
        self.server = server = socket.create_server(("127.0.0.1", self.port))
        self.open = []

        def serve():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                self.open.append(connection)
                if answers:
                    connection.recv(65536)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nback")

        threading.Thread(target=serve, daemon=True).start()

    def leave(self):
        """Stop listening, and hang up."""
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        for connection in self.open:
            connection.close()


def test_the_archive_may_hang_die_and_come_back(subject, free_port):
    """If the archive hangs it is given up after PATIENCE, if it is dead it is 503, the chat goes on, and it is back when it is back"""
    fickle = Fickle(free_port())
    fickle.listen(answers=False)
    door = Door(subject, free_port(), fickle.port, patience="1")
    assert door.ask("/archive/room/1").status in (502, 504), "the status when Tomcat accepts and never answers, with PATIENCE 1"
    assert door.chat("/rooms")["path"] == "/rooms"
    fickle.leave()
    answer = door.ask("/archive/room/1")
    assert answer.status == 503, "the status when nobody listens where Tomcat should be"
    assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"], "X-Content-Type-Options of that answer"
    assert door.chat("/rooms")["path"] == "/rooms"
    fickle.listen(answers=True)
    answer = door.ask("/archive/room/1")
    fickle.leave()
    assert (answer.status, answer.text) == (200, "back"), "the answer as soon as Tomcat is back"

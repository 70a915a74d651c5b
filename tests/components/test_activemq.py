"""What labs rely on ActiveMQ to do with messages that nobody wants, in the holder's own queues."""

import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from roadworthy.components import lease

pytestmark = [
    pytest.mark.xdist_group("components"),
    pytest.mark.long,
    pytest.mark.skipif(not Path("/usr/share/activemq/bin/activemq.jar").exists(), reason="ActiveMQ is not installed"),
]


def read_frame(connection: socket.socket) -> str:
    """Return the next frame."""
    said = b""
    while not said.endswith(b"\0"):
        said += connection.recv(1)
    return said.decode().strip("\n\0")


def test_a_refused_message_goes_to_the_dead_letters_of_its_queue() -> None:
    with lease(["activemq"]) as leases:
        url, queue = urlsplit(leases.env["ACTIVEMQ_URL"]), f"/queue/{leases.env['ACTIVEMQ_PREFIX']}work"
        login = f"login:{url.username}\npasscode:{url.password}"
        with socket.create_connection((url.hostname or "", url.port or 0), timeout=10.0) as connection:

            def say(frame: str) -> str:
                connection.sendall(frame.encode() + b"\0")
                return read_frame(connection)

            assert say(f"CONNECT\naccept-version:1.2\nhost:/\n{login}\n\n").startswith("CONNECTED")
            connection.sendall(f"SEND\ndestination:{queue}\npersistent:true\n\nunwanted\0".encode())
            message = say(f"SUBSCRIBE\nid:1\ndestination:{queue}\nack:client-individual\n\n")
            name = re.search(r"^ack:(.*)$", message, re.MULTILINE)
            assert name is not None
            connection.sendall(f"NACK\nid:{name[1]}\n\n\0".encode())
            dead = say(f"SUBSCRIBE\nid:2\ndestination:{queue}.DLQ\nack:auto\n\n")
    assert dead.endswith("unwanted")

"""A server that a learner may talk to is no way out of the walls: it goes nowhere on his behalf."""

from __future__ import annotations

import platform
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from urllib.parse import quote

import psutil
import pytest
from tests.components.conftest import Client, need
from tests.components.test_endings import eventually

from roadworthy.components import Found, lease
from roadworthy.components.http import request
from roadworthy.components.packages import NODE
from roadworthy.components.servers import make_folder, start_server
from roadworthy.components.unleash import ONLY_CALLS

pytestmark = [
    pytest.mark.xdist_group("components"),
    # Expected to fail elsewhere, since CI takes a skip for a lack.
    pytest.mark.xfail(
        sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
        reason="only Linux keeps a server from connecting",
    ),
]


class Neighbour:
    """Somebody else's server on the host's loopback; `visits` counts who came."""

    def __init__(self) -> None:
        self.visits = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}/"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                visitor, _ = self._server.accept()
            except OSError:
                return  # closed
            self.visits += 1
            with visitor:
                visitor.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def close(self) -> None:
        """Close it."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    one = Neighbour()
    yield one
    one.close()


@pytest.mark.parametrize("calls_out", [False, True])
def test_a_server_connects_only_if_it_is_meant_to(neighbour: Neighbour, calls_out: bool) -> None:
    folder = make_folder("test", account="nobody")
    script = f"exec 3<>/dev/tcp/127.0.0.1/{neighbour.port} && echo came; echo over; sleep 100"
    server = start_server("Test", ["/bin/bash", "-c", script], folder, calls_out=calls_out)
    try:
        assert eventually(lambda: "over" in folder.log.read_text())
        said = folder.log.read_text()
        assert ("came" in said) is calls_out
        assert ("Permission denied" in said) is not calls_out
    finally:
        server.stop()


@pytest.mark.parametrize("name", ["git", "influxdb", "memcached", "mosquitto", "nats", "otlp", "redis"])
def test_no_quick_server_can_connect(name: str) -> None:
    need(name)
    with lease([name]) as leases:
        ports = {address.port for address in leases.addresses}
        listening = {
            connection.pid
            for connection in psutil.net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port in ports
        }
        assert listening
        for pid in listening:
            with open(f"/proc/{pid}/status", encoding="ascii") as file:  # noqa: PTH123 - no Path has it
                assert "Seccomp:\t2" in file.read()


def test_influxdb_subscribes_nobody(neighbour: Neighbour) -> None:
    need("influxdb")
    with lease(["influxdb"]) as leases:
        url = leases.env["INFLUXDB_URL"]
        request("POST", f"{url}/query?q=CREATE%20DATABASE%20t")
        subscription = f"CREATE SUBSCRIPTION s ON t.autogen DESTINATIONS ALL '{neighbour.url}'"
        assert request("POST", f"{url}/query?q={quote(subscription)}")[0] == 200
        # It tells its log of each write that it could not hand on.
        for _ in range(3):
            request("POST", f"{url}/write?db=t", b"m v=42")
        assert eventually(lambda: "permission denied" in leases.log_tail(200) or neighbour.visits > 0)
    assert neighbour.visits == 0


@pytest.mark.long
def test_a_topic_of_aws_calls_nobody(neighbour: Neighbour, client: Client) -> None:
    need("moto")
    script = """
        import os, boto3, botocore
        sns = boto3.client("sns")
        topic = sns.create_topic(Name="t")["TopicArn"]
        try:
            sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=os.environ["NEIGHBOUR"])
            print(sns.publish(TopicArn=topic, Message="x")["ResponseMetadata"]["HTTPStatusCode"])
        except botocore.exceptions.ClientError as error:
            print(error)
    """
    with lease(["moto"]) as leases:
        assert client(script, {**leases.env, "NEIGHBOUR": neighbour.url})
    assert neighbour.visits == 0


def test_a_server_on_node_calls_its_database_and_nobody_else(neighbour: Neighbour) -> None:
    """Unleash must reach its database, and has webhooks."""
    node = NODE.look()
    need("unleash")
    assert isinstance(node, Found)
    script = """
        import http from "node:http";
        import net from "node:net";
        const [own, other] = process.argv.slice(2);
        const tried = async (what) => what.then(() => "came", (error) => String(error.cause ?? error.message));
        const get = (options) =>
          new Promise((came, failed) => http.get(options, (answer) => came(answer.resume())).on("error", failed));
        const connect = (...to) =>
          new Promise((came, failed) => net.connect(...to).once("connect", came).on("error", failed));
        console.log(await tried(get({ host: "127.0.0.1", port: own })));
        console.log(await tried(connect(Number(own), "127.0.0.1")));
        console.log(await tried(fetch(`http://127.0.0.1:${own}/`)));
        console.log(await tried(get({ host: "127.0.0.1", port: other })));
        console.log(await tried(connect(Number(other), "127.0.0.1")));
        console.log(await tried(connect({ path: "/run/docker.sock" })));
        console.log(await tried(fetch(`http://127.0.0.1:${other}/`)));
        process.exit();
    """
    own = Neighbour()
    try:
        done = subprocess.run(
            [node.path, f"--import={ONLY_CALLS}", "--input-type=module", "-", str(own.port), str(neighbour.port)],
            input=textwrap.dedent(script),
            env={"ONLY_CALLS": f"127.0.0.1:{own.port}"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        own.close()
    said = done.stdout.splitlines()
    assert said[:3] == ["came"] * 3, done.stderr
    assert len(said) == 7
    assert all("may not connect" in line for line in said[3:])
    assert neighbour.visits == 0

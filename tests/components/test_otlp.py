"""The OTLP store, with the protocol's own messages over HTTP and gRPC as clients send them."""

from __future__ import annotations

import gzip
import json
import subprocess
import textwrap
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from tests.components.conftest import need

from roadworthy.components import Found, Leases, find, known_components, lease
from roadworthy.components.http import request

pytestmark = pytest.mark.xdist_group("components")

TRACE, SPAN = "5b8aa5a2d2c872e8321cf37308d69df2", "051581bf3cb55c13"

CLIENT = """
import os, sys
import grpc
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import TraceServiceStub
message = ExportTraceServiceRequest()
span = message.resource_spans.add().scope_spans.add().spans.add(name="checkout", kind="SPAN_KIND_SERVER")
span.trace_id, span.span_id = bytes.fromhex(os.environ["TRACE"]), bytes.fromhex(os.environ["SPAN"])
"""


@pytest.fixture
def store() -> Iterator[Leases]:
    need("otlp")
    with lease(["otlp"]) as leases:
        yield leases


def client(script: str, leases: Leases, **more: str) -> bytes:
    """Run a client with the protocol's messages at hand and return what it writes."""
    found = find(known_components()["otlp"])
    assert isinstance(found, Found)
    environment = {**leases.env, "TOKEN": token(leases), "TRACE": TRACE, "SPAN": SPAN, **more}
    command = [found.path, "-c", CLIENT + textwrap.dedent(script)]
    return subprocess.run(command, env=environment, capture_output=True, timeout=60, check=True).stdout


def token(leases: Leases) -> str:
    return unquote(leases.env["OTEL_EXPORTER_OTLP_HEADERS"].partition("=")[2])


def ask(leases: Leases, method: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    send = {"Authorization": token(leases)} | {name.replace("_", "-"): value for name, value in headers.items()}
    return request(method, leases.env["OTEL_EXPORTER_OTLP_ENDPOINT"] + "/v1/traces", body, send)


def spans(leases: Leases) -> list[dict[str, Any]]:
    content = json.loads(ask(leases, "GET")[1])
    return [span for one in content.get("resourceSpans", ()) for scope in one["scopeSpans"] for span in scope["spans"]]


def test_spans_come_by_grpc_and_only_with_the_token(store: Leases) -> None:
    script = """
        stub = TraceServiceStub(grpc.insecure_channel(os.environ["OTLP_GRPC_ENDPOINT"].removeprefix("http://")))
        try:
            stub.Export(message, metadata=[("authorization", "Bearer guessed")])
        except grpc.RpcError as error:
            print(error.code().name)
        stub.Export(message, metadata=[("authorization", os.environ["TOKEN"])])
    """
    assert client(script, store) == b"UNAUTHENTICATED\n"
    assert spans(store) == [{"traceId": TRACE, "spanId": SPAN, "name": "checkout", "kind": 2}]


def test_spans_come_packed_over_http_and_can_be_forgotten(store: Leases) -> None:
    body = client("sys.stdout.buffer.write(message.SerializeToString())", store)
    kinds = {"Content_Type": "application/x-protobuf", "Content_Encoding": "gzip"}
    assert ask(store, "POST", gzip.compress(body), **kinds) == (200, b"")
    assert [span["name"] for span in spans(store)] == ["checkout"]
    assert ask(store, "DELETE")[0] == 200
    assert spans(store) == []


def test_what_is_no_message_is_refused(store: Leases) -> None:
    for body, kinds in (
        (b"\xff\xff", {"Content_Type": "application/x-protobuf"}),
        (b'{"resourceSpans": 1}', {"Content_Type": "application/json"}),
        (
            b'{"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "no"}]}]}]}',
            {"Content_Type": "application/json"},
        ),
        (b"no gzip", {"Content_Encoding": "gzip"}),
        (gzip.compress(bytes(9_000_000)), {"Content_Encoding": "gzip"}),
    ):
        assert ask(store, "POST", body, **kinds)[0] == 400
    assert spans(store) == []

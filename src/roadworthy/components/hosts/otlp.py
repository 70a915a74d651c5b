"""A store of traces, metrics and logs for one lease: takes OTLP over HTTP and gRPC, gives OTLP's JSON back.

Arguments: port for HTTP, port for gRPC. Environment: OTLP_TOKEN, which clients send as a bearer token.
`POST /v1/traces` takes spans in (protobuf or JSON, gzip or not), `GET /v1/traces` returns all of them in one object,
`DELETE /v1/traces` forgets them; likewise `/v1/metrics` and `/v1/logs`.
"""

import base64
import gzip
import hmac
import io
import json
import os
import sys
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import grpc  # type: ignore[import-untyped]  # all of these are in the environment of locks/otlp
from google.protobuf import json_format  # type: ignore[import-untyped]  # likewise
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # likewise
from opentelemetry.proto.collector.logs.v1 import (  # type: ignore[import-not-found]  # likewise
    logs_service_pb2,
    logs_service_pb2_grpc,
)
from opentelemetry.proto.collector.metrics.v1 import (  # type: ignore[import-not-found]  # likewise
    metrics_service_pb2,
    metrics_service_pb2_grpc,
)
from opentelemetry.proto.collector.trace.v1 import (  # type: ignore[import-not-found]  # likewise
    trace_service_pb2,
    trace_service_pb2_grpc,
)

LARGEST_BODY = 8 * 1024 * 1024
MOST_KEPT = 64 * 1024 * 1024
# In OTLP's JSON these are hexadecimal, unlike all other bytes.
IDS = ("traceId", "spanId", "parentSpanId")


class Store:
    """What came in of one kind, the oldest dropped when it grows too large.

    Args:
        request: The message that clients send.
        response: The message that answers it.
        items: Name of the request's repeated field.
    """

    def __init__(self, request: Callable[[], Any], response: Callable[[], Any], items: str) -> None:
        self.request = request
        self.response = response
        self._items = items
        self._lock = threading.Lock()
        self._kept: list[Any] = []

    def add(self, message: Any) -> None:
        """Keep what a message carries."""
        with self._lock:
            self._kept.extend(getattr(message, self._items))
            while sum(one.ByteSize() for one in self._kept) > MOST_KEPT:
                del self._kept[0]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def shown(self) -> bytes:
        """Return all of it as JSON."""
        message = self.request()
        with self._lock:
            getattr(message, self._items).extend(self._kept)
        content = json_format.MessageToDict(message, use_integers_for_enums=True)
        return json.dumps(with_ids(content, lambda text: base64.b64decode(text).hex())).encode()


STORES = {
    "/v1/traces": Store(
        trace_service_pb2.ExportTraceServiceRequest, trace_service_pb2.ExportTraceServiceResponse, "resource_spans"
    ),
    "/v1/metrics": Store(
        metrics_service_pb2.ExportMetricsServiceRequest,
        metrics_service_pb2.ExportMetricsServiceResponse,
        "resource_metrics",
    ),
    "/v1/logs": Store(
        logs_service_pb2.ExportLogsServiceRequest, logs_service_pb2.ExportLogsServiceResponse, "resource_logs"
    ),
}


def with_ids(content: Any, change: Callable[[str], str]) -> Any:
    """Return a copy of a JSON value in which the ids are changed."""
    if isinstance(content, list):
        return [with_ids(one, change) for one in content]
    if isinstance(content, dict):
        return {key: change(one) if key in IDS else with_ids(one, change) for key, one in content.items()}
    return content


def is_admitted(said: str) -> bool:
    """Return True if a client has the token."""
    return hmac.compare_digest(said.encode(), f"Bearer {os.environ['OTLP_TOKEN']}".encode())


class Handler(BaseHTTPRequestHandler):
    """OTLP over HTTP."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take something in."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self.close_connection = True
            self.answer(413, b"too large")
            return
        body = self.rfile.read(length)
        store = self.store()
        if store is None:
            return
        is_json = self.headers.get("Content-Type", "").startswith("application/json")
        message = store.request()
        try:
            if self.headers.get("Content-Encoding") == "gzip":
                body = unpacked(body)
            if is_json:
                content = with_ids(json.loads(body), lambda text: base64.b64encode(bytes.fromhex(text)).decode())
                json_format.ParseDict(content, message, ignore_unknown_fields=True)
            else:
                message.ParseFromString(body)
        except (DecodeError, json_format.ParseError, OSError, ValueError, TypeError, zlib.error, EOFError) as error:
            self.answer(400, str(error).encode())
            return
        store.add(message)
        response = store.response()
        if is_json:
            self.answer(200, b"{}", "application/json")
        else:
            self.answer(200, response.SerializeToString(), "application/x-protobuf")

    def do_GET(self) -> None:
        """Show what came in."""
        if (store := self.store()) is not None:
            self.answer(200, store.shown(), "application/json")

    def do_DELETE(self) -> None:
        """Forget what came in."""
        if (store := self.store()) is not None:
            store.clear()
            self.answer(200, b"{}", "application/json")

    def store(self) -> Store | None:
        """Return what the path stands for; None if the client has been refused."""
        if not is_admitted(self.headers.get("Authorization", "")):
            self.answer(401, b"a bearer token is needed")
        elif self.path not in STORES:
            self.answer(404, b"there are /v1/traces, /v1/metrics and /v1/logs")
        else:
            return STORES[self.path]
        return None

    def answer(self, status: int, body: bytes, kind: str = "text/plain") -> None:
        """Send an answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def unpacked(body: bytes) -> bytes:
    """Return the content of a gzip file; raises ValueError if that is too large."""
    with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
        content = file.read(LARGEST_BODY + 1)
    if len(content) > LARGEST_BODY:
        raise ValueError("too large")
    return content


class Service:
    """OTLP over gRPC, for one kind.

    Args:
        store: Where it goes.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def Export(self, request: Any, context: Any) -> Any:  # noqa: N802 - the name is that of OTLP
        """Take something in."""
        if not is_admitted(str(dict(context.invocation_metadata()).get("authorization", ""))):
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "a bearer token is needed")
        self._store.add(request)
        return self._store.response()


def serve_grpc(port: int) -> Any:
    """Return a running server."""
    server = grpc.server(ThreadPoolExecutor(4), options=[("grpc.so_reuseport", 0)])
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(Service(STORES["/v1/traces"]), server)
    metrics_service_pb2_grpc.add_MetricsServiceServicer_to_server(Service(STORES["/v1/metrics"]), server)
    logs_service_pb2_grpc.add_LogsServiceServicer_to_server(Service(STORES["/v1/logs"]), server)
    server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    return server


def main() -> None:
    """Listen, and stay until we are killed."""
    http_port, grpc_port = map(int, sys.argv[1:])
    keep = serve_grpc(grpc_port)
    with ThreadingHTTPServer(("127.0.0.1", http_port), Handler) as server:
        server.serve_forever()
    keep.stop(None)


if __name__ == "__main__":
    main()

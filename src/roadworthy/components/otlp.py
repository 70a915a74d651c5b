"""A store of traces, metrics and logs that come by OTLP: a process for each lease, with the protocol's own messages."""

from __future__ import annotations

import json
import secrets
import socket
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from roadworthy.components.base import ComponentError, Found
from roadworthy.components.http import request
from roadworthy.components.packages import PythonPackage
from roadworthy.components.private import Place, PrivateServer

SCRIPT = Path(__file__).with_name("hosts") / "otlp.py"


class Otlp(PrivateServer):
    """Ours, since what the registries carry (Phoenix) takes half a gigabyte and half a minute, and calls others."""

    name = "otlp"
    title = "OTLP store (OpenTelemetry)"
    variables = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTLP_GRPC_ENDPOINT")
    providers = (PythonPackage("otlp", "opentelemetry-proto"),)
    port_count = 2

    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Return the command line; the script is copied to where the account can read it."""
        script = place.folder.write("otlp.py", SCRIPT.read_text(encoding="utf-8"))
        return [*found.argv, script, *map(str, place.ports)]

    def server_env(self, place: Place) -> dict[str, str]:
        """Return the token."""
        return {"OTLP_TOKEN": place.secret, "PYTHONDONTWRITEBYTECODE": "1"}

    def ready(self, place: Place) -> bool:
        """Ask what has come in, and whether gRPC listens."""
        with socket.create_connection(("127.0.0.1", place.ports[1]), timeout=2.0):
            return _ask("GET", self.env(place))[0] == 200

    def env(self, place: Place) -> dict[str, str]:
        """Return what exporters read by themselves, and where gRPC is, which takes the same token."""
        return {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{place.ports[0]}",
            "OTEL_EXPORTER_OTLP_HEADERS": f"authorization=Bearer%20{place.secret}",
            "OTLP_GRPC_ENDPOINT": f"http://127.0.0.1:{place.ports[1]}",
        }

    def self_test(self, env: Mapping[str, str]) -> None:
        """Send a span and read it; with another token it is refused."""
        trace, now = secrets.token_hex(16), str(time.time_ns())
        span = {"traceId": trace, "spanId": trace[:16], "name": "t", "startTimeUnixNano": now, "endTimeUnixNano": now}
        body = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}).encode()
        _ask("POST", env, body)
        if trace.encode() not in _ask("GET", env)[1]:
            raise ComponentError("the OTLP store does not show the span that was sent to it")
        if _ask("POST", {**env, "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20guessed"}, body)[0] != 401:
            raise ComponentError("the OTLP store does not tell right tokens from wrong ones")


def _ask(method: str, env: Mapping[str, str], body: bytes | None = None) -> tuple[int, bytes]:
    headers = {
        "Authorization": unquote(env["OTEL_EXPORTER_OTLP_HEADERS"].partition("=")[2]),
        "Content-Type": "application/json",
    }
    return request(method, f"{env['OTEL_EXPORTER_OTLP_ENDPOINT']}/v1/traces", body, headers)

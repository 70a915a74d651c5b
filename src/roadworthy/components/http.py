"""One HTTP request to a server of ours."""

from __future__ import annotations

import base64
import http.client
from collections.abc import Mapping
from urllib.parse import urlsplit


def request(
    method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, *, timeout: float = 5.0
) -> tuple[int, bytes]:
    """Make a request and return status and body.

    Args:
        method: GET, POST, ...
        url: http://; user and password in it are sent as basic authentication.
        body: To send.
        headers: Likewise.
        timeout: Seconds for each step.

    Raises:
        OSError: There was no proper answer.
    """
    parts = urlsplit(url)
    send = dict(headers or {})
    if parts.password is not None:
        send["Authorization"] = "Basic " + base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode()
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=timeout)
    try:
        connection.request(method, parts._replace(scheme="", netloc="").geturl() or "/", body, send)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except http.client.HTTPException as error:
        raise OSError(str(error) or type(error).__name__) from error
    finally:
        connection.close()

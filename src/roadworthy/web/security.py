"""What stands before every request: who may ask, how much they may send, and what a browser may do with the answer.

Single-user mode has no accounts: whoever reaches the server is the learner, and may run code on this machine. So the
server listens on the loopback address, and other web sites that the learner visits are kept out: names that were made to
point here (DNS rebinding) by the Host header, forged requests (CSRF) by Origin and Sec-Fetch-Site, framing and scripts
by headers on every answer.
"""

from __future__ import annotations

import ipaddress
import json
import logging
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 2 * 1024 * 1024
"""Bytes that a request may carry; a roadmap is at most half of that, a file of a workspace too."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

Refusal = Callable[[Scope, int, str, str], Response]
"""Makes the answer to a refused request: scope, status, message, hint."""

_log = logging.getLogger("roadworthy.web")


def is_loopback(host: str) -> bool:
    """Return True if the name or address can only mean this machine."""
    bare = host.strip("[]").lower()
    if bare in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


def host_name(authority: str) -> str | None:
    """Return the lower-case host of a Host header ("127.0.0.1:7623", "[::1]"), None if it is malformed."""
    if any(sign in authority for sign in "/@?#\\ ") or not authority.isascii():
        return None
    try:
        parts = urlsplit(f"//{authority}")
        _ = parts.port  # raises if it is no port
    except ValueError:
        return None
    return parts.hostname


class _TooLargeError(HTTPException):
    """The body went past the limit while it was being read. An HTTPException, which FastAPI lets through as it is."""


class Gate:
    """ASGI middleware that refuses what it must, and puts security headers on everything.

    Args:
        app: What is behind it.
        hosts: Further names, beside the loopback ones, under which the server may be addressed.
        any_address: True if every bare IP address is a fine Host too: the server listens on all of them on purpose. A
            rebound name is still refused, and that is what an attack needs.
        refusal: Makes the answer to a refused request.
        max_body: Bytes that a request may carry.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Iterable[str] = (),
        any_address: bool = False,
        refusal: Refusal,
        max_body: int = MAX_BODY,
    ) -> None:
        self._app = app
        self._hosts = LOOPBACK | {host.strip("[]").lower() for host in hosts}
        self._any_address = any_address
        self._refusal = refusal
        self._max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no page of ours opens a WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        async def refuse(status: int, message: str, hint: str) -> None:
            await self._refusal(scope, status, message, hint)(scope, receive, send_guarded)

        headers = Headers(scope=scope)
        refused = self._why_refused(scope["method"], headers)
        if refused is not None:
            await refuse(*refused)
            return
        try:
            await self._app(scope, self._limited(receive), send_guarded)
        except Exception:
            _log.exception("%s %s failed", scope["method"], json.dumps(scope["path"]))
            if not started:
                await refuse(500, "something broke on our side", "the terminal that Roadworthy runs in says more")

    def _why_refused(self, method: str, headers: Headers) -> tuple[int, str, str] | None:
        hosts = headers.getlist("host")
        name = host_name(hosts[0]) if len(hosts) == 1 else None
        if name is None or not self._is_ours(name):
            return 421, "this server does not answer to that name", "use the address that Roadworthy printed"
        if method not in SAFE_METHODS and _is_foreign(headers, hosts[0]):
            return 403, "another web site asked for this", "go to Roadworthy itself and do it there"
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            return 400, "the length of the request is not a number", ""
        if int(length) > self._max_body:
            return self._too_large()
        return None

    def _is_ours(self, name: str) -> bool:
        if name in self._hosts:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or self._any_address

    def _too_large(self) -> tuple[int, str, str]:
        return 413, f"that is more than {self._max_body // 1024 // 1024} MB", "send less at once"

    def _limited(self, receive: Receive) -> Receive:
        seen = 0

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > self._max_body:
                    status, words, _ = self._too_large()
                    raise _TooLargeError(status, words)
            return message

        return limited


def _is_foreign(headers: Headers, host: str) -> bool:
    """Return True if a browser says that a page of another origin made the request.

    Browsers always send Origin with unsafe methods; what sends neither header is no browser, and has no cookies or
    position of the learner's to abuse.
    """
    origins = headers.getlist("origin")
    if origins:
        return any(urlsplit(origin).netloc.lower() != host.lower() for origin in origins)
    site = headers.get("sec-fetch-site", "same-origin")
    return site not in {"same-origin", "none"}

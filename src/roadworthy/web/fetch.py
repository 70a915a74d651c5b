"""Fetching a Markdown file from an address that somebody typed, without becoming their hand inside the network.

Only http and https, only public addresses, checked on the very address that is then connected to (so a name cannot
change its meaning in between), again at every redirect; bounded in size and time. The environment's proxies are not
used, since nobody could say what they connect to.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket

import httpx2

from roadworthy import __version__
from roadworthy.errors import UsageError

MAX_BYTES = 1024 * 1024
SECONDS = 15
MAX_REDIRECTS = 5

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_BLOB = re.compile(r"(https://(?:www\.)?github\.com/[^/]+/[^/]+)/blob/(.+)")
_REPOSITORY = re.compile(r"https://(?:www\.)?github\.com/([^/?#]+)/([^/?#]+?)(?:\.git)?/?(?:[?#].*)?")
_GITLAB_BLOB = re.compile(r"(https://[^/]+/.+)/-/blob/(.+)")
_GIST = re.compile(r"(https://gist\.github\.com/[^/]+/[0-9a-f]+)/?(?:#.*)?")


def raw_address(address: str) -> str:
    """Return the address of the Markdown itself for the pages on which people find it: GitHub, GitLab, gists."""
    if found := _BLOB.fullmatch(address):
        return f"{found[1]}/raw/{found[2]}"
    if found := _GITLAB_BLOB.fullmatch(address):
        return f"{found[1]}/-/raw/{found[2]}"
    if found := _GIST.fullmatch(address):
        return f"{found[1]}/raw"
    if found := _REPOSITORY.fullmatch(address):
        return f"https://raw.githubusercontent.com/{found[1]}/{found[2]}/HEAD/README.md"
    return address


def is_public(address: str) -> bool:
    """Return True if an IP address belongs to the open internet, also when it hides inside an IPv6 one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


class _PublicOnly(httpx2.AsyncHTTPTransport):
    """Connects to the address that was checked, and to no other."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Resolve, check, and send the request to one checked address under its own name."""
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise UsageError(f"there is no host called {host!r}", hint="check the address and your network") from None
        addresses = [entry[4][0] for entry in found]
        if not all(is_public(str(address)) for address in addresses):
            raise UsageError(
                f"{host} is not on the open internet, and Roadworthy fetches from nowhere else",
                hint="save the file and upload it instead",
            )
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=str(addresses[0]))
        return await super().handle_async_request(request)


async def fetch_markdown(address: str, *, transport: httpx2.AsyncBaseTransport | None = None) -> tuple[bytes, str]:
    """Return the bytes of a Markdown file and the address that they came from.

    Args:
        address: http or https; pages of GitHub, GitLab and gists are turned into the file they show.
        transport: What connects; left out, one that refuses everything but the open internet.

    Raises:
        UsageError: Not an address, refused, too large, too slow, or not text.
    """
    target = _checked(raw_address(address.strip()))
    client = httpx2.AsyncClient(
        transport=transport or _PublicOnly(),
        trust_env=False,
        follow_redirects=True,
        max_redirects=MAX_REDIRECTS,
        timeout=SECONDS,
        headers={
            "User-Agent": f"roadworthy/{__version__}",
            "Accept": "text/markdown, text/plain, */*;q=0.1",
            "Accept-Encoding": "identity",  # what arrives is what is counted
        },
    )
    try:
        async with asyncio.timeout(SECONDS), client, client.stream("GET", target) as response:
            return await _read(response), target
    except TimeoutError:
        raise UsageError(f"the address did not answer within {SECONDS} seconds", where=target) from None
    except httpx2.TooManyRedirects:
        raise UsageError("the address leads round in circles", where=target) from None
    except httpx2.UnsupportedProtocol:
        raise UsageError("the address leads to something that is not http or https", where=target) from None
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise UsageError(f"the address cannot be fetched: {reason}", where=target) from None


def _checked(address: str) -> str:
    hint = "for instance https://github.com/someone/something/blob/main/roadmap.md"
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL:
        raise UsageError("that is not an address", hint=hint) from None
    if url.scheme not in {"http", "https"} or not url.host:
        raise UsageError("the address has to begin with https:// or http://", hint=hint)
    if url.userinfo:
        raise UsageError("an address with a name and password in it is not fetched", hint=hint)
    return address


async def _read(response: httpx2.Response) -> bytes:
    where = str(response.request.url.copy_with(host=response.request.headers["host"].partition(":")[0]))
    if response.status_code != 200:
        raise UsageError(f"the address answers {response.status_code} {response.reason_phrase}".rstrip(), where=where)
    if response.headers.get("content-encoding", "identity") not in {"", "identity"}:
        raise UsageError("the server sent something compressed that was not asked for", where=where)
    if response.headers.get("content-type", "").partition(";")[0].strip() in {"text/html", "application/xhtml+xml"}:
        raise UsageError(
            "there is a web page at that address, not a Markdown file", where=where, hint="look for a link called Raw"
        )
    data = bytearray()
    async for chunk in response.aiter_raw():
        data += chunk
        if len(data) > MAX_BYTES:
            raise UsageError("the file is larger than 1 MB", where=where, hint="that is no roadmap to follow on foot")
    return bytes(data)

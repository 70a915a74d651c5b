"""Given: lets aiortc use 127.0.0.1, which its ICE leaves out, since the judge's attempts have no other network."""

import aioice.ice


def use_loopback() -> None:
    """Let every connection that is made from now on gather 127.0.0.1 as its only host candidate."""
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]

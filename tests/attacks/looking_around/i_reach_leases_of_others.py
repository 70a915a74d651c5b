# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Every port that anybody listens on, as /proc/net tells; one of them may be another's database."""

import socket

from tools import connects, tried, verdict_of


def ports():
    for name in ("/proc/net/tcp", "/proc/net/tcp6", "/proc/1/net/tcp"):
        try:
            with open(name) as file:
                for line in file.readlines()[1:]:
                    fields = line.split()
                    if fields[3] == "0A":
                        yield int(fields[1].rpartition(":")[2], 16)
        except OSError:
            continue


def attack():
    common = {5432, 6379, 5672, 3306, 27017, 9200, 8080, 22, 53, 11211}
    return verdict_of(
        *(
            tried(f"port {port}", lambda port=port: connects(socket.AF_INET, ("127.0.0.1", port), b"") or "connected")
            for port in sorted(common | set(ports()))
        )
    )

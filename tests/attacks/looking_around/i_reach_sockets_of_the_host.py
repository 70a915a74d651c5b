# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Sockets that are files: the bait's, Docker's, the system bus, databases."""

import socket

from tools import TARGET, connects, tried, verdict_of

PATHS = (
    "/var/run/docker.sock",
    "/run/docker.sock",
    "/run/containerd/containerd.sock",
    "/run/dbus/system_bus_socket",
    "/run/systemd/private",
    "/run/postgresql/.s.PGSQL.5432",
    "/tmp/.X11-unix/X0",
)


def attack():
    paths = (TARGET["unix_socket"], *PATHS)
    return verdict_of(*(tried(path, lambda path=path: connects(socket.AF_UNIX, path)) for path in paths))

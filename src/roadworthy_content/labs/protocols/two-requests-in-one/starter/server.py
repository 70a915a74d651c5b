"""python server.py PORT: HTTP/1.1 on a plain socket. This version hopes that requests come whole and alone."""

from __future__ import annotations

import socket
import sys


def main(port: int) -> None:
    """Serve."""
    with socket.create_server(("127.0.0.1", port)) as server:
        while True:
            connection, _ = server.accept()
            with connection:
                request = connection.recv(65536)
                _head, _, body = request.partition(b"\r\n\r\n")
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


if __name__ == "__main__":
    main(int(sys.argv[1]))

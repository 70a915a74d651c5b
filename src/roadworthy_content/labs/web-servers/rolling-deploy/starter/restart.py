"""Restart a service: `python restart.py VERSION NAME`. Given. Whatever the old one was doing is lost.

It notes in restarts.txt what it does, and does not wait until the new one is there.
"""

import contextlib
import subprocess
import sys
from http.client import HTTPConnection, HTTPException
from pathlib import Path

version, name = sys.argv[1:]
with Path("restarts.txt").open("a", encoding="utf-8") as notes:
    print(name, version, file=notes)
port = Path(f"{name}.port").read_text(encoding="utf-8")
with contextlib.suppress(OSError, HTTPException):  # it hangs up, or is dead already
    connection = HTTPConnection("127.0.0.1", int(port), timeout=10)
    connection.request("POST", "/die")
    connection.getresponse()
nothing = subprocess.DEVNULL
command = [sys.executable, "chat_service.py", name, port, version]
subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)

"""The chat's API, an application for WSGI. Given.

/slow     notes in slow.txt that it has begun, and answers when there is a file called go
all else  process id and version, which is read when this module is loaded
"""

import json
import os
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
VERSION = (HERE / "version.txt").read_text(encoding="utf-8").strip()


def application(environ, start_response):
    """Answer by the path."""
    if environ["PATH_INFO"] == "/slow":
        with (HERE / "slow.txt").open("a", encoding="utf-8") as notes:
            print(os.getpid(), file=notes)
        for _ in range(3000):
            if (HERE / "go").exists():
                break
            time.sleep(0.01)
    text = json.dumps({"pid": os.getpid(), "version": VERSION}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(text)))])
    return [text]

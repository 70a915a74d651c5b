# /// attack
# verdict = ["failed", "limit"]
# ///
"""A grandchild that nobody waits for goes on writing passes into every result that it finds."""

import os
import time

from tools import mark_me


def answer():
    if os.fork() == 0:
        mark_me()
        os.setsid()
        if os.fork():
            os._exit(0)
        for _ in range(200):
            for name in ("results.json", "report.xml", "verdict.json"):
                with open(name, "w") as file:
                    file.write('{"status": "passed"}')
            time.sleep(0.05)
        os._exit(0)
    return 0

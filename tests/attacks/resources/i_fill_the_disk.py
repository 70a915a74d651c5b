# /// attack
# verdict = ["passed", "limit", "failed"]
# checks = "held"
# walls = true
# limits = { seconds = 5, memory_mb = 128 }
# ///
"""A gigabyte in the workspace, in HOME and in the temporary folder."""

import os
import tempfile


def attack():
    written = 0
    block = b"x" * (1 << 20)
    for folder in (".", os.path.expanduser("~"), tempfile.gettempdir(), "/tmp", "/var/tmp"):
        try:
            for number in range(32):
                with open(os.path.join(folder, f"big{number}"), "wb") as file:
                    for _ in range(32):
                        file.write(block)
                        written += 1
                        if written > 1024:
                            return f"leaked: {written} MiB on disk"
        except OSError:
            continue
    return "held"

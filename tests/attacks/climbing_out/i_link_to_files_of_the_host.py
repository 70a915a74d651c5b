# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Links, hard and soft, from my folder to files of the host, for whoever follows them."""

import os

from tools import TARGET, find_secret, read_if_there


def attack():
    for name in ("host_file", "checks", "reference", "repository_file"):
        try:
            os.link(TARGET[name], f"hard-{name}")
            return f"leaked: a hard link to the {name}"
        except OSError:
            pass
        os.symlink(TARGET[name], f"soft-{name}")
        if find_secret(read_if_there(f"soft-{name}")) or b"SECRET" in read_if_there(f"soft-{name}"):
            return f"leaked: {name}"
    return "held"

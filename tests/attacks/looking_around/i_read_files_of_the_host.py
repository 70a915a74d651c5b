# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""A file in the host's temporary folder, one in the repository, and what only root may read."""

from tools import TARGET, read_if_there


def attack():
    for path in (TARGET["host_file"], TARGET["repository_file"], "/etc/shadow", "/root/.bash_history", "/etc/ssh/ssh_host_ed25519_key"):
        data = read_if_there(path)
        if data:
            return f"leaked: {path}"
    return "held"

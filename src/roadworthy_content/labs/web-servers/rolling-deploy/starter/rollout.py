"""Restart all services: `python rollout.py SOCKET PATIENCE a=HOST:PORT b=HOST:PORT -- COMMAND...`."""

import subprocess
import sys


def main(arguments: list[str]) -> int:
    """Restart one after the other, and return the exit status."""
    end = arguments.index("--")
    for server in arguments[2:end]:
        name = server.partition("=")[0]
        subprocess.run([*arguments[end + 1 :], name], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

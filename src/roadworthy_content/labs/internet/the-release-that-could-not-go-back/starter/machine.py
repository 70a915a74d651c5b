"""The machine: `python machine.py FOLDER PORT APP_PORT APP_PORT`. Given.

Starts nginx in the folder, and then runs what it reads, line by line, with deploy.py: "deploy 1.0", "rollback",
"boot"; NAME=VALUE sets a variable for that run. When a run ends, a line of JSON says so. "kill 3" kills the third run.
All runs and what they start belong to this program, which may therefore send them signals.
"""

import json
import os
import runpy
import signal
import subprocess
import sys
import threading
import traceback
from pathlib import Path

import boto3

HERE = Path(__file__).resolve().parent


def prepare(folder: Path, port: str) -> None:
    """Make the folder of a machine on which there is no release yet."""
    for inner in ("releases", "shared/uploads", "tmp"):
        (folder / inner).mkdir(parents=True, exist_ok=True)
    (folder / "live.conf").write_text("server 127.0.0.1:9;\n")
    (folder / "nginx.conf").write_text((HERE / "nginx.conf").read_text().replace("@PORT@", port))


def run(words: list[str], env: dict[str, str], said: Path) -> int:
    """Run deploy.py in a process of its own, and return its number. Forked, since to import boto3 takes long."""
    pid = os.fork()
    if pid:
        return pid
    os.dup2(os.open(said, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), 1)
    os.dup2(1, 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w", 1)
    os.environ.update(env | dict(word.split("=", 1) for word in words if "=" in word))
    sys.argv = ["deploy.py", *(word for word in words if "=" not in word)]
    status = 1
    try:
        runpy.run_path(str(HERE / "deploy.py"), run_name="__main__")
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    os._exit(status)


def tell(number: int, pid: int, said: Path) -> None:
    """Wait for the end of a run, and tell how it was."""
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    print(json.dumps({"run": number, "status": status, "said": said.read_text()[-700:]}), flush=True)


def main() -> None:
    """Run what comes in."""
    folder = Path(sys.argv[1]).resolve()
    prepare(folder, sys.argv[2])
    nginx = os.environ.pop("NGINX", "nginx")  # nginx itself reads a variable of this name
    env = {"NGINX_BIN": nginx, "HOST": str(folder), "PORT": sys.argv[2], "APP_PORTS": ",".join(sys.argv[3:5])}
    os.environ.setdefault("PATIENCE", "10")
    subprocess.Popen([nginx, "-p", str(folder), "-c", "nginx.conf"], stdin=subprocess.DEVNULL, stdout=sys.stderr)
    boto3.client("s3")  # so that it need not be read again by each run
    pids = {}
    for number, line in enumerate(sys.stdin, 1):
        words = line.split()
        if words[:1] == ["kill"]:
            os.kill(pids[int(words[1])], signal.SIGKILL)
        elif words:
            said = folder / f"said-{number}.txt"
            pids[number] = run(words, env, said)
            threading.Thread(target=tell, args=[number, pids[number], said], daemon=True).start()


if __name__ == "__main__":
    main()

"""Brings releases of the chat onto this machine: `python deploy.py deploy VERSION`, `rollback` or `boot`.

This version does what was typed into a shell until now.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import boto3

HOST = Path(os.environ["HOST"])


def deploy(version: str) -> None:
    """Fetch a release and start it."""
    archive = HOST / "release.tar.gz"
    boto3.client("s3").download_file(os.environ["BUCKET"], f"chat/{version}.tar.gz", str(archive))
    folder = HOST / "releases" / version
    folder.mkdir(parents=True)
    with tarfile.open(archive) as tar:
        tar.extractall(folder)
    port = os.environ["APP_PORTS"].split(",")[0]
    command = [sys.executable, "serve.py", port]
    subprocess.Popen(command, cwd=folder, start_new_session=True)
    (HOST / "live.conf").write_text(f"server 127.0.0.1:{port};\n")
    subprocess.run([os.environ["NGINX_BIN"], "-p", HOST, "-c", "nginx.conf", "-s", "reload"], check=True)


if __name__ == "__main__":
    deploy(sys.argv[2])

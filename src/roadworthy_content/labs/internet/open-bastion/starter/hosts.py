"""A bastion, a chat host and its database: `python hosts.py FOLDER BASTION CHAT DATABASE LOCAL` (four ports). Given.

They run until this program ends (Ctrl-C). All of it is on 127.0.0.1; what the servers say is in FOLDER/*.log.
"""

import os
import re
import socketserver
import subprocess
import sys
import time
from pathlib import Path
from socket import create_connection

HERE = Path(__file__).resolve().parent
TEMPLATES = ("ssh_config", "bastion_config", "chat_authorized_keys")
ON_BOTH = ("UsePAM=no", "StrictModes=no", "PidFile=none", "ListenAddress=127.0.0.1", "LogLevel=VERBOSE")
ON_BOTH += ("MaxAuthTries=3", "KexAlgorithms=curve25519-sha256")


class Database(socketserver.StreamRequestHandler):
    """Greets whoever connects, and says goodbye."""

    def handle(self) -> None:
        """Greet."""
        self.wfile.write(b"database of the chat\n")


class TcpServer(socketserver.ThreadingTCPServer):
    """The database's port."""

    allow_reuse_address = True
    daemon_threads = True


def make_key(file: Path) -> str:
    """Make a key pair, unless it is there, and return the public key."""
    if not file.exists():
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", file.name, "-f", file], check=True)
    return file.with_name(f"{file.name}.pub").read_text(encoding="utf-8").strip()


def render(template: str, variables: dict[str, str]) -> str:
    """Replace `${NAME}` by the variables' values."""
    return re.sub(r"\$\{(\w+)\}", lambda found: variables.get(found[1], found[0]), template)


def start_sshd(folder: Path, name: str, port: str, configuration: str, authorized: str) -> subprocess.Popen[bytes]:
    """Start a server and wait until it accepts connections."""
    options = [f"Port={port}", f"HostKey={folder / name}_host", f"AuthorizedKeysFile={folder / authorized}", *ON_BOTH]
    command = [os.environ.get("SSHD", "/usr/sbin/sshd"), "-D", "-E", folder / f"{name}.log", "-f", folder / configuration]
    process = subprocess.Popen([*command, *(part for option in options for part in ("-o", option))])
    while process.poll() is None:
        try:
            create_connection(("127.0.0.1", int(port)), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return process
    sys.exit(f"sshd of the {name} host ended:\n" + (folder / f"{name}.log").read_text(encoding="utf-8"))


def main(name: str, bastion_port: str, chat_port: str, db_port: str, local_port: str) -> None:
    """Set everything up, and stay."""
    folder = Path(name).resolve()
    folder.mkdir(exist_ok=True)
    known = [
        f"[127.0.0.1]:{port} {make_key(folder / host)}"
        for host, port in (("bastion_host", bastion_port), ("chat_host", chat_port))
    ]
    (folder / "known_hosts").write_text("\n".join(known) + "\n", encoding="utf-8")
    variables = {
        "FOLDER": str(folder),
        "BASTION_PORT": bastion_port,
        "CHAT_PORT": chat_port,
        "DB_PORT": db_port,
        "LOCAL_PORT": local_port,
        "ME_KEY": make_key(folder / "me"),
        "CI_KEY": make_key(folder / "ci"),
    }
    for file in TEMPLATES:
        text = (HERE / f"{file}.template").read_text(encoding="utf-8")
        (folder / file).write_text(render(text, variables), encoding="utf-8")
    (folder / "bastion_authorized_keys").write_text(variables["ME_KEY"] + "\n", encoding="utf-8")
    (folder / "chat_config").write_text("PasswordAuthentication no\nKbdInteractiveAuthentication no\n", encoding="utf-8")
    (folder / "deploy.sh").write_text('echo "deploying: $SSH_ORIGINAL_COMMAND"\n', encoding="utf-8")
    servers = [
        start_sshd(folder, "bastion", bastion_port, "bastion_config", "bastion_authorized_keys"),
        start_sshd(folder, "chat", chat_port, "chat_config", "chat_authorized_keys"),
    ]
    try:
        TcpServer(("127.0.0.1", int(db_port)), Database).serve_forever()
    finally:
        for server in servers:
            server.terminate()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Three name servers with your zones: `python run.py PORT`, until Ctrl-C. Given.

127.0.0.1 is the primary for chat.example, 127.0.0.2 serves presence.chat.example, 127.0.0.3 is a secondary for
chat.example. macOS has only the first of these addresses: `sudo ifconfig lo0 alias 127.0.0.2` brings another.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONFIGURATION = """
options {{
    directory "{folder}";
    listen-on port {port} {{ {address}; }};
    listen-on-v6 {{ none; }};
    pid-file none;
    session-keyfile none;
    recursion no;
    dnssec-validation no;
    empty-zones-enable no;
    allow-transfer {{ any; }};
    transfer-source {address};
}};
controls {{ }};
{zone}
"""
ZONES = {
    "127.0.0.1": 'zone "chat.example" {{ type primary; file "{here}/chat.example.zone"; notify no; }};',
    "127.0.0.2": 'zone "presence.chat.example" {{ type primary; file "{here}/presence.zone"; notify no; }};',
    "127.0.0.3": 'zone "chat.example" {{ type secondary; file "copy.zone"; masterfile-format text;'
    " primaries {{ 127.0.0.1 port {port}; }}; }};",
}


def start(port: str, address: str) -> subprocess.Popen[bytes]:
    """Start the server of an address."""
    folder = HERE / f"named-{port}-{address}"
    folder.mkdir(exist_ok=True)
    shutil.copy(HERE / "yesterday.zone", folder / "copy.zone")
    zone = ZONES[address].format(here=HERE, port=port)
    text = CONFIGURATION.format(folder=folder, port=port, address=address, zone=zone)
    (folder / "named.conf").write_text(text, encoding="utf-8")
    return subprocess.Popen([os.environ.get("BIND", "named"), "-g", "-n", "1", "-c", folder / "named.conf"])


def main(port: str) -> None:
    """Start them, the primary first, and stay."""
    servers = [start(port, address) for address in ZONES]
    for server in servers:
        server.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])

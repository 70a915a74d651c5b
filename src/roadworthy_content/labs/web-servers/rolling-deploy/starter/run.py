"""Start HAProxy with your configuration: `python run.py PORT CHAT_A CHAT_B SOCKET [CHECK_INTERVAL]`. Given.

To try it: `python chat_service.py a 9001 v1` and `python chat_service.py b 9002 v1`, each in a terminal of its own, then
`python run.py 8080 127.0.0.1:9001 127.0.0.1:9002 /tmp/haproxy.sock`.
"""

import os
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(port: str, chat_a: str, chat_b: str, socket: str, check_interval: str = "500ms") -> None:
    """Write the configuration, and become HAProxy."""
    values = {"PORT": port, "CHAT_A": chat_a, "CHAT_B": chat_b, "CHECK_INTERVAL": check_interval}
    values["SOCKET"] = str(Path(socket).absolute())
    template = (HERE / "haproxy.cfg.template").read_text(encoding="utf-8")
    text = re.sub(r"\$\{(\w+)\}", lambda found: values.get(found[1], found[0]), template)
    configuration = HERE / f"haproxy-{port}.cfg"
    configuration.write_text(text, encoding="utf-8")
    haproxy = os.environ.get("HAPROXY", "haproxy")
    os.execvp(haproxy, [haproxy, "-db", "-f", str(configuration)])  # noqa: S606


if __name__ == "__main__":
    main(*sys.argv[1:])

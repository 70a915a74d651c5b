"""Run nginx with your configuration: `python run.py PORT CHAT_A CHAT_B [API_TIMEOUT [STREAM_TIMEOUT]]`. Given.

Variables in the template are replaced as nginx's own container image does it: only those that are defined, so that nginx's
`$host` and its like stay.
"""

import os
import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def render(template: str, variables: dict[str, str]) -> str:
    """Replace `${NAME}` and `$NAME` by the variables' values."""
    return re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda found: variables.get(found[1] or found[2], found[0]), template)


def main(port: str, chat_a: str, chat_b: str, api_timeout: str = "5s", stream_timeout: str = "1h") -> None:
    """Write the configuration into a folder of its own, and become nginx."""
    variables = {
        "PORT": port,
        "CHAT_A": chat_a,
        "CHAT_B": chat_b,
        "API_TIMEOUT": api_timeout,
        "STREAM_TIMEOUT": stream_timeout,
        "ASSETS": str(HERE / "assets"),
    }
    folder = HERE / f"nginx-{port}"
    folder.mkdir(exist_ok=True)
    shutil.copy(HERE / "nginx.conf", folder)
    template = (HERE / "chat.conf.template").read_text(encoding="utf-8")
    (folder / "chat.conf").write_text(render(template, variables), encoding="utf-8")
    nginx = os.environ.pop("NGINX", "nginx")  # the program's path; nginx itself would take NGINX for a list of sockets
    os.execvp(nginx, [nginx, "-e", "stderr", "-p", f"{folder}/", "-c", "nginx.conf"])  # noqa: S606


if __name__ == "__main__":
    main(*sys.argv[1:])

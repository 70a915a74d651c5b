"""Run nginx with your template: `python run.py PORT ORIGIN_PORT`. Given.

Only `${PORT}`, `${ORIGIN}` and `${CACHE}` are replaced, so that nginx's own variables stay.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FRAME = """
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {}
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include edge.conf;
}
"""


def main(port: str, origin_port: str) -> None:
    """Write the configuration into a folder of its own, and become nginx."""
    folder = HERE / f"nginx-{port}"
    (folder / "cache").mkdir(parents=True, exist_ok=True)
    text = (HERE / "edge.conf.template").read_text(encoding="utf-8")
    values = {"PORT": port, "ORIGIN": f"127.0.0.1:{origin_port}", "CACHE": str(folder / "cache")}
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", value)
    (folder / "edge.conf").write_text(text, encoding="utf-8")
    (folder / "nginx.conf").write_text(FRAME, encoding="utf-8")
    nginx = os.environ.pop("NGINX", "nginx")  # the program's path; nginx itself would take NGINX for a list of sockets
    os.execvp(nginx, [nginx, "-e", "stderr", "-p", f"{folder}/", "-c", "nginx.conf"])  # noqa: S606


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Start both servers with your configuration. Given.

`python run.py tomcat PORT` and, in another terminal, `python run.py apache PORT TOMCAT_PORT [PATIENCE]`; PATIENCE is in seconds.
"""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def fill_in(name: str, values: dict[str, str]) -> str:
    """Return a template with its variables filled in."""
    text = (HERE / name).read_text(encoding="utf-8")
    return re.sub(r"\$\{(\w+)\}", lambda found: values.get(found[1], found[0]), text)


def tomcat(port: str) -> None:
    """Make a folder for Tomcat, and become it."""
    base = Path(tempfile.mkdtemp(prefix="tomcat-"))
    for name in ("conf", "logs", "temp", "webapps", "work"):
        (base / name).mkdir()
    shutil.copytree(HERE / "legacy", base / "webapps" / "legacy")
    (base / "conf" / "server.xml").write_text(fill_in("server.xml.template", {"PORT": port}), encoding="utf-8")
    env = {"CATALINA_BASE": str(base), "CATALINA_TMPDIR": str(base / "temp")}
    env["CATALINA_OPTS"] = "-Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto"
    os.execvpe(os.environ["TOMCAT"], [os.environ["TOMCAT"], "run"], os.environ | env)


def apache(port: str, tomcat_port: str, patience: str = "20") -> None:
    """Write the configuration, and become Apache."""
    folder = Path(tempfile.mkdtemp(prefix="apache-"))
    values = {"PORT": port, "TOMCAT_PORT": tomcat_port, "PATIENCE": patience, "FOLDER": str(folder), "HERE": str(HERE)}
    frame = fill_in("frame.conf", values | {"MODULES": os.environ["APACHE_MODULES"]})
    path = folder / "httpd.conf"
    path.write_text(frame + fill_in("site.conf.template", values), encoding="utf-8")
    os.execvp(os.environ["APACHE"], [os.environ["APACHE"], "-DFOREGROUND", "-f", str(path)])


if __name__ == "__main__":
    {"tomcat": tomcat, "apache": apache}[sys.argv[1]](*sys.argv[2:])

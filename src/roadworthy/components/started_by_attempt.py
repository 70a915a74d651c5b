"""Programs that the attempt starts, with the learner's configuration or code, inside its own walls.

Tomcat and workerd are among them although one instance could serve many: they run the learner's code, and that may
happen nowhere but inside the walls.
"""

from __future__ import annotations

from pathlib import Path

from roadworthy.components import trials
from roadworthy.components.packages import NodePackage
from roadworthy.components.programs import Program
from roadworthy.components.providers import Machine

APACHE_MODULES = "/usr/lib/apache2/modules"


def _lacks_wsgi(_path: Path) -> str:
    return "" if Path(APACHE_MODULES, "mod_wsgi.so").exists() else f"there is no mod_wsgi.so in {APACHE_MODULES}"


NGINX = Program("nginx", "nginx", "NGINX", (Machine(("nginx",), "nginx", "nginx", version_args=("-v",)),), trials.NGINX)
HAPROXY = Program(
    "haproxy",
    "HAProxy",
    "HAPROXY",
    (Machine(("haproxy",), "haproxy", "haproxy", version_args=("-v",)),),
    trials.HAPROXY,
)
APACHE = Program(
    "apache",
    "Apache with mod_wsgi",
    "APACHE",
    (
        Machine(
            ("apache2",),
            "apache2 libapache2-mod-wsgi-py3",
            version_args=("-v",),
            version_pattern=r"Apache/([\d.]+)",
            lacks=_lacks_wsgi,
        ),
    ),
    trials.APACHE,
    beside=(("APACHE_MODULES", APACHE_MODULES),),
)
BIND = Program("bind", "BIND", "BIND", (Machine(("named",), "bind9", "bind", version_args=("-v",)),), trials.BIND)
OPENSSH = Program(
    "openssh",
    "OpenSSH server",
    "SSHD",
    (
        Machine(
            ("sshd",),
            "openssh-server",
            "openssh",
            version_args=("-V",),
            version_pattern=r"OpenSSH_([\d.]+)",
        ),
    ),
    trials.OPENSSH,
)
PROMETHEUS = Program(
    "prometheus",
    "Prometheus",
    "PROMETHEUS",
    (Machine(("prometheus",), "prometheus", "prometheus", version_pattern=r"version ([\d.]+)"),),
    trials.PROMETHEUS,
)
TOMCAT = Program(
    "tomcat",
    "Tomcat",
    "TOMCAT",
    (
        Machine(
            ("catalina.sh",),
            "tomcat10",
            "tomcat",
            places=("/usr/share/tomcat*/bin", "/opt/homebrew/opt/tomcat/libexec/bin"),
            # By its libraries' names: asking it starts a Java machine, which may take ten seconds where many do.
            version_args=(),
            version_file="/usr/share/java/tomcat*-catalina-[0-9]*.jar",
        ),
    ),
    trials.TOMCAT,
)
WORKERD = Program(
    "workerd",
    "workerd (Cloudflare Workers)",
    "WORKERD",
    (NodePackage("workerd", "workerd", "@cloudflare/workerd-*/bin/workerd", script=False),),
    trials.WORKERD,
)
CHROMIUM = Program(
    "chromium",
    "Chromium",
    "CHROMIUM",
    (
        Machine(
            ("chromium", "chromium-browser", "google-chrome"),
            "chromium",
            "chromium",
            places=("/Applications/Chromium.app/Contents/MacOS",),
        ),
    ),
    trials.CHROMIUM,
)
SQLITE = Program("sqlite", "SQLite", "SQLITE3", (Machine(("sqlite3",), "sqlite3", "sqlite"),), trials.SQLITE)

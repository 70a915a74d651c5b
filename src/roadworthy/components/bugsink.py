"""Bugsink, which takes in what Sentry's clients send: a process for each lease, with one project."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from roadworthy.components.base import ComponentError, Found, Progress, require
from roadworthy.components.http import request
from roadworthy.components.packages import PythonPackage
from roadworthy.components.private import Place, PrivateServer, Running

# Single-user, which is what Bugsink's licence allows everybody to run locally.
CONFIGURATION = """
import os
from bugsink.settings.default import *
SECRET_KEY = os.environ["BUGSINK_SECRET"] * 3
for name in ("default", "snappea"):
    DATABASES[name]["NAME"] = os.path.join(os.environ["BUGSINK_FOLDER"], name + ".sqlite3")
    DATABASES[name].setdefault("OPTIONS", {})["init_command"] = "PRAGMA synchronous=OFF"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
SNAPPEA = {"TASK_ALWAYS_EAGER": True}
BUGSINK = {
    "BASE_URL": os.environ["BUGSINK_URL"],
    "SINGLE_USER": True,
    "SINGLE_TEAM": True,
    "USER_REGISTRATION": "CB_NOBODY",
    "PHONEHOME": False,
}
"""
MAKE_PROJECT = """
from projects.models import Project
from bsmain.models import AuthToken
Project.objects.create(name="lease")
AuthToken.objects.create()
"""


class Bugsink(PrivateServer):
    """gunicorn with one worker; databases are copies of ones that were made once."""

    name = "bugsink"
    title = "Bugsink (Sentry's protocol)"
    variables = ("SENTRY_DSN", "BUGSINK_URL", "BUGSINK_TOKEN")
    providers = (PythonPackage("bugsink", "bugsink"),)
    within = 60.0
    slow = True

    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Copy the databases and give project and token new secrets."""
        folder = place.folder
        folder.write("roadworthy_conf.py", CONFIGURATION)
        for name in ("default", "snappea"):
            target = folder.path / f"{name}.sqlite3"
            shutil.copyfile(_databases(found) / target.name, target)
            folder.own(target)
        with closing(sqlite3.connect(folder.path / "default.sqlite3")) as database, database:
            database.execute("UPDATE projects_project SET sentry_key = ?", (_key(place),))
            database.execute(
                "UPDATE bsmain_authtoken SET token = ?, projects_read = 1, issues_read = 1, events_read = 1",
                (_token(place),),
            )
        how: list[str | Path] = [
            "--bind",
            f"127.0.0.1:{place.port}",
            "--workers",
            "1",
            "--threads",
            "4",
            "--worker-tmp-dir",
            folder.path,
        ]
        return [*found.argv, "-m", "gunicorn", *how, "bugsink.wsgi"]

    def server_env(self, place: Place) -> dict[str, str]:
        """Return what the configuration reads."""
        return _environment(place.folder.path, place.secret, f"http://127.0.0.1:{place.port}")

    def ready(self, place: Place) -> bool:
        """Ask for the projects."""
        return _ask(f"http://127.0.0.1:{place.port}", _token(place))[0] == 200

    def env(self, place: Place) -> dict[str, str]:
        """Return where clients send to, and where to read what arrived."""
        return {
            "SENTRY_DSN": f"http://{_key(place)}@127.0.0.1:{place.port}/1",
            "BUGSINK_URL": f"http://127.0.0.1:{place.port}",
            "BUGSINK_TOKEN": _token(place),
        }

    def self_test(self, env: Mapping[str, str]) -> None:
        """Send an event and read the issue."""
        key = urlsplit(env["SENTRY_DSN"]).username
        event = {"event_id": uuid.uuid4().hex, "message": "roadworthy", "level": "error", "timestamp": 1e9}
        lines = ({"event_id": event["event_id"]}, {"type": "event"}, event)
        body = "\n".join(json.dumps(line) for line in lines).encode()
        url = f"{env['BUGSINK_URL']}/api/1/envelope/?sentry_key={key}&sentry_version=7"
        status, said = request("POST", url, body, {"Content-Type": "application/x-sentry-envelope"}, timeout=20)
        if status != 200 or b"roadworthy" not in _ask(env["BUGSINK_URL"], env["BUGSINK_TOKEN"], "issues/?project=1")[1]:
            raise ComponentError(f"Bugsink does not show what was sent to it ({status} {said[:200]!r})")

    def _start(self, tell: Progress) -> Running:
        found = require(self, tell)
        if not _databases(found).is_dir():
            tell("making Bugsink's databases: half a minute, once")
            _make_databases(found)
        return super()._start(tell)


def _databases(found: Found) -> Path:
    return found.path.parent.parent / "databases"


def _make_databases(found: Found) -> None:
    """Make the tables once, beside the package; made elsewhere and renamed, so that nobody sees half of them."""
    with tempfile.TemporaryDirectory(dir=found.path.parent.parent) as temporary:
        folder = Path(temporary) / "databases"
        folder.mkdir()
        (folder / "roadworthy_conf.py").write_text(CONFIGURATION, encoding="utf-8")
        for words in (["migrate"], ["migrate", "--database=snappea"], ["shell", "-c", MAKE_PROJECT]):
            done = subprocess.run(
                [*found.argv, "-m", "django", *words],
                env={"PATH": os.defpath, **_environment(folder, "made-once", "http://127.0.0.1:1")},
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                lines = done.stderr.strip().splitlines() or ["it said nothing"]
                raise ComponentError(f"Bugsink's databases could not be made: {lines[-1]}")
        if not _databases(found).exists():
            folder.rename(_databases(found))


def _environment(folder: Path, secret: str, url: str) -> dict[str, str]:
    return {
        "BUGSINK_FOLDER": str(folder),
        "BUGSINK_SECRET": secret,
        "BUGSINK_URL": url,
        "DJANGO_SETTINGS_MODULE": "roadworthy_conf",
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _key(place: Place) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"key {place.secret}").hex


def _token(place: Place) -> str:
    # Forty hex digits are what the library expects of one.
    return (uuid.uuid5(uuid.NAMESPACE_OID, f"token {place.secret}").hex * 2)[:40]


def _ask(url: str, token: str, what: str = "projects/") -> tuple[int, bytes]:
    return request("GET", f"{url}/api/canonical/0/{what}", None, {"Authorization": f"Bearer {token}"})

"""InfluxDB 1: a process for each lease."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

from roadworthy.components.base import ComponentError, Found
from roadworthy.components.http import request
from roadworthy.components.private import Place, PrivateServer
from roadworthy.components.providers import Machine

USER = "lease"


class Influxdb(PrivateServer):
    """influxd, with one user who may do everything."""

    name = "influxdb"
    title = "InfluxDB"
    variables = ("INFLUXDB_URL",)
    account = "influxdb"
    providers = (Machine(("influxd",), debian="influxdb", homebrew="influxdb@1", version_args=("version",)),)

    def command(self, found: Found, place: Place) -> Sequence[str | Path]:
        """Write the configuration."""
        data = place.folder.path
        text = f"""
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = "{data}/meta"
[data]
  dir = "{data}/data"
  wal-dir = "{data}/wal"
  cache-max-memory-size = "64m"
[http]
  bind-address = "127.0.0.1:{place.port}"
  auth-enabled = true
  log-enabled = false
[monitor]
  store-enabled = false
"""
        return [*found.argv, "-config", place.folder.write("influxdb.conf", text)]

    def ready(self, place: Place) -> bool:
        """Log in; before the user is made, make it, which InfluxDB allows as long as there is none."""
        url = self.env(place)["INFLUXDB_URL"]
        if _query(url, "SHOW DATABASES")[0] == 200:
            return True
        made = f"CREATE USER {USER} WITH PASSWORD '{place.secret}' WITH ALL PRIVILEGES"
        return _query(url, made, login=False)[0] == 200

    def env(self, place: Place) -> dict[str, str]:
        """Return the URL."""
        return {"INFLUXDB_URL": f"http://{USER}:{place.secret}@127.0.0.1:{place.port}"}

    def self_test(self, env: Mapping[str, str]) -> None:
        """Write a point and read it."""
        url = env["INFLUXDB_URL"]
        _query(url, "CREATE DATABASE t")
        request("POST", f"{url}/write?db=t", b"m v=42")
        if b"42" not in _query(url, 'SELECT v FROM "t".."m"')[1]:
            raise ComponentError("InfluxDB does not return what was written to it")


def _query(url: str, query: str, *, login: bool = True) -> tuple[int, bytes]:
    if not login:
        parts = urlsplit(url)
        url = parts._replace(netloc=f"{parts.hostname}:{parts.port}").geturl()
    return request("POST", f"{url}/query?q={quote(query)}")

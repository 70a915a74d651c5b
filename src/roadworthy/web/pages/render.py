"""Templates, and what every one of them may use."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from roadworthy.labs import Status
from roadworthy.web.markdown import is_web_link, visible, worded

STATIC = Path(__file__).resolve().parent.parent / "static"
BUILT = STATIC / "built"

STATUS_WORDS = {
    Status.PASSED: "Passed.",
    Status.FAILED: "Not passed yet.",
    Status.BROKEN: "The code could not be loaded.",
    Status.LIMIT: "A limit was reached.",
    Status.COMPONENT_FAILED: "A component failed; that is ours to mend, not yours. It does not count.",
    Status.NOT_JUDGED: "Not judged; it does not count.",
}


def assets() -> dict[str, str]:
    """Return entry name -> address of the bundled front end; empty where it has not been built."""
    manifest = BUILT / "manifest.json"
    try:
        return _read_manifest(manifest, manifest.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=1)
def _read_manifest(manifest: Path, _changed: int) -> dict[str, str]:
    # Keyed by the time of its last change, so that a bundle made anew is picked up by a running server.
    names: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    return {name: f"/static/built/{file}" for name, file in names.items()}


def asset(name: str) -> str:
    """Return the address of an entry of the bundle, "" where it has not been built."""
    return assets().get(name, "")


def day_and_time(moment: datetime) -> str:
    """Return the moment in words, UTC: "21 Nov 2026, 14:03 UTC"."""
    utc = moment.astimezone(UTC)
    return f"{utc.day} {utc:%b %Y, %H:%M} UTC"


def day(moment: datetime) -> str:
    """Return the day in words, by this machine's clock: "21 Nov 2026"."""
    local = moment.astimezone()
    return f"{local.day} {local:%b %Y}"


def topic_title(topic: str) -> str:
    """Return the name of a topic's folder as a heading ("web-servers" -> "Web servers")."""
    words = topic.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


@cache
def templates() -> Environment:
    """Return the environment of all templates: everything is escaped unless it is Markup already."""
    environment = Environment(
        loader=PackageLoader("roadworthy.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day=day,
        day_and_time=day_and_time,
        status_words=lambda status: STATUS_WORDS[Status(status)],
        topic_title=topic_title,
        visible=visible,
        web_link=is_web_link,
        worded=worded,
    )
    environment.globals.update(asset=asset, version=version("roadworthy"))
    environment.globals["icon"] = environment.get_template("icons.html").make_module().__dict__["icon"]
    environment.globals["parts"] = environment.get_template("parts.html").make_module()
    return environment


def page(template: str, *, status: int = 200, here: str = "", **context: Any) -> HTMLResponse:
    """Return a page.

    Args:
        template: File name in templates/.
        status: HTTP status.
        here: Which entry of the main navigation is the current one.
        context: What the template asks for.
    """
    # What a page shows changes with every attempt, in another tab or in the terminal: never an old copy.
    headers = {"Cache-Control": "no-store", "Vary": "HX-Request"}
    body = templates().get_template(template).render(here=here, assets=assets(), status=status, **context)
    return HTMLResponse(body, status_code=status, headers=headers)

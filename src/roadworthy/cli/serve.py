"""`roadworthy` without a command: the server, and the map in the browser."""

from __future__ import annotations

from roadworthy.cli.session import load_settings


def serve(*, host: str | None, port: int | None, open_browser: bool, expose: bool) -> None:
    """Serve until Ctrl-C; what is None comes from the settings.

    Args:
        host: Address to listen on.
        port: Port to listen on; the next free one if it is taken.
        open_browser: Open the map once the server answers.
        expose: Listen even on an address that others reach.
    """
    from roadworthy.web import run

    chosen = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    run(load_settings().model_copy(update=chosen), open_browser=open_browser, expose=expose)

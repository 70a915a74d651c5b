"""`roadworthy` without a command: the server, and the map in the browser."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from roadworthy.cli.session import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from roadworthy.settings import Settings

# By name, as every command is loaded: the two faces share no code, and starting the other is all that one of them does.
_SERVER = "roadworthy.web"


class Run(Protocol):
    """`roadworthy.web.run`: serves until Ctrl-C."""

    def __call__(
        self,
        settings: Settings,
        open_browser: bool = True,
        *,
        expose: bool = False,
        announce: Callable[[str], None] = print,
    ) -> None:
        """Serve; `announce` is told the one line that says where."""


def server() -> Run:
    """Import the server, which is slow, and return what runs it."""
    return cast("Run", import_module(_SERVER).run)


def serve(*, host: str | None, port: int | None, open_browser: bool, expose: bool) -> None:
    """Serve until Ctrl-C; what is None comes from the settings.

    Args:
        host: Address to listen on.
        port: Port to listen on; the next free one if it is taken.
        open_browser: Open the map once the server answers.
        expose: Listen even on an address that others reach.
    """
    chosen = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    server()(load_settings().model_copy(update=chosen), open_browser, expose=expose)

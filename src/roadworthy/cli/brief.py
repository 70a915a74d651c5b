"""`roadworthy brief`: what a lab asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from roadworthy.cli.arguments import LAB
from roadworthy.cli.session import Session

if TYPE_CHECKING:
    from rich.console import RenderableType

    from roadworthy.labs import Lab

EXAMPLES = ("roadworthy brief", "roadworthy brief cache-aside | less")


def command(lab: Annotated[str | None, LAB] = None) -> None:
    """Read what a lab asks for. In a pipe it is the Markdown itself."""
    with Session() as session:
        chosen = session.named(lab)

        from roadworthy.cli.console import READING_WIDTH, output
        from roadworthy.cli.text import shown

        console = output()
        if console.is_terminal:
            console.print(rendered(chosen), width=min(console.width, READING_WIDTH))
        else:
            print(shown(chosen.brief), end="")


def rendered(lab: Lab) -> RenderableType:
    """Return the lab's title, facts and brief for a terminal."""
    from rich.console import Group
    from rich.markdown import Markdown

    from roadworthy.cli.render_lab import facts, title
    from roadworthy.cli.text import shown

    body = shown(lab.brief).lstrip()
    heading, _, rest = body.partition("\n")
    # The lab's title stands above already; most briefs begin with it again.
    body = rest if heading.startswith("# ") else body
    # Not every terminal can follow a hidden link, so addresses are written out.
    return Group(title(lab), facts(lab), "", Markdown(body, code_theme="ansi_dark", hyperlinks=False))

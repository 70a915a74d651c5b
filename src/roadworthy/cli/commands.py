"""Which commands there are, and the text of `roadworthy --help`.

Only names and sentences: nothing is imported here, so that the help is on the screen before a person notices that a
program was started. The modules are imported by `app.py` when their command is run.
"""

from __future__ import annotations


class CommandEntry:
    """One row of the help.

    Attributes:
        name: What is typed.
        summary: The sentence beside it.
        module: Where it is: the module's Typer application `app`, else its function `command`, else the one called `name`.
        parts: Modules whose function (called as the module is) becomes a subcommand of `app`.
    """

    __slots__ = ("module", "name", "parts", "summary")

    # Written out: `dataclasses` and `typing.NamedTuple` each take longer to import than this text to print.
    def __init__(self, name: str, summary: str, module: str, parts: tuple[str, ...] = ()) -> None:
        self.name = name
        self.summary = summary
        self.module = module
        self.parts = parts


GROUPS: dict[str, tuple[CommandEntry, ...]] = {
    "Learn": (
        CommandEntry("next", "Say what to do next, and why", "roadworthy.cli.next"),
        CommandEntry("list", "List the labs with their state", "roadworthy.cli.list"),
        CommandEntry("start", "Make a workspace for a lab", "roadworthy.cli.start"),
        CommandEntry("brief", "Read what a lab asks for", "roadworthy.cli.brief"),
        CommandEntry("check", "Judge your work on a lab", "roadworthy.cli.check"),
        CommandEntry("watch", "Judge again whenever you save", "roadworthy.cli.watch"),
        CommandEntry("hint", "Take the next hint", "roadworthy.cli.hint"),
        CommandEntry("reset", "Begin a lab again; a copy is kept", "roadworthy.cli.reset"),
    ),
    "What you can do": (
        CommandEntry("place", "Find out where to start", "roadworthy.cli.place"),
        CommandEntry("progress", "Show it, skill by skill; export, import", "roadworthy.cli.progress"),
        CommandEntry("review", "Say what to review; begin a review", "roadworthy.cli.review"),
        CommandEntry("matrix", "Show who can do what, from ledgers", "roadworthy.cli.matrix"),
    ),
    "Roadmaps": (
        CommandEntry("map", "Show a roadmap and how far you are", "roadworthy.cli.map"),
        CommandEntry(
            "roadmap", "Read, lint or compare roadmap files", "roadworthy.cli.roadmap", ("roadworthy.cli.coverage",)
        ),
    ),
    "Labs of your own": (
        CommandEntry("new", "Scaffold a lab", "roadworthy.cli.new"),
        CommandEntry("import", "Make labs from somebody else's exercises", "roadworthy.cli.import_pack"),
        CommandEntry("verify", "Test labs the way labs are tested", "roadworthy.cli.verify"),
    ),
    "This machine": (CommandEntry("doctor", "Say what is installed, what is missing", "roadworthy.cli.doctor"),),
}

COMMANDS: dict[str, CommandEntry] = {entry.name: entry for group in GROUPS.values() for entry in group}

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--port PORT", "Serve on this port (7623)"),
    ("--host HOST", "Serve on this address (127.0.0.1)"),
    ("--expose", "Let others in, who can run code"),
    ("--no-browser", "Do not open the browser"),
    ("--version", "Print the version"),
    ("--install-completion", "Complete commands in your shell"),
    ("--show-completion", "Print what that would install"),
    ("--help", "Print this; COMMAND --help says more"),
)


def help_text(program: str = "roadworthy") -> str:
    """Return what `roadworthy --help` prints: no line wider than 60 columns, no final newline."""
    lines = [
        f"Usage: {program} [OPTIONS] [COMMAND]",
        "",
        "A roadmap you can run. Without a command: start the server",
        "and open your map in the browser.",
    ]
    for title, entries in GROUPS.items():
        lines += ["", f"{title}:", *(f"  {entry.name:<10}{entry.summary}" for entry in entries)]
    lines += ["", "Options:", *(f"  {option:<22}{meaning}" for option, meaning in OPTIONS)]
    lines += [
        "",
        "Without a LAB, a command means the lab whose folder you are",
        "in, else the one you touched last.",
    ]
    return "\n".join(lines)

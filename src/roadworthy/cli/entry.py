"""Where the program begins: `main`.

Importing Typer costs ten times what starting Python does, so the two questions asked most often of a new tool,
`--help` and `--version`, are answered before it is imported (benchmarks/cli_start.py).
"""

from __future__ import annotations

import os
import sys

PROGRAM = "roadworthy"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code (see `errors.EXIT_CODES`).

    Args:
        arguments: What follows the program's name; None means those of this process.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if sys.platform == "win32":
        from roadworthy.cli.errors import MISSING_TOOL

        print(f"{PROGRAM}: on Windows it runs in WSL: `wsl --install`, then install it in there", file=sys.stderr)
        return MISSING_TOOL
    try:
        code = _answer(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still buffered has no reader: point the descriptor elsewhere, or Python complains at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        from roadworthy.cli.errors import PIPE_CLOSED

        return PIPE_CLOSED
    except KeyboardInterrupt:
        from roadworthy.cli.errors import INTERRUPTED

        return INTERRUPTED
    return code


def _answer(arguments: list[str]) -> int:
    if arguments == ["--help"]:
        from roadworthy.cli.commands import help_text

        print(help_text(_program_name()))
        return 0
    if arguments == ["--version"]:
        from roadworthy import __version__

        print(f"roadworthy {__version__}")
        return 0
    from roadworthy.cli.app import run

    return run(arguments, _program_name())


def _program_name() -> str:
    """Return the name the program was called by, when it is one of its own ("rw")."""
    name = os.path.basename(sys.argv[0] if sys.argv else "")  # noqa: PTH119 - pathlib costs more than the whole help
    return name if name in ("roadworthy", "rw") else PROGRAM

"""How the terminal says that something went wrong: one line on stderr, and an exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadworthy.errors import RoadworthyError

OK = 0
FAILED = 1  # the answer is no: a check failed, lint found an error
USAGE = 2
CONTENT = 3
MISSING_TOOL = 4
NOT_JUDGED = 5  # a component or the judge failed: says nothing about the learner's code
NOT_CONTAINED = 6
BUG = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
PIPE_CLOSED = 141  # 128 + SIGPIPE

EXIT_CODES: dict[int, str] = {
    OK: "Done; of `check`: passed",
    FAILED: "The answer is no: a check failed, lint or verify found an error, or the command could not do its work",
    USAGE: "The command was put wrongly, or names a lab, roadmap or file that does not exist",
    CONTENT: "A lab, skill or roadmap file is not as its format asks",
    MISSING_TOOL: "A program that this needs is not on the machine; the message says how to install it",
    NOT_JUDGED: "`check` could not judge: a component or the judge failed, or it was cancelled. Says nothing of your code",
    NOT_CONTAINED: "Learners' code cannot be contained on this machine, and must be: see `roadworthy doctor`",
    BUG: "A mistake of ours; the traceback above it is worth reporting",
    INTERRUPTED: "Ctrl-C",
    PIPE_CLOSED: "Whoever read the output stopped reading",
}


def report(error: RoadworthyError) -> int:
    """Print the error as one line on stderr and return the exit code of its class."""
    from roadworthy.cli.text import one_line

    print(f"roadworthy: {one_line(str(error))}", file=sys.stderr)
    return error.exit_code

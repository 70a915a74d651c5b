"""The argument that most commands take."""

from __future__ import annotations

import typer

from roadworthy.cli.completion import lab_ids

LAB = typer.Argument(metavar="LAB", help="Id of a lab; left out, the lab at hand.", autocompletion=lab_ids)
"""A lab that may be left out: then it is the one whose folder the learner is in, else the one touched last."""

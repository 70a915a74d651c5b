"""Vim, which the attempt runs with the learner's script."""

from __future__ import annotations

from roadworthy.components.programs import Once, Program
from roadworthy.components.providers import Machine

VIM = Program(
    "vim",
    "Vim",
    "VIM_PROGRAM",  # Vim itself takes VIM for the folder of its files
    (Machine(("vim",), "vim", "vim", version_pattern=r"IMproved (\d+\.\d+)"),),
    Once(
        ("-es", "-u", "NONE", "-c", "put ='seven times six is ' . 7 * 6", "-c", "%print", "-c", "qa!"),
        "seven times six is 42",
    ),
)

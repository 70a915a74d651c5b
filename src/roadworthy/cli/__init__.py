"""The terminal face: commands, and `watch`. It composes the rooms below and decides nothing itself."""

from roadworthy.cli.entry import main

__all__ = ["main"]

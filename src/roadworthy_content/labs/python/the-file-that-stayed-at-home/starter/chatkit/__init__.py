"""Rooms and members of a chat."""

__version__ = "1.4.0"

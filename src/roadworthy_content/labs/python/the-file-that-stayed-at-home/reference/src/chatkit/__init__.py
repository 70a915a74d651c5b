"""Rooms and members of a chat."""

from importlib.metadata import version

from chatkit.members import Member
from chatkit.rooms import Room
from chatkit.texts import welcome

__all__ = ["Member", "Room", "__version__", "welcome"]
__version__ = version("chatkit")

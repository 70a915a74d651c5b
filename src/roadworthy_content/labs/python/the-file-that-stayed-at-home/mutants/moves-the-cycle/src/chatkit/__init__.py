"""Rooms and members of a chat."""

from importlib.metadata import version

from chatkit.texts import welcome

__all__ = ["Member", "Room", "__version__", "welcome"]
__version__ = version("chatkit")


def __getattr__(name: str) -> object:
    from chatkit import members, rooms

    return {"Member": members.Member, "Room": rooms.Room}[name]

"""The subject: the process that runs the learner's code, and knows nothing of the checks."""

from __future__ import annotations

import importlib
import os
import signal
import socket
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from . import originals, warming
from .patches import Patched
from .peer import Peer
from .streams import forward_from_subject
from .surroundings import Surroundings
from .walls import limits
from .warnings_and_logs import FromSubject
from .wire import ClosedError

_MOST_FRAMES = 200


class Workspace:
    """The learner's files, and what they mean for imports and tracebacks."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._prefix = folder.rstrip("/") + "/"
        self._own: dict[str, bool] = {}

    def owns(self, module: str) -> bool:
        """Return True for a module of the learner's."""
        known = self._own.get(module)
        if known is None:
            file = getattr(sys.modules.get(module), "__file__", None) or ""
            known = str(file).startswith(self._prefix)
            if module in sys.modules:
                self._own[module] = known
        return known

    def own(self, module: str) -> None:
        """Take a module for one of the learner's."""
        self._own[module] = True

    def frames(self, traceback: types.TracebackType | None) -> list[tuple[str, int, str]]:
        """Return the learner's own frames, outermost first, files relative to the workspace.

        Only the outermost of an endless recursion: at every level that it passes, its whole way would be walked again.
        """
        found: list[tuple[str, int, str]] = []
        while traceback is not None and len(found) < _MOST_FRAMES:
            code = traceback.tb_frame.f_code
            if code.co_filename.startswith(self._prefix):
                found.append((code.co_filename[len(self._prefix) :], traceback.tb_lineno, code.co_name))
            traceback = traceback.tb_next
        return found

    def import_module(self, name: str, fresh: bool) -> dict[str, Any]:
        """Import a module of the learner's; anew if the checker has forgotten it."""
        if fresh:
            sys.modules.pop(name, None)
        importlib.invalidate_caches()
        module = importlib.import_module(name)
        return {
            "file": getattr(module, "__file__", None),
            "path": [*vars(module).get("__path__", ())],
            "doc": module.__doc__,
        }

    @staticmethod
    def reload(name: str) -> None:
        """Import a module of the learner's once more into the same module object."""
        importlib.reload(sys.modules[name])

    @staticmethod
    def public_names(name: str) -> list[str]:
        """Return what `from module import *` takes."""
        module = sys.modules[name]
        return [*getattr(module, "__all__", [key for key in vars(module) if not key.startswith("_")])]


class Interrupts:
    """Ends what the learner's code does when the check's time is over, if it lets itself be ended."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        signal.signal(signal.SIGUSR1, self._interrupt)

    def _interrupt(self, _number: int, _frame: Any) -> None:
        if not self._peer.is_serving():
            return
        if self._peer.is_inside():  # nothing may be raised there; it will be out again soon
            signal.signal(signal.SIGALRM, self._interrupt)
            signal.setitimer(signal.ITIMER_REAL, 0.01)
            return
        raise TimeIsOverError


class TimeIsOverError(BaseException):
    """The check's time is over. No Exception, so that `except Exception` in a loop does not swallow it."""


class Subject:
    """What serves a checker; made before there is one, so that an attempt need not wait for it.

    Args:
        folder: The workspace, resolved.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        sys.path.insert(0, folder)
        sys.argv[:] = [""]
        self._workspace = workspace = Workspace(folder)
        self._surroundings = Surroundings()
        self.peer = peer = Peer(
            None,
            "subject",
            workspace.owns,
            frames=workspace.frames,
            before_crossing=self._before_crossing,
            on_surroundings=self._surroundings.apply,
        )
        self._reports, patched = FromSubject(peer), Patched()
        peer.operations.add(
            import_module=workspace.import_module,
            reload=workspace.reload,
            public_names=workspace.public_names,
            patch=patched.patch,
            patch_away=patched.patch_away,
            unpatch=patched.unpatch,
            seed=patched.seed,
            ping=lambda: True,
        )
        peer.operations.add_notices(log_level=self._reports.set_level, log_disable=self._reports.disable)
        self._flush: Callable[[], None] = forward_from_subject(peer)

    def _before_crossing(self) -> Any:
        self._flush()
        self._reports.look_for_logging()
        return self._surroundings.changes()

    def connect(self, channel: int) -> None:
        """Use this descriptor as the channel to the checker."""
        os.chdir(self._folder)
        self._surroundings.begin()
        os.set_inheritable(channel, False)  # noqa: FBT003  # the argument has no name
        self.peer.connect(socket.socket(fileno=channel))

    def rehearse(self) -> None:
        """Answer what the checker asks beforehand; nothing of the learner's is there yet."""
        self._workspace.own(warming.__name__)
        warming.answer(self.peer)

    def serve(self) -> NoReturn:
        """Serve the checker until it is gone."""
        self._surroundings.begin()
        peer = self.peer
        Interrupts(peer)
        status = 0
        try:
            peer.serve_forever()
            if not isinstance(peer.mail.closed, ClosedError):
                os.write(2, f"the channel was closed: {peer.mail.closed}\n".encode("utf-8", "replace"))
                status = 1
        finally:
            os._exit(status)


def main(config: dict[str, Any]) -> NoReturn:
    """Serve the checker until it is gone.

    Args:
        config: "channel" (descriptor), "workspace" (path), "memory_mb".
    """
    limits.set_limits(memory_mb=config["memory_mb"])
    originals.keep()
    subject = Subject(str(Path(config["workspace"]).resolve()))
    subject.connect(config["channel"])
    subject.serve()

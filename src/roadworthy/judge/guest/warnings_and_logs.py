"""Warnings and log records of the learner's code arrive where a check looks for them."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

from .callers import ELSEWHERE

_RECORD_LEFT_OUT = frozenset({"exc_info", "process", "processName", "thread", "threadName", "taskName"})
_HERE = str(Path(__file__).parent)


def _line_of_the_check() -> tuple[str, int]:
    frame = sys._getframe()  # noqa: SLF001  # up to the first frame that is not ours
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_HERE):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


class FromSubject:
    """The subject's end.

    Args:
        peer: The channel.
    """

    def __init__(self, peer: Any) -> None:
        self._peer = peer
        self._logs = False
        self._levels: dict[str, int] = {}
        warnings.simplefilter("always")  # which of them count is for the check's filters to say
        warnings._showwarnmsg_impl = self._warn  # type: ignore[attr-defined]  # noqa: SLF001  # below catch_warnings

    def _warn(self, message: Any) -> None:
        file = str(message.filename)
        ours = file == ELSEWHERE or file.startswith(_HERE)  # `stacklevel` leads to the check's own line
        self._peer.request("warn", message.message, "" if ours else file, int(message.lineno))

    def look_for_logging(self) -> None:
        """Forward log records once the learner's code uses logging."""
        if self._logs or "logging" not in sys.modules:
            return
        self._logs = True
        import logging

        forward, handle = self._forward, logging.Logger.callHandlers

        def call_handlers(logger: logging.Logger, record: logging.LogRecord) -> None:
            handle(logger, record) if logger.hasHandlers() else None
            forward(record)

        logging.Logger.callHandlers = call_handlers  # type: ignore[method-assign, assignment]
        for name, level in self._levels.items():
            self.set_level(name, level)

    def set_level(self, name: str, level: int) -> None:
        """Let a logger have the level that the check gave it."""
        self._levels[name] = level
        if self._logs:
            import logging

            logging.getLogger(name or None).setLevel(level)

    def disable(self, level: int) -> None:
        """Do as `logging.disable` does in the check."""
        import logging

        self.look_for_logging()
        logging.disable(level)

    def _forward(self, record: Any) -> None:
        fields = {name: value for name, value in vars(record).items() if name not in _RECORD_LEFT_OUT}
        if record.exc_info:
            import logging

            fields["exc_text"] = record.exc_text or logging.Formatter().formatException(record.exc_info)
        error = record.exc_info[1] if record.exc_info else None
        self._peer.request("log", fields, error)


class InChecker:
    """The checker's end.

    Args:
        peer: The channel.
    """

    def __init__(self, peer: Any) -> None:
        self._peer = peer

    def install(self) -> None:
        """Tell the subject which levels a check gives to loggers."""
        import logging

        set_level, disable = logging.Logger.setLevel, logging.disable
        peer = self._peer

        def telling(logger: logging.Logger, level: Any) -> None:
            set_level(logger, level)
            name = "" if logger is logging.root else logger.name
            if peer.mail.closed is None:
                peer.notify("log_level", name, logger.level)

        def telling_disable(level: int = logging.CRITICAL) -> None:
            disable(level)
            peer.notify("log_disable", level)

        logging.Logger.setLevel = telling  # type: ignore[method-assign, assignment]
        logging.disable = telling_disable

    @staticmethod
    def warn(message: Any, filename: str, line: int) -> None:
        """Warn as if the learner's code were here."""
        if not isinstance(message, Warning):
            raise ValueError("not a warning")
        if not filename:
            filename, line = _line_of_the_check()
        warnings.warn_explicit(message, type(message), str(filename), int(line), registry={})

    @staticmethod
    def log(fields: Any, error: Any) -> None:
        """Handle a log record as if the learner's code were here."""
        import logging

        if not isinstance(fields, dict) or not isinstance(error, BaseException | None):
            raise ValueError("not a log record")
        record = logging.makeLogRecord(fields)
        if error is not None:
            record.exc_info = (type(error), error, None)
        logger = logging.getLogger(str(record.name)) if record.name != "root" else logging.getLogger()
        if logger.isEnabledFor(int(record.levelno)):
            logger.handle(record)

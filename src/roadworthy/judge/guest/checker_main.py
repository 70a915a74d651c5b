"""The checker: the process that runs the checks with pytest, and never the learner's code."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from . import finder, originals
from .deferred import Deferral, DeferringFinder
from .fixtures import Fixtures
from .host_link import Control, Results
from .patches import Watcher
from .peer import Peer
from .plugin import Judging
from .processes import Subject
from .streams import Receiver
from .surroundings import Surroundings
from .twins import show_all_tasks
from .warnings_and_logs import InChecker


class Checker:
    """What runs the checks of a lab, in one attempt or, forked, in many.

    Args:
        config: "workspace", "checks", "basetemp" (paths), "modules" (the learner's top-level module names), "seconds"
            (per check), "output" (bytes). They are the same in every attempt.

    Attributes:
        peer: The channel to the subject.
        fixtures: What checks may ask for.
        after_all: Called when the host knows everything, just before the end.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._results, self._control = Results(), Control()
        self._results_fd = -1
        self.after_all: Callable[[], None] = lambda: None
        self._prefix = str(Path(config["checks"]).resolve()) + os.sep
        self._surroundings = Surroundings()
        self._modules = frozenset(config["modules"])
        self.peer = peer = Peer(
            None,
            "checker",
            self.is_of_the_checks,
            before_crossing=self._surroundings.changes,
            on_surroundings=self._surroundings.apply,
            callers_root=f"{config['workspace']}/",
        )
        show_all_tasks(peer)
        watcher = Watcher(peer, self.is_of_the_checks)
        watcher.install()
        reports = InChecker(peer)
        reports.install()
        self.judging = Judging(peer, self._results, self._control, config, watcher)
        receiver = Receiver(config["output"], self.judging.too_much_output)
        peer.operations.add_notices(output=receiver.output)
        peer.operations.add(
            stdin=receiver.stdin, input=receiver.ask, set_stream=receiver.set_stream, warn=reports.warn, log=reports.log
        )
        workspace = Path(config["workspace"])
        self.fixtures = Fixtures(lambda: Subject(self._control, workspace))

    def is_of_the_checks(self, module: str) -> bool:
        """Return True for a module beside the checks."""
        return str(getattr(sys.modules.get(module), "__file__", None) or "").startswith(self._prefix)

    def check_modules(self) -> list[dict[str, Any]]:
        """Return the namespaces of all modules beside the checks that are loaded."""
        return [vars(module) for name, module in list(sys.modules.items()) if self.is_of_the_checks(name)]

    def import_for_real(self) -> None:
        """From here on, imports find the learner's modules in the subject."""
        finder.install(self.peer, self._modules)

    def defer_imports(self) -> Deferral:
        """From here on, imports bind what `Deferral.fill` will replace."""
        deferral = Deferral()
        sys.meta_path.insert(0, DeferringFinder(deferral, self._modules))
        return deferral

    def connect(self, channel: int) -> None:
        """Use this descriptor as the channel to the subject."""
        os.set_inheritable(channel, False)  # noqa: FBT003  # the argument has no name
        self._surroundings.begin()
        self.peer.connect(socket.socket(fileno=channel))

    def begin(self, attempt: dict[str, Any]) -> None:
        """Begin an attempt; what happens is kept until `report`.

        Args:
            attempt: "results", "control" (descriptors), "seed".
        """
        for name in ("results", "control"):
            os.set_inheritable(attempt[name], False)  # noqa: FBT003  # the argument has no name
        os.chdir(self._config["workspace"])
        self._surroundings.begin()
        self.fixtures.attempt_seed = attempt["seed"]
        self._control.connect(attempt["control"])
        self._results_fd = attempt["results"]

    def wait_for_the_files(self) -> None:
        """Wait until the learner's files are in their place, for checks that import nothing of them.

        The subject answers only then. Raises ClosedError if it is gone.
        """
        self.peer.request("ping")

    def report(self) -> None:
        """Tell the host what has happened so far, and all that will."""
        self._results.connect(self._results_fd)

    def again(self) -> NoReturn:
        """Ask the host to have the checks collected within the attempt, and end."""
        self._results.forget()
        self.report()
        self._results.send("again")
        os._exit(0)

    @property
    def is_connected(self) -> bool:
        """Return True in an attempt."""
        return self._results_fd >= 0

    def run(self, *more_plugins: Any) -> int:
        """Collect and run the checks; return pytest's exit code."""
        checks = str(Path(self._config["checks"]).resolve())
        reporting = ("terminal", "junitxml", "pastebin")
        left_out = (*reporting, "cacheprovider", "doctest", "faulthandler", "setuponly", "setupplan", "stepwise")
        options = [
            checks,
            f"--rootdir={checks}",
            "-c",
            os.devnull,
            f"--basetemp={self._config['basetemp']}",
            *(f"-pno:{name}" for name in left_out),
            "--capture=sys",
            "-o",
            "python_files=test_*.py *_test.py",
        ]
        return int(pytest.main(options, plugins=[self.judging, self.fixtures, _Last(self), *more_plugins]))

    def done(self, code: int) -> NoReturn:
        """Tell the host that the checks have run, and end."""
        self._results.send("done", code=code)
        self.after_all()
        sys.stdout.flush()
        os._exit(0)


class _Last:
    """Ends the checker when its checks have run: what pytest tidies up after that nobody will miss."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Tell the host, and end."""
        if self._checker.is_connected:
            self._checker.done(int(exitstatus))


def main(config: dict[str, Any]) -> NoReturn:
    """Run the checks of one attempt and send what happens to the host.

    Args:
        config: As for `Checker` and for `Checker.connect`.
    """
    originals.keep()
    checker = Checker(config)
    checker.connect(config["channel"])
    checker.begin(config)
    checker.report()
    checker.import_for_real()
    checker.done(checker.run())

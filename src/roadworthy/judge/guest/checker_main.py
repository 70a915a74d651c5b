"""The checker: the process that runs the checks with pytest, and never the learner's code."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

from . import finder
from .host_link import Control, Results
from .patches import Watcher
from .peer import Peer
from .streams import Receiver
from .surroundings import Surroundings
from .twins import show_all_tasks
from .warnings_and_logs import InChecker


def main(config: dict[str, Any]) -> None:
    """Run the checks of one attempt and send what happens to the host.

    Args:
        config: "results", "control", "channel" (descriptors), "workspace", "checks" (folders), "modules" (the
            learner's top-level module names), "edit" (their files), "seed", "seconds" (per check), "output" (bytes).
    """
    results, control = Results(config["results"]), Control(config["control"])
    for name in ("results", "control", "channel"):
        os.set_inheritable(config[name], False)  # noqa: FBT003  # the argument has no name
    checks = str(Path(config["checks"]).resolve())
    prefix = checks + os.sep

    def is_of_the_checks(module: str) -> bool:
        return str(getattr(sys.modules.get(module), "__file__", None) or "").startswith(prefix)

    os.chdir(config["workspace"])
    surroundings = Surroundings()
    peer = Peer(
        socket.socket(fileno=config["channel"]),
        "checker",
        is_of_the_checks,
        before_crossing=surroundings.changes,
        on_surroundings=surroundings.apply,
        callers_root=f"{config['workspace']}/",
    )
    finder.install(peer, frozenset(config["modules"]))

    import pytest

    show_all_tasks(peer)
    from .fixtures import Fixtures
    from .plugin import Judging
    from .processes import Subject

    watcher = Watcher(peer, is_of_the_checks)
    watcher.install()
    reports = InChecker(peer)
    reports.install()
    judging = Judging(peer, results, control, config, watcher)
    receiver = Receiver(config["output"], judging.too_much_output)
    peer.operations.add_notices(output=receiver.output)
    peer.operations.add(
        stdin=receiver.stdin, input=receiver.ask, set_stream=receiver.set_stream, warn=reports.warn, log=reports.log
    )
    workspace = Path(config["workspace"])
    fixtures = Fixtures(lambda: Subject(control, workspace), config["seed"])
    options = [
        checks,
        f"--rootdir={checks}",
        "-c",
        os.devnull,
        f"--basetemp={config['basetemp']}",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:faulthandler",
        "-p",
        "no:terminal",
        "-p",
        "no:junitxml",
        "-p",
        "no:pastebin",
        "-p",
        "no:stepwise",
        "--capture=sys",
        "-o",
        "python_files=test_*.py *_test.py",
    ]
    code = pytest.main(options, plugins=[judging, fixtures])
    results.send("done", code=int(code))
    sys.stdout.flush()
    os._exit(0)

# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Programs and libraries that others will load: the environment, the system, the judge."""

import os
import sys
import sysconfig

from tools import MARK


def attack():
    places = [sysconfig.get_path("purelib"), sys.prefix, os.path.dirname(os.path.realpath(sys.executable)), "/usr/bin", "/usr/local/bin", "/etc", "/lib"]
    places += [os.path.dirname(module.__file__) for module in list(sys.modules.values()) if getattr(module, "__file__", None)]
    for folder in places:
        if folder.startswith(os.getcwd()):
            continue
        path = os.path.join(folder, f"{MARK}.pth")
        try:
            open(path, "w").close()
        except OSError:
            continue
        os.unlink(path)
        return f"leaked: {folder} can be written to"
    return "held"

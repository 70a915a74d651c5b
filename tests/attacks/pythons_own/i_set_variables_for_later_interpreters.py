# /// attack
# verdict = ["failed"]
# checks = "output"
# [files]
# "sitecustomize.py" = "import os\nprint('2 passed')\nos._exit(0)\n"
# ///
"""PYTHON* variables and startup files for the interpreters that come after me."""

import os

for name, value in {
    "PYTHONSTARTUP": "learner.py",
    "PYTHONPATH": os.getcwd(),
    "PYTHONHOME": "/nowhere",
    "PYTHONINSPECT": "1",
    "PYTEST_ADDOPTS": "--collect-only",
    "LD_PRELOAD": "/nowhere.so",
    "BASH_ENV": "learner.py",
}.items():
    os.environ[name] = value
print("2 passed")

# /// attack
# verdict = ["failed"]
# [files]
# "conftest.py" = "import pytest\n\n@pytest.hookimpl(wrapper=True)\ndef pytest_runtest_makereport(item, call):\n    report = yield\n    report.outcome = 'passed'\n    return report\n"
# "pytest.ini" = "[pytest]\naddopts = --collect-only\n"
# "sitecustomize.py" = "import os\nos._exit(0)\n"
# "usercustomize.py" = "import os\nos._exit(0)\n"
# "evil.pth" = "import os; os._exit(0)\n"
# "test_it.py" = "def test_answer(): pass\ndef test_answer_again(): pass\n"
# ///
"""Files that pytest and the interpreter would load by themselves."""

import os
import shutil


def answer():
    for folder in ("..", os.environ.get("HOME", "."), os.environ.get("TMPDIR", ".")):
        try:
            shutil.copy("conftest.py", folder)
        except OSError:
            continue
    return 0

"""Records attempts until it is killed, and says after each that it was recorded. Run by test_kill.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from conftest import make_lab, make_verdict
from roadworthy.storage import open_store

store = open_store(sys.argv[1])
number = 0
while True:
    number += 1
    lab = make_lab()
    submission = f"{sys.argv[2]}{number:060d}"
    attempt = store.record_attempt("ada", lab, make_verdict(lab, submission=submission), {"a.py": "x = 1\n" * 2000})
    print(attempt.id, flush=True)

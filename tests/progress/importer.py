"""Imports an exported ledger and says so before and after. Run, and killed, by test_exchange.py."""

from __future__ import annotations

import sys
from pathlib import Path

from roadworthy.progress import import_ledger, read_document
from roadworthy.storage import open_store

store = open_store(sys.argv[1])
document = read_document(Path(sys.argv[2]).read_bytes(), sys.argv[2])
print("begins", flush=True)
import_ledger(store, document.learner, document)
print("done", flush=True)

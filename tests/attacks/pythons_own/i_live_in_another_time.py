# /// attack
# verdict = ["failed", "broken"]
# ///
"""Locale and time zone of my choice, and a clock that stands still."""

import locale
import os
import time

os.environ["TZ"] = "XXX+99:99"
time.tzset()
for name in ("tr_TR.UTF-8", "C", ""):
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        continue
time.monotonic = time.time = time.perf_counter = lambda: 0.0


def answer():
    return 0

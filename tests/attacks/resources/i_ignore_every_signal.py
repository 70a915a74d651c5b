# /// attack
# verdict = ["limit", "failed"]
# limits = { seconds = 1 }
# ///
"""An endless loop that hears nothing."""

import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        continue
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))


def answer():
    while True:
        signal.alarm(0)

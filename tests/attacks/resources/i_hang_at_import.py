# /// attack
# verdict = ["limit", "broken"]
# long = true
# limits = { seconds = 1 }
# ///
"""Nobody can ask me anything, since I am not there yet."""

import time

time.sleep(3600)

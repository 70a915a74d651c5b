"""Another learner's attempt, which has secrets and wants to be left alone."""

import os
import subprocess
import sys
import tempfile
import time

SECRET = "{secret}"


def wait():
    os.environ["SECRET_OF_ANOTHER"] = SECRET
    with open("private.txt", "w") as file:
        file.write(SECRET)
    with tempfile.NamedTemporaryFile("w", suffix=".private") as file:
        file.write(SECRET)
        file.flush()
        subprocess.run([sys.executable, "-c", "import time; time.sleep(600)", SECRET])
        time.sleep(600)

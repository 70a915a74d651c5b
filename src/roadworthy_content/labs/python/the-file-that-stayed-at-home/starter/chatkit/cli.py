"""The command."""

import sys

from texts import welcome

if sys.argv[1] == "welcome":
    print(welcome(sys.argv[2], sys.argv[3]))

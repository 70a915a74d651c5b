"""What `python -m chatkit` does: the same as the command."""

from chatkit.cli import main

raise SystemExit(main())

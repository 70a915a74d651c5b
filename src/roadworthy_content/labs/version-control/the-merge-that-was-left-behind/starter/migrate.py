"""Bring an old repository to Git: `python migrate.py SOURCE AUTHORS TARGET`."""

import sys


def main(source: str, authors: str, target: str) -> None:
    """Make the bare Git repository TARGET out of SOURCE, a Mercurial or a Subversion repository."""
    sys.exit(f"nobody has brought {source} to {target} yet, with the names in {authors}")


if __name__ == "__main__":
    main(*sys.argv[1:])

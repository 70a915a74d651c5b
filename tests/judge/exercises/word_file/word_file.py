"""Reads words from files."""

import io
import os
import tempfile
from pathlib import Path

DEFAULT = "word_file_default.txt"


def words(source=DEFAULT):
    if hasattr(source, "read"):
        return source.read().split()
    with open(source, encoding="utf-8") as file:
        return file.read().split()


def longest(path):
    return max(words(Path(path)), key=len)


def save(folder, names):
    target = Path(folder) / "saved" / "names.txt"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(sorted(names)) + "\n", encoding="utf-8")
    return target


def temporary():
    handle, name = tempfile.mkstemp(suffix=".words")
    os.close(handle)
    return name


def as_file(names):
    return io.StringIO("\n".join(names))


def here():
    return Path.cwd().name, os.environ.get("WORDS", "")


def count_lines(file):
    return sum(1 for _ in file)

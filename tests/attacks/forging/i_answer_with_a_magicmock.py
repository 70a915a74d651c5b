# /// attack
# verdict = ["failed"]
# checks = "values"
# ///
"""A mock that was told to equal everything."""

from unittest.mock import MagicMock


def answer():
    mock = MagicMock()
    mock.__eq__.return_value = True
    mock.__hash__.return_value = 42
    return mock

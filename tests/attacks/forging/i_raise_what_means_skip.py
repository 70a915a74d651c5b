# /// attack
# verdict = ["failed"]
# ///
"""A check that is skipped has not failed."""

import unittest


def answer(turn=[0]):
    turn[0] += 1
    if turn[0] % 2:
        raise unittest.SkipTest("not needed here")
    import pytest

    pytest.skip("not needed here", allow_module_level=True)

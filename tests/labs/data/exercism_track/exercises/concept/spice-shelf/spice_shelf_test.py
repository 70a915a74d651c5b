import unittest

import pytest
from spice_shelf import missing, unknown
from spice_shelf_cases import CASES


class SpiceShelfTest(unittest.TestCase):
    @pytest.mark.task(taskno=1)
    def test_missing(self):
        for spices, gone, _ in CASES:
            with self.subTest(spices=spices):
                self.assertEqual(missing(spices), gone)

    @pytest.mark.task(taskno=2)
    def test_unknown(self):
        for spices, _, strange in CASES:
            with self.subTest(spices=spices):
                self.assertSetEqual(unknown(spices), strange)

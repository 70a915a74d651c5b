from spice_shelf_data import KNOWN

CASES = [(["cumin"], KNOWN - {"cumin"}, set()), (["dust", "mace"], {"cumin", "anise"}, {"dust"})]

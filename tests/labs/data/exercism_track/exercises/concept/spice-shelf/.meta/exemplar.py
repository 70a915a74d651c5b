"""Which spices are there."""

from spice_shelf_data import KNOWN


def missing(spices):
    """Return the known spices that are not on the shelf."""
    return KNOWN - set(spices)


def unknown(spices):
    """Return the spices on the shelf that nobody knows."""
    return set(spices).difference(KNOWN)

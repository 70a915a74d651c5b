"""Labels for parcels."""


def shelf(parcel):
    """Return the shelf of a parcel, the part before the dash."""
    pass


def total_weight(parcels):
    """Return the weight of all parcels."""
    pass


def is_heavy(parcel, limit=20):
    """Return whether a parcel weighs more than the limit."""
    pass

"""Labels for parcels."""


def shelf(parcel):
    """Return the shelf of a parcel, the part before the dash."""
    return parcel[0].split("-")[0]


def total_weight(parcels):
    """Return the weight of all parcels."""
    return sum(weight for _, weight in parcels)


def is_heavy(parcel, limit=20):
    """Return whether a parcel weighs more than the limit."""
    return parcel[1] > limit

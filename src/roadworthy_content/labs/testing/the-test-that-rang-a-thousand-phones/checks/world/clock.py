from record import note


def local_hour() -> int:
    note("clock.local_hour")
    return 12

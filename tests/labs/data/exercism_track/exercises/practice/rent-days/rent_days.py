from datetime import date, datetime, timedelta


def due(start, months):
    pass


def late(returned, promised):
    pass

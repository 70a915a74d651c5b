from datetime import date, datetime, time, timedelta, timezone


class RentDayException(Exception):
    pass


def due(start, months):
    if months < 1:
        raise RentDayException("no time at all")
    month = start.month - 1 + months
    first = date(start.year + month // 12, month % 12 + 1, 1)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first.replace(day=min(start.day, (following - first).days))


def late(returned, promised):
    return max(returned - promised, timedelta())


def stamp(day):
    return datetime.combine(day, time(12, 30), tzinfo=timezone.utc)

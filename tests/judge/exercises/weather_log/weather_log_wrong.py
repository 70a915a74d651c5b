import logging
import time
import warnings
from datetime import UTC, date, datetime, timedelta

log = logging.getLogger("weather")


class Station:
    def __init__(self, clock=time.monotonic):
        self.clock = clock
        self.readings = []

    def read(self, degrees):
        if degrees < -90 or degrees > 60:
            log.warning("odd reading: %s", degrees, extra={"station": "north"})
            warnings.warn("odd reading", UserWarning, stacklevel=2)
        else:
            log.info("read %d", degrees)
        self.readings.append((self.clock(), degrees))

    def since(self, seconds):
        now = self.clock()
        return [degrees for when, degrees in self.readings if now - when < seconds]

    def broken(self):
        try:
            return 1 / 0
        except ZeroDivisionError:
            log.exception("broken")


def old_name():
    warnings.warn("use new_name", DeprecationWarning, stacklevel=2)
    return new_name()


def new_name():
    return "new"


def next_full_hour(moment):
    return moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def day_after(day: date, days: int = 1) -> date:
    return day + timedelta(days=days)


def stamp():
    return datetime.now(UTC)


def waited(seconds):
    begun = time.monotonic()
    time.sleep(seconds)
    return time.monotonic() - begun

"""A library's time zone travels with its dates."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from tests.judge import channel


class Fixed(datetime.tzinfo):
    """As libraries have them: always the same offset."""

    def __init__(self, hours: float) -> None:
        self._offset = datetime.timedelta(hours=hours)

    def utcoffset(self, _: Any) -> datetime.timedelta:
        return self._offset

    def dst(self, _: Any) -> datetime.timedelta:
        return datetime.timedelta(0)

    def tzname(self, _: Any) -> str:
        return "F"


@pytest.mark.parametrize("hours", [0, 5.5, -8])
def test_a_fixed_one_travels_by_value(hours: float) -> None:
    moment = datetime.datetime(2026, 3, 4, 5, 6, tzinfo=Fixed(hours))
    pair = channel.Pair(moment=lambda: [moment, moment.timetz(), moment.tzinfo])
    try:
        there, time_there, zone = pair.checker.request("moment")
    finally:
        pair.close()
    assert type(there.tzinfo) is type(zone) is datetime.timezone
    assert there == moment
    assert there.utcoffset() == moment.utcoffset() == zone.utcoffset(None)
    assert time_there == moment.timetz()


@pytest.mark.long
def test_pydantic_s(assert_passes: Callable[..., None]) -> None:
    assert_passes(
        """
        import datetime
        from pydantic import BaseModel

        class Visit(BaseModel):
            at: datetime.datetime

        def visit(at): return Visit.model_validate({"at": at})
        def is_noon(at): return at == datetime.datetime(2026, 1, 2, 12, tzinfo=datetime.UTC)
        """,
        """
        import datetime
        from learner import is_noon, visit

        def test_utc():
            at = visit("2026-01-02T12:00:00Z").at
            assert at == datetime.datetime(2026, 1, 2, 12, tzinfo=datetime.UTC) and is_noon(at)

        def test_another():
            at = visit("2026-01-02T12:00:00+05:30").at
            assert at.utcoffset() == datetime.timedelta(hours=5.5)
            assert visit("2026-01-02T12:00:00+05:30").model_dump() == {"at": at}
        """,
        environment="web",
    )

import logging
import time
import unittest
import warnings
from datetime import UTC, date, datetime, timedelta, timezone
from unittest import mock

import pytest
import weather_log
from weather_log import Station, day_after, new_name, next_full_hour, old_name, stamp, waited


class WeatherTest(unittest.TestCase):
    def test_logs(self):
        with self.assertLogs("weather", level="INFO") as logs:
            Station().read(20.5)
        self.assertEqual(logs.output, ["INFO:weather:read 20.5"])

    def test_no_logs(self):
        with self.assertNoLogs("weather", level="WARNING"):
            Station().read(1.0)

    def test_warns(self):
        with self.assertWarns(UserWarning) as caught:
            Station().read(99)
        self.assertEqual(str(caught.warning), "odd reading")
        self.assertTrue(caught.filename.endswith("weather_log_test.py"))

    def test_deprecated(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            self.assertEqual(old_name(), "new")
        self.assertEqual([item.category for item in caught], [DeprecationWarning])

    def test_warning_as_error(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with self.assertRaises(DeprecationWarning):
                old_name()
        self.assertEqual(new_name(), "new")

    def test_patched_clock(self):
        with mock.patch("time.monotonic", side_effect=[100.0, 103.5]), mock.patch("time.sleep") as sleep:
            self.assertEqual(waited(7), 3.5)
        sleep.assert_called_once_with(7)

    def test_clock_passed_in(self):
        now = [0.0]
        station = Station(lambda: now[0])
        for degrees in (1, 2, 3):
            station.read(degrees)
            now[0] += 10
        self.assertEqual(station.since(20), [2, 3])

    def test_dates(self):
        self.assertEqual(next_full_hour(datetime(2026, 12, 31, 23, 5)), datetime(2027, 1, 1))
        self.assertEqual(day_after(date(2024, 2, 28)), date(2024, 2, 29))
        berlin = timezone(timedelta(hours=2))
        self.assertEqual(next_full_hour(datetime(2026, 1, 1, 1, 1, tzinfo=berlin)).utcoffset(), timedelta(hours=2))
        self.assertAlmostEqual(stamp(), datetime.now(UTC), delta=timedelta(seconds=5))

    def test_patched_datetime(self):
        with mock.patch("weather_log.datetime") as fake:
            fake.now.return_value = datetime(2000, 1, 1)
            self.assertEqual(stamp(), datetime(2000, 1, 1))
            fake.now.assert_called_once_with(UTC)


def test_caplog(caplog):
    with caplog.at_level(logging.INFO, logger="weather"), pytest.warns(UserWarning, match="odd"):
        Station().read(-100)
        Station().read(3)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert caplog.records[0].station == "north"
    assert caplog.messages == ["odd reading: -100", "read 3.0"]
    caplog.clear()
    Station().broken()
    assert caplog.records[0].exc_info[0] is ZeroDivisionError
    assert "division by zero" in caplog.text


def test_fake_clock(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 5.0)
    monkeypatch.setattr(weather_log.time, "sleep", lambda seconds: None)
    assert waited(3600) < 5

"""How long deliveries take: written by the chat's servers, kept raw for a week and by the hour for a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from influxdb import InfluxDBClient


def setup(client: InfluxDBClient) -> None:
    """Make the database, its retention policies and the continuous query; may be called at every start."""
    client.create_database("chat")


def record(client: InfluxDBClient, samples: Iterable[dict[str, Any]]) -> None:
    """Write deliveries: dicts of at (ms since 1970), n, server, kind, room, message, latency (ms, or None: failed)."""
    for sample in samples:
        tags = {key: sample[key] for key in ("server", "kind", "room", "message")}
        fields = {"latency": sample["latency"]}
        client.write_points(
            [{"measurement": "delivery", "tags": tags, "fields": fields, "time": sample["at"]}], time_precision="ms"
        )


def downsample(client: InfluxDBClient, start: int, end: int) -> None:
    """Sum up by the hour what was recorded from `start` to before `end` (seconds since 1970)."""
    client.query(
        f"SELECT mean(latency) AS latency INTO hourly FROM delivery "
        f"WHERE time >= {start}s AND time < {end}s GROUP BY time(1h)"
    )


def report(client: InfluxDBClient, kind: str, start: int, end: int) -> list[dict[str, Any]]:
    """Return the hours from `start` to before `end`: hour, deliveries, failed, mean and max of one kind, all servers."""
    result = client.query(f"SELECT mean(latency) FROM hourly WHERE kind = '{kind}'")
    return list(result.get_points())

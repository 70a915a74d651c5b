"""How long deliveries take: written by the chat's servers, kept raw for a week and by the hour for a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from influxdb import InfluxDBClient

HOUR = 3600
NANOSECONDS_A_MS = 1_000_000
KEPT = {"raw": "7d", "year": "365d"}

# Sums and counts can be added up again, over servers and over hours; means cannot. Tags that are not
# named in GROUP BY would be lost on the way.
SUMS = """
SELECT count("message") AS deliveries, count("latency") AS delivered, sum("latency") AS total, max("latency") AS slowest
INTO "chat"."year"."hourly" FROM "chat"."raw"."delivery" {where} GROUP BY time(1h), "server", "kind"
"""
# The newest hours again and again, since samples may come late.
CONTINUOUS = f"""
CREATE CONTINUOUS QUERY "hourly" ON "chat" RESAMPLE EVERY 10m FOR 3h BEGIN {SUMS.format(where="")} END
"""
REPORT = """
SELECT sum(deliveries) AS deliveries, sum(delivered) AS delivered, sum(total) AS total, max(slowest) AS slowest
FROM "chat"."year"."hourly" WHERE "kind" = $kind AND time >= {start}s AND time < {end}s GROUP BY time(1h) fill(none)
"""


def setup(client: InfluxDBClient) -> None:
    """Make the database, its retention policies and the continuous query; may be called at every start."""
    client.create_database("chat")
    there = {policy["name"] for policy in client.get_list_retention_policies("chat")}
    for name, duration in KEPT.items():
        write = client.alter_retention_policy if name in there else client.create_retention_policy
        write(name, database="chat", duration=duration, replication=1, default=name == "raw")
    client.query('DROP CONTINUOUS QUERY "hourly" ON "chat"', method="POST")
    client.query(CONTINUOUS, method="POST")


def record(client: InfluxDBClient, samples: Iterable[dict[str, Any]]) -> None:
    """Write deliveries: dicts of at (ms since 1970), n, server, kind, room, message, latency (ms, or None: failed).

    A series is kept in memory for each combination of tags, so only what has few values is a tag. Two points of a
    series at the same time are one point: the server's own count makes the times differ.
    """
    points = []
    for sample in samples:
        fields = {"room": sample["room"], "message": sample["message"]}
        if sample["latency"] is not None:
            fields["latency"] = float(sample["latency"])
        points.append(
            {
                "measurement": "delivery",
                "tags": {"server": sample["server"], "kind": sample["kind"]},
                "fields": fields,
                "time": sample["at"] * NANOSECONDS_A_MS + sample["n"] % NANOSECONDS_A_MS,
            }
        )
    if points:
        client.write_points(points, time_precision="n", database="chat", retention_policy="raw", batch_size=5000)


def downsample(client: InfluxDBClient, start: int, end: int) -> None:
    """Sum up by the hour what was recorded from `start` to before `end` (seconds since 1970), in whole hours."""
    first, last = start, end
    client.query(SUMS.format(where=f"WHERE time >= {first}s AND time < {last}s"), method="POST")


def report(client: InfluxDBClient, kind: str, start: int, end: int) -> list[dict[str, Any]]:
    """Return the hours from `start` to before `end`: hour, deliveries, failed, mean and max of one kind, all servers."""
    result = client.query(REPORT.format(start=start, end=end), bind_params={"kind": kind}, epoch="s")
    rows = {row["time"]: row for row in result.get_points()}
    return [summary(hour, rows.get(hour)) for hour in range(start, end, HOUR)]


def summary(hour: int, row: dict[str, Any] | None) -> dict[str, Any]:
    """An hour of the report; without a row nothing was sent in it."""
    deliveries, delivered = (row["deliveries"] or 0, row["delivered"] or 0) if row else (0, 0)
    return {
        "hour": hour,
        "deliveries": deliveries,
        "failed": deliveries - delivered,
        "mean": row["total"] / delivered if row and delivered else None,
        "max": row["slowest"] if row and delivered else None,
    }

"""The metrics, in a real InfluxDB that the judge looks into."""

import os
import re
import time
from collections import defaultdict
from urllib.parse import urlsplit

import pytest
from db import connect
from influxdb import InfluxDBClient
from metrics import downsample, record, report, setup

HOUR = 3600
START = int(time.time()) // HOUR * HOUR - 30 * HOUR
KINDS, SERVERS = ["push", "mail", "in app, quick"], ["eu-1", "eu-2", "us 1"]


@pytest.fixture
def influx():
    """The judge's own client; the database is empty."""
    parts = urlsplit(os.environ["INFLUXDB_URL"])
    client = InfluxDBClient(parts.hostname, parts.port, parts.username, parts.password, "chat", timeout=20)
    client.drop_database("chat")
    yield client
    client.close()


@pytest.fixture
def client(influx):
    """The learner's client, after `setup`."""
    client = connect()
    setup(client)
    return client


def draw(rng, count, hours=5):
    """Samples as servers would send them; each server counts its own."""
    numbers, samples = dict.fromkeys(SERVERS, 999_900), []
    for _ in range(count):
        server = rng.choices(SERVERS, [8, 3, 1])[0]
        numbers[server] += 1
        latency = rng.choice([rng.randrange(1, 900), rng.randrange(1, 900), rng.random() * 1000, None])
        samples.append(
            {
                "at": (START + rng.randrange(hours * HOUR)) * 1000 + rng.randrange(1000),
                "n": numbers[server],
                "server": server,
                "kind": rng.choice(KINDS),
                "room": f"room {rng.randrange(10**6)}",
                "message": f"m{rng.randrange(10**9)}",
                "latency": latency,
            }
        )
    return samples


def expected(samples, kind, start, end):
    hours = defaultdict(list)
    for sample in samples:
        if sample["kind"] == kind:
            hours[sample["at"] // 1000 // HOUR * HOUR].append(sample["latency"])
    rows = []
    for hour in range(start, end, HOUR):
        known = [float(latency) for latency in hours[hour] if latency is not None]
        mean, most = (round(sum(known) / len(known), 4), round(max(known), 4)) if known else (None, None)
        rows.append((hour, len(hours[hour]), len(hours[hour]) - len(known), mean, most))
    return rows


def plain(rows):
    keys = ("hour", "deliveries", "failed", "mean", "max")
    return [tuple(None if row[key] is None else round(float(row[key]), 4) for key in keys) for row in rows]


def one(influx, query):
    """All fields of the first point of an answer."""
    return next(influx.query(query).get_points(), {})


def test_setting_up_can_be_repeated(influx):
    """The policies raw (7 days, the default) and year are there after one start and after three, the data too"""
    client = connect()
    setup(client)
    influx.write(["probe v=1"], {"db": "chat", "rp": "raw", "precision": "s"}, protocol="line")
    influx.query('ALTER RETENTION POLICY "raw" ON "chat" DURATION 30d', method="POST")
    setup(client)
    setup(client)
    policies = {policy["name"]: policy for policy in influx.get_list_retention_policies("chat")}
    kept = {name: (policies.get(name, {}).get("duration"), policies.get(name, {}).get("default")) for name in ("raw", "year")}
    assert kept == {"raw": ("168h0m0s", True), "year": ("8760h0m0s", False)}, f"(duration, default): {kept}"
    assert one(influx, 'SELECT v FROM "raw"."probe"'), "setting up again has lost what was recorded"


def test_series_stay_few(influx, client, rng):
    """Three thousand messages in as many rooms make as many series as servers and kinds, and every detail is kept"""
    samples = draw(rng, 3000)
    record(client, samples)
    # Not its CARDINALITY: a series that goes on over midnight is in two shards, and would count twice.
    series = len({row["key"] for row in influx.query("SHOW SERIES ON chat").get_points()})
    assert 0 < series <= len(SERVERS) * len(KINDS), (
        f"3000 deliveries of {len(SERVERS)} servers and {len(KINDS)} kinds made {series} series; each stays in memory"
    )
    sample = rng.choice(samples)
    found = [
        point
        for point in influx.query('SELECT * FROM "raw"."delivery"').get_points()
        if point.get("message") == sample["message"]
    ]
    assert found, "the message's id is nowhere to be found in delivery"
    kept = {key: found[0].get(key) for key in ("server", "kind", "room")}
    assert kept == {key: sample[key] for key in kept}


def test_no_sample_overwrites_another(influx, client, rng):
    """Deliveries of one server in the same millisecond all count, and one that is sent twice counts once"""
    samples = draw(rng, 120)
    for number, sample in enumerate(samples):
        sample.update(at=START * 1000 + 7, server="eu-1", kind="push", n=5_000_000 + number)
    record(client, samples[:60])
    record(client, samples[60:])
    record(client, samples[30:90])
    count = one(influx, 'SELECT count(message) FROM "raw"."delivery"').get("count", 0)
    assert count == 120, f"120 different deliveries, half of them sent twice, and {count} points are there"


def test_whole_and_broken_numbers(influx, client, rng):
    """A latency of 12 and one of 12.5 go into the same field, whichever comes first, and a failure has none"""
    samples = draw(rng, 4)
    for sample, latency in zip(samples, (12, 12.5, None, 13), strict=True):
        sample["latency"] = latency
        record(client, [sample])
    found = one(influx, 'SELECT count(message), count(latency), sum(latency) FROM "raw"."delivery"')
    counts = (found.get("count"), found.get("count_1"), found.get("sum"))
    assert counts == (4, 3, 37.5), f"(messages, latencies, their sum) of 12, 12.5, failed, 13: {counts}"


def test_many_samples_are_few_requests(influx, client, rng):
    """Two thousand samples are written in three requests at most"""

    def requests():
        return one(influx, "SHOW STATS FOR 'httpd'")["writeReq"]

    before = requests()
    record(client, draw(rng, 2000))
    record(client, [])
    asked = requests() - before
    assert asked <= 3, f"2000 samples took {asked} requests"
    count = one(influx, 'SELECT count(message) FROM "raw"."delivery"').get("count", 0)
    assert count == 2000, f"2000 samples, and {count} points are there"


def test_the_report_adds_up(client, rng):
    """Counts, failures, mean and maximum of each hour are right over busy and idle servers, in hours without any, too"""
    samples = [sample for sample in draw(rng, 900) if not START + 2 * HOUR <= sample["at"] // 1000 < START + 3 * HOUR]
    record(client, samples)
    downsample(client, START, START + 5 * HOUR)
    for kind in (*KINDS, "unheard of"):
        got = plain(report(client, kind, START - HOUR, START + 6 * HOUR))
        want = expected(samples, kind, START - HOUR, START + 6 * HOUR)
        wrong = [(have, wish) for have, wish in zip(got, want, strict=False) if have != wish]
        assert not wrong, f"kind {kind!r}: expected (hour, deliveries, failed, mean, max) {wrong[0][1]}, got {wrong[0][0]}"
        assert len(got) == len(want), f"seven hours were asked for, and {len(got)} came"


def test_hours_are_summed_up_whole(client, rng):
    """Summing up again changes nothing, and beginning or ending within an hour sums up the whole hour"""
    samples = draw(rng, 300)
    record(client, samples[:200])
    downsample(client, START, START + 5 * HOUR)
    record(client, samples[200:])  # they come late
    downsample(client, START + 1234, START + 5 * HOUR - 777)
    downsample(client, START + HOUR + 60, START + HOUR + 120)
    got, want = plain(report(client, "push", START, START + 5 * HOUR)), expected(samples, "push", START, START + 5 * HOUR)
    assert got == want


def test_the_continuous_query_does_the_same(influx, client, rng):
    """One continuous query sums up into year.hourly by itself, server by server, what downsample would"""
    samples = draw(rng, 300)
    record(client, samples)
    queries = [
        query["query"] for database in influx.get_list_continuous_queries() for query in database.get("chat", [])
    ]
    assert len(queries) == 1, f"the database chat has {len(queries)} continuous queries"
    body = re.search(r"BEGIN\s+(SELECT .*?)\s+END\s*$", queries[0], re.DOTALL)
    assert body, f"this continuous query is not understood: {queries[0]}"
    times = f" WHERE time >= {START}s AND time < {START + 5 * HOUR}s GROUP BY"
    influx.query(re.sub(r"\s+GROUP BY", times, body[1], count=1), method="POST")
    assert one(influx, 'SELECT * FROM "year"."hourly"'), f"it writes nothing into year.hourly: {queries[0]}"
    got, want = plain(report(client, "mail", START, START + 5 * HOUR)), expected(samples, "mail", START, START + 5 * HOUR)
    assert got == want


def test_a_kind_is_no_query(client, rng):
    """A kind with a quote in it, or with half a condition, is just a kind that nobody has heard of"""
    samples = draw(rng, 50)
    for sample in samples[:10]:
        sample["kind"] = "it's"
    record(client, samples)
    downsample(client, START, START + 5 * HOUR)
    assert plain(report(client, "it's", START, START + 5 * HOUR)) == expected(samples, "it's", START, START + 5 * HOUR)
    hours = report(client, "x' OR kind =~ /.*/ OR kind = 'x", START, START + 5 * HOUR)
    found = sum(int(row["deliveries"]) for row in hours)
    assert found == 0, f"a kind that was half a condition found {found} deliveries"

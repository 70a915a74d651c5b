"""Judging over the API: live, to the record, and from there to the map of every roadmap."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

from .conftest import SLEEPER, SOLUTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2
    import pytest

    from roadworthy.settings import Settings
    from roadworthy.web.state import AppState

API = "/api/v1"
Event = tuple[str, dict[str, Any]]


def write(client: httpx2.Client, text: str) -> None:
    assert client.put(f"{API}/labs/adding/files/adder.py", json={"text": text}).status_code == 200


def events(response: httpx2.Response) -> Iterator[Event]:
    """Yield (kind, data) as they arrive."""
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/event-stream")
    kind = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            kind = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield kind, json.loads(line.removeprefix("data: "))


def judge(client: httpx2.Client, **body: Any) -> list[Event]:
    with client.stream("POST", f"{API}/labs/adding/attempts", json=body) as response:
        return list(events(response))


def test_a_lab_is_passed_and_every_roadmap_that_has_the_skill_shows_it(live: httpx2.Client) -> None:
    for title, item in (("One", "Redis"), ("Two", "[Redis](https://redis.io)")):
        live.post(f"{API}/roadmaps", json={"text": f"# {title}\n\n## Data\n\n- {item}\n"})
    write(live, SOLUTION)
    seen = judge(live)
    kinds = [kind for kind, _ in seen]
    assert kinds[0] == "attempt"
    assert kinds[-1] == "verdict"
    assert kinds.index("collected") < kinds.index("check-finished")
    (finished,) = [data for kind, data in seen if kind == "check-finished"]
    assert finished["check"]["outcome"] == "passed"
    verdict = seen[-1][1]
    assert verdict["verdict"]["status"] == "passed"
    assert verdict["id"] == seen[0][1]["id"]
    for slug in ("one", "two"):
        states = live.get(f"{API}/roadmaps/{slug}").json()["states"].values()
        assert [state["evidence"] for state in states if state["skills"] == ["redis"]] == ["passed"]
    (evidence,) = live.get(f"{API}/evidence").json()["evidence"]
    assert (evidence["skill"], evidence["attempt"]) == ("redis", verdict["id"])
    (files,) = [live.get(f"{API}/attempts/{verdict['id']}/files").json()["files"]]
    assert {file["name"]: file["text"] for file in files}["adder.py"] == SOLUTION
    assert "adding" not in json.dumps(live.get(f"{API}/next?roadmap=one").json())


def test_a_failure_is_recorded_and_proves_nothing(live: httpx2.Client) -> None:
    seen = judge(live)
    assert seen[-1][1]["verdict"]["status"] == "failed"
    assert live.get(f"{API}/evidence").json()["evidence"] == []
    recorded = live.get(f"{API}/attempts/{seen[0][1]['id']}").json()
    assert recorded["running"] is False
    assert recorded["attempt"]["verdict"]["checks"][0]["name"] == seen[-1][1]["verdict"]["checks"][0]["name"]
    assert [attempt["id"] for attempt in live.get(f"{API}/attempts?lab=adding").json()] == [seen[0][1]["id"]]


def test_a_seed_is_handed_on_to_replay_an_attempt(live: httpx2.Client) -> None:
    assert judge(live, seed=4711)[-1][1]["verdict"]["seed"] == 4711


def test_an_attempt_that_is_cancelled_stops_and_does_not_count(live: httpx2.Client) -> None:
    write(live, SLEEPER)
    with live.stream("POST", f"{API}/labs/adding/attempts", json={}) as response:
        arriving = events(response)
        attempt = next(arriving)[1]["id"]
        while next(arriving)[0] != "check-started":
            pass
        assert live.get(f"{API}/attempts/{attempt}").json() == {"id": attempt, "running": True, "attempt": None}
        assert live.delete(f"{API}/attempts/{attempt}").status_code == 202
        kind, data = list(arriving)[-1]
    assert (kind, data["verdict"]["status"]) == ("verdict", "not-judged")
    assert live.get(f"{API}/attempts/{attempt}").json()["attempt"]["status"] == "not-judged"
    assert live.get(f"{API}/labs/adding").json()["progress"] == "new"
    assert live.delete(f"{API}/attempts/{attempt}").status_code == 404


def test_a_second_attempt_supersedes_the_first(live: httpx2.Client) -> None:
    write(live, SLEEPER)
    with live.stream("POST", f"{API}/labs/adding/attempts", json={}) as response:
        arriving = events(response)
        while next(arriving)[0] != "check-started":
            pass
        write(live, SOLUTION)
        second = judge(live)
        first = list(arriving)[-1]
    assert second[-1][1]["verdict"]["status"] == "passed"
    assert first[1]["superseded"] is True
    assert first[1]["verdict"]["status"] == "not-judged"


def test_who_leaves_is_judged_and_recorded_all_the_same(live: httpx2.Client, state: AppState) -> None:
    write(live, SOLUTION)
    with live.stream("POST", f"{API}/labs/adding/attempts", json={}) as response:
        attempt = next(events(response))[1]["id"]
    ended = threading.Event()
    for _ in range(600):
        if not live.get(f"{API}/attempts/{attempt}").json().get("running"):
            break
        ended.wait(0.05)
    assert state.store.attempt(attempt).verdict.passed


def test_a_server_that_stops_stops_judging(state: AppState) -> None:
    from .conftest import serving

    with serving(state) as client:
        write(client, SLEEPER)
        response = client.stream("POST", f"{API}/labs/adding/attempts", json={})
        with response as stream:
            arriving = events(stream)
            attempt = next(arriving)[1]["id"]
            while next(arriving)[0] != "check-started":
                pass
    assert not [thread for thread in threading.enumerate() if thread.name == f"attempt-{attempt}"]


def test_a_verdict_that_cannot_be_recorded_is_said_to_be_lost(live: httpx2.Client, settings: Settings) -> None:
    write(live, SOLUTION)
    with closing(sqlite3.connect(settings.data_dir / "roadworthy.sqlite3")) as database, database:
        database.execute("DROP TABLE evidence")
    kind, data = judge(live)[-1]
    assert kind == "error"
    assert "no such table" in data["message"]
    assert "Traceback" not in json.dumps(data)


def test_a_stream_is_kept_open_while_nothing_happens(live: httpx2.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roadworthy.web.api.attempts.KEEP_ALIVE_SECONDS", 0.05)
    write(live, SLEEPER)
    with live.stream("POST", f"{API}/labs/adding/attempts", json={}) as response:
        lines = response.iter_lines()
        assert ": still judging" in lines
        live.delete(f"{API}/attempts/{response.headers['X-Attempt']}")
        assert "event: verdict" in lines

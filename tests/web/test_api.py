from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from roadworthy.web.api.models import StopNode

from .conftest import SOLUTION, STARTER

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

    from roadworthy.settings import Settings
    from roadworthy.web.state import AppState

ROAD = "# My road\n\n## Data\n\n- [Redis](https://redis.io)\n- [x] PostgreSQL\n\n## Web\n\n- FastAPI\n"
API = "/api/v1"


def add(client: TestClient, text: str = ROAD, **more: str) -> dict:
    answer = client.post(f"{API}/roadmaps", json={"text": text, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def stop_id(client: TestClient, title: str, slug: str = "my-road") -> str:
    read = client.get(f"{API}/roadmaps/{slug}").json()
    stops = [StopNode.model_validate(stop) for section in read["sections"] for stop in section["stops"]]
    return next(stop.id for stop in stops if stop.title == title)


def test_the_server_says_that_it_is_roadworthy(client: TestClient) -> None:
    answer = client.get(f"{API}/health").json()
    assert answer["name"] == "roadworthy"
    assert len(answer["instance"]) == 16


def test_a_pasted_roadmap_is_read_matched_and_covered(client: TestClient) -> None:
    added = add(client)
    assert added["record"]["slug"] == "my-road"
    assert added["changed"] is True
    assert added["coverage"] == {"stops": 3, "with_labs": 1}
    read = client.get(f"{API}/roadmaps/my-road").json()
    assert [section["title"] for section in read["sections"]] == ["Data", "Web"]
    redis = stop_id(client, "Redis")
    assert read["states"][redis]["labs"] == ["adding"]
    assert read["states"][redis]["skills"] == ["redis"]
    matches = client.get(f"{API}/roadmaps/my-road/matches").json()
    assert {match["skill"] for match in matches} >= {"redis", "postgresql", "fastapi"}
    assert client.get(f"{API}/roadmaps/my-road/coverage").json() == added["coverage"]
    assert client.get(f"{API}/roadmaps/my-road/source").text == ROAD
    assert "my-road" in [line["record"]["slug"] for line in client.get(f"{API}/roadmaps").json()]


def test_an_uploaded_file_is_kept_byte_for_byte(client: TestClient) -> None:
    data = "# Straße\r\n\r\n- Ü\r\n".encode("utf-16")
    answer = client.post(f"{API}/roadmaps/upload", files={"file": ("x.md", data)})
    assert answer.status_code == 201
    assert client.get(f"{API}/roadmaps/{answer.json()['record']['slug']}/source").content == data


def test_the_same_text_again_changes_nothing_and_an_edited_one_is_a_new_version(client: TestClient) -> None:
    add(client)
    assert add(client)["changed"] is False
    assert add(client, ROAD + "- Django\n")["record"]["version"] == 2
    assert client.get(f"{API}/roadmaps/my-road/source?version=1").text == ROAD


def test_a_claim_is_made_seen_and_taken_back_and_is_no_evidence(client: TestClient) -> None:
    add(client)
    redis, postgresql = stop_id(client, "Redis"), stop_id(client, "PostgreSQL")
    path = f"{API}/roadmaps/my-road"
    assert [claim["stop"] for claim in client.get(f"{path}/claims").json()] == [postgresql], "the tick of the document"
    answer = client.put(f"{path}/stops/{redis}/claim", json={"claim": "done"})
    assert (answer.json()["state"], answer.json()["source"]) == ("done", "click")
    state = client.get(f"{path}/stops/{redis}").json()["state"]
    assert (state["claim"], state["evidence"]) == ("done", "none")
    evidence = client.get(f"{API}/evidence").json()
    assert evidence["evidence"] == []
    assert [claim["stop"] for claim in evidence["claims"]] == [postgresql, redis]
    client.put(f"{path}/stops/{redis}/claim", json={"claim": "pending"})
    assert client.get(f"{path}/stops/{redis}").json()["state"]["claim"] == "pending"


def test_a_stop_says_where_it_stands_and_why_it_was_recognised(client: TestClient) -> None:
    add(client)
    stop = client.get(f"{API}/roadmaps/my-road/stops/{stop_id(client, 'Redis')}").json()
    section = client.get(f"{API}/roadmaps/my-road").json()["sections"][0]["id"]
    assert stop["above"] == [section]
    assert stop["matches"][0]["skill"] == "redis"
    assert stop["matches"][0]["reason"]
    assert client.get(f"{API}/roadmaps/my-road/stops/{section}").json()["title"] == "Data"


def test_the_map_has_a_box_for_every_place(client: TestClient) -> None:
    add(client)
    layout = client.get(f"{API}/roadmaps/my-road/map").json()
    states = client.get(f"{API}/roadmaps/my-road").json()["states"]
    boxes = [section["sign"]["id"] for section in layout["sections"]]
    boxes += [block["topic"]["id"] for section in layout["sections"] for block in section["blocks"]]
    assert sorted(boxes) == sorted(states)
    assert client.get(f"{API}/roadmaps/my-road/map?width=narrow").json()["variant"] == "narrow"
    assert client.get(f"{API}/roadmaps/my-road/map?width=huge").status_code == 422


def test_a_removed_roadmap_is_gone_until_it_is_added_again(client: TestClient) -> None:
    add(client)
    assert client.delete(f"{API}/roadmaps/my-road").status_code == 204
    assert client.get(f"{API}/roadmaps/my-road").status_code == 404
    assert add(client)["record"]["version"] == 1


def test_files_are_read_without_making_a_workspace_and_written_into_one(client: TestClient, settings: Settings) -> None:
    files = {file["name"]: file for file in client.get(f"{API}/labs/adding/files").json()["files"]}
    assert files["adder.py"]["text"] == STARTER
    assert (files["adder.py"]["editable"], files["notes.txt"]["editable"]) == (True, False)
    assert client.get(f"{API}/labs/adding").json()["started"] is False
    assert not settings.workspaces.exists()
    saved = client.put(
        f"{API}/labs/adding/files/adder.py", json={"text": SOLUTION, "expected": files["adder.py"]["sha256"]}
    )
    assert saved.status_code == 200
    on_disk = settings.workspaces / "adding" / "adder.py"
    assert on_disk.read_text() == SOLUTION
    files = {file["name"]: file for file in client.get(f"{API}/labs/adding/files").json()["files"]}
    assert files["adder.py"]["sha256"] == saved.json()["sha256"]
    assert client.get(f"{API}/labs/adding").json()["started"] is True


def test_a_file_that_changed_on_disk_is_not_overwritten_unasked(client: TestClient, settings: Settings) -> None:
    path = f"{API}/labs/adding/files/adder.py"
    first = client.put(path, json={"text": "one"}).json()["sha256"]
    on_disk = settings.workspaces / "adding" / "adder.py"
    on_disk.write_text("from another editor")
    refused = client.put(path, json={"text": "two", "expected": first})
    assert refused.status_code == 409
    assert refused.json()["error"]["kind"] == "conflict"
    assert on_disk.read_text() == "from another editor"
    assert client.put(path, json={"text": "two"}).status_code == 200
    assert on_disk.read_text() == "two"


@pytest.mark.parametrize(
    "name",
    [
        "notes.txt",
        "../../x",
        "..%2F..%2Fx",
        "%2Fetc%2Fpasswd",
        ".roadworthy.toml",
        "adder.py%00",
        "new.py",
        "adder.py/x",
    ],
)
def test_nothing_but_the_learners_files_is_written(client: TestClient, tmp_path: Path, name: str) -> None:
    before = {path for path in tmp_path.rglob("*") if "data" not in path.parts}
    assert client.put(f"{API}/labs/adding/files/{name}", json={"text": "x"}).status_code in {400, 404, 405}
    assert {path for path in tmp_path.rglob("*") if "data" not in path.parts} == before


def test_hints_come_one_by_one_and_end(client: TestClient) -> None:
    path = f"{API}/labs/adding/hints"
    assert client.post(path).json() == {"number": 1, "text": "What does the plus sign do?", "left": 1}
    assert client.post(path).json() == {"number": 2, "text": "It adds.", "left": 0}
    assert client.post(path).status_code == 404
    assert client.get(f"{API}/labs/adding").json()["hints"] == ["What does the plus sign do?", "It adds."]


def test_starting_over_keeps_a_copy(client: TestClient, settings: Settings) -> None:
    client.put(f"{API}/labs/adding/files/adder.py", json={"text": SOLUTION})
    kept = client.post(f"{API}/labs/adding/reset").json()["kept"]
    assert (settings.workspaces / "adding" / "adder.py").read_text() == STARTER
    assert (settings.workspaces / kept / "adder.py").read_text() == SOLUTION


def test_next_says_why(client: TestClient) -> None:
    add(client)
    answer = client.get(f"{API}/next?roadmap=my-road").json()
    assert (answer["lab"]["lab"], answer["lab"]["reason"]) == ("adding", "Next on the road: “Redis”.")
    assert answer["lab"]["estimate"]["sentence"] == "about 10 min (the lab's own estimate)"
    assert (answer["lab"]["locks"], answer["review"]) == ([], None)


def test_skills_say_what_proves_them(client: TestClient) -> None:
    skill = client.get(f"{API}/skills/redis").json()
    assert (skill["labs"], skill["evidence"]) == (["adding"], "none")
    assert len(client.get(f"{API}/skills").json()) > 100


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("GET", "/roadmaps/nope", None, 404, "not-found"),
        ("GET", "/labs/nope", None, 404, "not-found"),
        ("GET", "/labs/nope/files", None, 404, "not-found"),
        ("POST", "/labs/nope/attempts", {}, 404, "not-found"),
        ("GET", "/attempts/nope", None, 404, "not-found"),
        ("DELETE", "/attempts/nope", None, 404, "not-found"),
        ("GET", "/skills/nope", None, 404, "not-found"),
        ("GET", "/next?roadmap=nope", None, 404, "not-found"),
        ("GET", "/placement", None, 404, "not-found"),
        ("PATCH", "/placement", {"ended": True}, 404, "not-found"),
        ("POST", "/placement", {"claims": {"nope": True}}, 404, "not-found"),
        ("POST", "/placement", {"claims": {"redis": "maybe"}}, 422, "usage"),
        ("POST", "/placement/words", {"probe": "nope", "word": "cannot"}, 404, "not-found"),
        ("POST", "/placement/words", {"probe": "adding", "word": "passed"}, 422, "usage"),
        ("GET", "/activity?days=0", None, 422, "usage"),
        ("GET", "/reviews/forecast?weeks=1000", None, 422, "usage"),
        ("GET", "/nowhere", None, 404, "not-found"),
        ("PATCH", "/labs", None, 405, "method-not-allowed"),
        ("POST", "/roadmaps", {"text": "  \n"}, 400, "usage"),
        ("POST", "/roadmaps", {"text": "# x", "slug": "../x"}, 400, "usage"),
        ("POST", "/roadmaps", {"text": 5}, 422, "usage"),
        ("POST", "/roadmaps", {}, 422, "usage"),
        ("POST", "/roadmaps", {"text": "x" * (1024 * 1024 + 1)}, 422, "usage"),
        ("POST", "/roadmaps", {"text": "x" * (2 * 1024 * 1024)}, 413, "refused"),
        ("POST", "/roadmaps/fetch", {"url": "http://127.0.0.1:1/x.md"}, 400, "usage"),
        ("POST", "/roadmaps/fetch", {"url": "file:///etc/passwd"}, 400, "usage"),
        ("POST", "/labs/adding/attempts", {"seed": -1}, 422, "usage"),
    ],
)
def test_errors_are_one_shape_and_one_line(
    client: TestClient, method: str, path: str, body: dict | None, status: int, kind: str
) -> None:
    answer = client.request(method, f"{API}{path}", json=body)
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(error) == {"kind", "message", "where", "hint"}
    assert error["kind"] == kind
    assert error["message"]
    assert "\n" not in error["message"] + error["hint"]
    assert "Traceback" not in answer.text


def test_half_a_character_is_refused_in_our_own_words(client: TestClient) -> None:
    answer = client.put(f"{API}/labs/adding/files/adder.py", content=b'{"text": "\\ud800"}')
    assert answer.status_code == 422
    assert answer.json()["error"]["where"].startswith("body")


def test_long_answers_are_compressed_for_who_can_read_that(client: TestClient) -> None:
    plain = client.get(f"{API}/skills", headers={"Accept-Encoding": "identity"})
    packed = client.get(f"{API}/skills", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.json() == plain.json()
    assert int(packed.headers["Content-Length"]) < len(plain.content) / 2


def test_every_operation_is_described(client: TestClient) -> None:
    document = client.get(f"{API}/openapi.json").json()
    tags = {tag["name"] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        assert path.startswith(API)
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
            assert set(operation["tags"]) <= tags
    page = client.get(f"{API}/docs")
    assert page.status_code == 200
    assert all(path in page.text for path in document["paths"])


def test_somebody_elses_attempt_is_not_shown(client: TestClient, state: AppState) -> None:
    from roadworthy.labs import Status, Verdict

    lab = state.labs["adding"]
    theirs = state.store.record_attempt("bob", lab, Verdict("adding", Status.FAILED, ()), {"adder.py": "secret"})
    for path in ("", "/files"):
        assert client.get(f"{API}/attempts/{theirs.id}{path}").status_code == 404
    assert client.get(f"{API}/attempts").json() == []

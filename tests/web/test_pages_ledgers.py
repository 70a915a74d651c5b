"""Ledgers in the browser: taken out, taken in after a look, compared; and what others could try with one."""

from __future__ import annotations

import csv
import html
import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from roadworthy.labs import Status, Verdict
from roadworthy.progress import export_json
from roadworthy.web.ledgers import LARGEST_LEDGER, numbered, packed, unpacked
from roadworthy.web.security import MAX_BODY

from .conftest import BASE, SOLUTION

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from roadworthy.web.state import AppState

API = "/api/v1"


def attempt(state: AppState, learner: str, status: Status = Status.PASSED, *, days: float = 0) -> str:
    lab = state.labs["adding"]
    verdict = Verdict(lab.id, status, (), lab_hash=lab.hash, submission_hash="", seed=1)
    began = datetime.now(UTC) - timedelta(days=days)
    return state.store.record_attempt(learner, lab, verdict, {"adder.py": f"{SOLUTION}# {days}"}, started=began).id


def ledger_of(state: AppState, learner: str, *, with_code: bool = False, renamed: str = "") -> bytes:
    document: dict[str, Any] = json.loads(export_json(state.store, learner, with_code=with_code))
    return json.dumps(document | {"learner": renamed or learner}).encode()


def files_of(state: AppState, *learners: str) -> list[tuple[str, tuple[str, bytes, str]]]:
    return [("files", (f"{name}.json", ledger_of(state, name), "application/json")) for name in learners]


# --- export


def test_an_export_is_the_whole_ledger_and_without_code_shows_none(client: TestClient, state: AppState) -> None:
    proof = attempt(state, "ada")
    whole = client.get(f"{API}/ledger")
    assert whole.headers["content-disposition"] == 'attachment; filename="ledger.json"'
    assert [each["id"] for each in whole.json()["attempts"]] == [proof]
    assert "return a + b" in whole.text
    assert "return a + b" not in client.get(f"{API}/ledger?code=false").text
    (row,) = csv.DictReader(client.get(f"{API}/ledger.csv").text.splitlines())
    assert (row["attempt"], row["lab"], row["status"]) == (proof, "adding", "passed")
    page = client.get("/me").text
    for address in ("/api/v1/ledger", "/api/v1/ledger?code=false", "/api/v1/ledger.csv"):
        assert f'href="{address}"' in page


# --- import


def test_an_import_is_first_looked_at_and_then_done_once(client: TestClient, state: AppState) -> None:
    attempt(state, "bob")
    attempt(state, "bob", Status.FAILED)
    file = {"file": ("mine.json", ledger_of(state, "bob", with_code=True, renamed="ada"), "application/json")}
    # The same attempts of another learner are in this database, so the ids have to be others.
    changed = json.loads(file["file"][1])
    for number, each in enumerate(changed["attempts"]):
        each["id"] = f"elsewhere-{number}"
    file = {"file": ("mine.json", json.dumps(changed).encode(), "application/json")}
    looked = client.post("/me/import", files=file)
    assert "<strong>2</strong> attempts are new" in looked.text
    assert "It proves: Redis" in looked.text
    assert not state.store.ledger("ada")
    form = re.search(r'name="ledger" value="([^"]+)"', looked.text)
    assert form is not None
    added = client.post("/me/import/confirm", data={"ledger": html.unescape(form[1])})
    assert "<strong>2</strong> attempts were added" in added.text
    assert [entry.status for entry in state.store.ledger("ada")] == [Status.PASSED, Status.FAILED]
    again = client.post("/me/import", files=file)
    assert "<strong>2</strong> are here already" in again.text
    assert "/me/import/confirm" not in again.text, "there is nothing to add"


def test_an_import_over_the_api_has_a_dry_run(client: TestClient, state: AppState) -> None:
    attempt(state, "bob")
    document = json.loads(ledger_of(state, "bob", with_code=True, renamed="ada"))
    document["attempts"][0]["id"] = "elsewhere"
    file = {"file": ("mine.json", json.dumps(document).encode())}
    expected = {"added": 1, "known": 0, "skills": ["redis"]}
    assert client.post(f"{API}/ledger?dry_run=true", files=file).json() == expected
    assert not state.store.ledger("ada")
    assert client.post(f"{API}/ledger", files=file).json() == expected
    assert len(state.store.ledger("ada")) == 1


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[]", b"{}", b'{"format": "roadworthy-ledger-1"}', b"[" * 100_000]
)
def test_what_is_no_ledger_is_refused_in_a_sentence(client: TestClient, content: bytes) -> None:
    answer = client.post("/me/import", files={"file": ("<script>.json", content)})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "Nothing was changed." in answer.text
    assert "<script>.json" not in answer.text
    assert "Traceback" not in answer.text
    assert client.post(f"{API}/ledger", files={"file": ("x.json", content)}).status_code == 422


def test_somebody_elses_ledger_cannot_become_the_learners(client: TestClient, state: AppState) -> None:
    attempt(state, "bob")
    answer = client.post("/me/import", files={"file": ("bob.json", ledger_of(state, "bob", with_code=True))})
    assert answer.status_code == 422
    assert "this is the ledger of" in answer.text
    assert client.post("/me/import").status_code == 422


def test_what_is_confirmed_is_checked_again(client: TestClient, state: AppState) -> None:
    for ledger in ("", "%%%", "QUJD", packed(b"{}"), packed(ledger_of(state, "bob"))):
        assert client.post("/me/import/confirm", data={"ledger": ledger}).status_code == 422
    assert not state.store.ledger("ada")


def test_a_small_text_cannot_unfold_into_a_large_one(client: TestClient) -> None:
    bomb = packed(b"0" * (50 * MAX_BODY))
    assert len(bomb) < MAX_BODY // 4
    assert client.post("/me/import/confirm", data={"ledger": bomb}).status_code == 422
    assert unpacked(packed(b"x" * 1000)) == b"x" * 1000


# --- matrix


def test_people_are_compared_with_gaps_and_lessons(client: TestClient, state: AppState) -> None:
    attempt(state, "bob")
    attempt(state, "cleo", days=400)
    attempt(state, "dora", Status.FAILED)
    page = client.post("/matrix", files=files_of(state, "bob", "cleo", "dora")).text
    row = re.search(r'<th scope="row">Redis.*?</tr>', page, re.DOTALL)
    assert row is not None
    assert re.findall(r'class="mark (\w+)"', row[0]) == ["passed", "fading"]
    assert row[0].count("nothing known") == 1
    assert "<strong>Redis</strong>: bob, cleo" in page
    against = client.post("/matrix", files=files_of(state, "bob"), data={"roadmap": "python-backend"}).text
    assert "Nobody has proven" in against
    assert '<option value="python-backend" selected>' in against


def test_the_table_is_downloaded_as_csv(client: TestClient, state: AppState) -> None:
    attempt(state, "bob")
    page = client.post("/matrix", files=files_of(state, "bob")).text
    form = re.search(r'name="packed" value="([^"]+)"', page)
    assert form is not None
    answer = client.post("/matrix/csv", data={"packed": html.unescape(form[1])})
    assert answer.headers["content-disposition"] == 'attachment; filename="matrix.csv"'
    rows = {row["skill"]: row for row in csv.DictReader(answer.text.splitlines())}
    assert (rows["redis"]["person"], rows["redis"]["standing"]) == ("bob", "passed")
    assert client.post("/matrix/csv", data={"packed": "nonsense"}).status_code == 422


def test_ledgers_in_the_folder_are_shown_without_being_sent(client: TestClient, state: AppState) -> None:
    attempt(state, "bob")
    folder = state.settings.data_dir / "ledgers"
    folder.mkdir()
    assert '<table class="matrix">' not in client.get("/matrix").text
    (folder / "bob.json").write_bytes(ledger_of(state, "bob"))
    (folder / "secret.json").symlink_to("/etc/passwd")
    (folder / "huge.json").touch()
    with (folder / "huge.json").open("r+b") as huge:
        huge.truncate(LARGEST_LEDGER + 1)
    page = client.get("/matrix").text
    assert '<span class="person">bob</span>' in page
    (folder / "broken.json").write_text("{")
    broken = client.get("/matrix")
    assert broken.status_code == 422
    assert "broken.json" in broken.text


def test_the_browser_cannot_name_a_file_of_the_server(client: TestClient) -> None:
    for form in ({"files": "/etc/passwd"}, {"files": "../../secret.json"}, {"folder": "/etc"}):
        answer = client.post("/matrix", data=form)
        assert answer.status_code == 422
        assert "root:" not in answer.text


def test_people_who_are_all_called_you_are_told_apart_by_their_files(client: TestClient, state: AppState) -> None:
    attempt(state, "bob")
    data = ledger_of(state, "bob", renamed="you")
    files = [("files", (name, data)) for name in ("team/ada.json", "bob.json", "bob.json")]
    page = client.post("/matrix", files=files).text
    assert re.findall(r'<span class="person">([^<]+)</span>', page) == ["ada", "bob", "bob 2"]


def test_names_of_files_are_names_only() -> None:
    assert list(numbered([("../../a.json", b""), ("C:\\x\\a.json", b""), ("", b"")])) == [
        "a.json",
        "a 2.json",
        "ledger.json",
    ]


def test_a_name_in_a_ledger_cannot_become_markup(client: TestClient, state: AppState) -> None:
    attempt(state, "bob")
    evil = "<img src=x onerror=alert(1)>"
    page = client.post("/matrix", files=[("files", ("x.json", ledger_of(state, "bob", renamed=evil)))]).text
    assert evil not in page
    assert html.escape(evil) in page


def test_the_matrix_over_the_api(client: TestClient, state: AppState) -> None:
    attempt(state, "bob")
    attempt(state, "dora", Status.FAILED)
    made = client.post(f"{API}/matrix", files=files_of(state, "bob", "dora")).json()
    assert made["people"] == ["bob", "dora"]
    assert made["cells"]["bob"]["redis"]["standing"] == "passed"
    assert made["cells"]["dora"] == {}
    assert made["single"] == [{"skill": "redis", "person": "bob"}]
    assert made["lessons"] == [{"skill": "redis", "teachers": ["bob"], "learners": ["dora"]}]


@pytest.mark.parametrize("address", ["/matrix", "/matrix/csv", "/me/import", "/me/import/confirm", f"{API}/ledger"])
def test_another_site_cannot_send_ledgers(client: TestClient, address: str) -> None:
    files = {"file": ("x.json", b"{}")}
    assert client.post(address, files=files, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post(address, files=files, headers={"Origin": BASE}).status_code == 422


def test_more_than_a_request_may_carry_is_refused(client: TestClient) -> None:
    answer = client.post("/matrix", files={"files": ("x.json", b" " * (MAX_BODY + 1))})
    assert answer.status_code == 413


# --- reviews


def test_a_review_is_begun_beside_the_learners_own_work(client: TestClient, state: AppState) -> None:
    attempt(state, "ada", days=400)
    client.put(f"{API}/labs/adding/files/adder.py", json={"text": "# mine\n"})
    assert "Begin, 8 min" in client.get("/review").text
    page = client.post("/review/adding/begin")
    assert page.url.path == "/labs/adding"
    day = page.url.params["review"]
    assert "There is one mistake in this solution" in page.text
    assert "Start over" not in page.text[: page.text.index("reset-dialog")]
    files = {each["name"]: each for each in client.get(f"{API}/labs/adding/files?review={day}").json()["files"]}
    assert files["adder.py"]["text"] != "# mine\n"
    client.put(f"{API}/labs/adding/files/adder.py?review={day}", json={"text": SOLUTION})
    assert state.review("adding", datetime.now().astimezone().date()).read("adder.py") == SOLUTION
    assert state.workspace("adding").read("adder.py") == "# mine\n"
    again = client.post("/review/adding/begin")
    assert "return a + b" in again.text, "what was begun today stays as it is"


def test_a_review_over_the_api(client: TestClient, state: AppState) -> None:
    assert client.post(f"{API}/labs/adding/reviews").status_code == 400
    attempt(state, "ada")
    begun = client.post(f"{API}/labs/adding/reviews")
    assert begun.status_code == 201
    assert begun.json()["folder"].startswith(str(state.settings.workspaces))
    assert client.get(f"{API}/labs/adding/files?review=2020-01-01").status_code == 404
    assert client.get(f"{API}/labs/adding/files?review=../..").status_code == 422
    assert client.get("/labs/adding?review=2020-01-01").status_code == 404
    assert client.post("/review/nope/begin").status_code == 404

"""A track in Exercism's layout becomes a pack: every file in its place, tests untouched, and nothing lost on the way."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.labs.exercism_track import TRACK, change, change_entry, small_track, whole_track

from roadworthy.errors import ContentError, UsageError
from roadworthy.judge import verify_all
from roadworthy.labs import ImportedExercise, ImportReport, Lab, find_labs, import_track, inspect_lab, load_lab
from roadworthy.labs.files import walk_files
from roadworthy.skills import load_catalogue

Import = Callable[..., ImportReport]


@pytest.fixture
def track(tmp_path: Path) -> Path:
    return small_track(tmp_path / "track")


@pytest.fixture
def imported(track: Path, tmp_path: Path) -> Import:
    def run(pack: Path = tmp_path / "pack", **more: Any) -> ImportReport:
        return import_track(track, pack, skills=load_catalogue(), **more)

    return run


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> ImportReport:
    """The track imported once, for tests that only look at it."""
    return import_track(TRACK, tmp_path_factory.mktemp("imported") / "pack", skills=load_catalogue())


def contents(folder: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in walk_files(folder)}


def one(report: ImportReport, slug: str) -> ImportedExercise:
    return next(result for result in report.exercises if result.exercise == slug)


def lab(report: ImportReport, slug: str) -> Lab:
    return load_lab(report.pack / one(report, slug).lab)


def test_every_exercise_is_a_lab_that_holds_the_rules(done: ImportReport) -> None:
    assert not done.broken
    labs = {name: found for name, found in find_labs((done.pack,)).items() if found.origin == "exercism"}
    assert len(labs) == sum(result.outcome == "imported" for result in done.exercises) == 18
    assert not find_labs((done.pack,)).problems
    for found in labs.values():
        assert inspect_lab(found.folder, skills=load_catalogue())[1] == ()


def test_tests_are_taken_over_byte_for_byte(done: ImportReport) -> None:
    for path in TRACK.glob("exercises/*/*/*_test.py"):
        result = one(done, path.parent.name)
        if result.outcome == "imported":
            assert (done.pack / result.lab / "checks" / path.name).read_bytes() == path.read_bytes()


def test_stub_example_and_helpers_go_where_they_are_used(done: ImportReport) -> None:
    names = {slug: set(contents(done.pack / one(done, slug).lab)) for slug in ("spice-shelf", "counted-file")}
    assert names["spice-shelf"] == {
        "brief.md",
        "lab.toml",
        "checks/spice_shelf_cases.py",
        "checks/spice_shelf_test.py",
        "reference/spice_shelf.py",
        "starter/spice_shelf.py",
        "starter/spice_shelf_data.py",
    }
    assert "checks/fake_wire.py" in names["counted-file"]
    assert "starter/fake_wire.py" not in names["counted-file"]


def test_data_files_are_on_both_sides_and_conftest_with_the_checks(done: ImportReport) -> None:
    folder = done.pack / one(done, "tide-table").lab
    assert (folder / "starter" / "tides.csv").read_bytes() == (folder / "checks" / "tides.csv").read_bytes()
    folder = done.pack / one(done, "paper-trail").lab
    assert (folder / "checks" / "conftest.py").exists()
    assert not (folder / "starter" / "conftest.py").exists()


def test_two_solution_files_have_two_references(done: ImportReport) -> None:
    found = lab(done, "tea-till")
    assert found.edit == ("menu.py", "till.py")
    assert b"NotOnTheMenu(LookupError)" in (found.reference / "menu.py").read_bytes()
    assert b"def ring" in (found.reference / "till.py").read_bytes()


def test_what_the_track_says_is_in_lab_toml(done: ImportReport) -> None:
    parcels, chain = lab(done, "parcel-labels"), lab(done, "key-chain")
    assert (parcels.topic, parcels.title, parcels.skills) == ("python-concept", "Parcel labels", ("basic-syntax",))
    assert parcels.difficulty == 1
    assert chain.difficulty == 5
    assert lab(done, "tide-table").difficulty == 2
    assert chain.after == ("gate-errors",)
    assert chain.skills == ("class",)
    assert lab(done, "gate-errors").after == ("parcel-labels", "spice-shelf")
    assert lab(done, "dice-cup").skills == ()


def test_hints_are_single_sentences_with_their_task_and_their_links(done: ImportReport) -> None:
    assert lab(done, "parcel-labels").hints == (
        "A parcel is a [tuple](https://docs.python.org/3/library/stdtypes.html#tuples) of a code and a weight.",
        "1. Read the shelf: Look at [`str.split`](https://docs.python.org/3/library/stdtypes.html#str.split).",
        "3. Find the heavy ones: A comparison is a value already.",
    )


def test_the_brief_has_introduction_instructions_and_source(done: ImportReport) -> None:
    brief = lab(done, "parcel-labels").brief
    assert brief.index("# Parcel labels") < brief.index("## Introduction") < brief.index("## 1. Read the shelf")
    assert "Draw with the module `random`." in lab(done, "dice-cup").brief
    assert "[A ring of keys](https://example.org/keys)" in lab(done, "key-chain").brief


def test_an_exercise_about_refactoring_is_guessed_or_tried(imported: Import, tmp_path: Path) -> None:
    assert lab(imported(), "tidy-ledger").starter_may_pass
    assert not lab(imported(), "tea-till").starter_may_pass
    tried = imported(tmp_path / "tried", starter_passes=lambda each: each.id == "tea-till")
    assert lab(tried, "tea-till").starter_may_pass
    assert not lab(tried, "tidy-ledger").starter_may_pass


def test_deprecated_exercises_are_only_imported_on_request(imported: Import, tmp_path: Path) -> None:
    assert one(imported(), "old-clock").outcome == "skipped"
    assert one(imported(tmp_path / "all", everything=True), "old-clock").outcome == "imported"


def test_an_id_that_is_taken_gets_a_prefix_everywhere(imported: Import) -> None:
    report = imported(taken={"gate-errors"})
    assert one(report, "gate-errors").lab == "python-concept/exercism-gate-errors"
    assert lab(report, "key-chain").after == ("exercism-gate-errors",)


def remove_the_test(track: Path) -> None:
    (track / "exercises/concept/spice-shelf/spice_shelf_test.py").unlink()


def remove_the_folder(track: Path) -> None:
    shutil.rmtree(track / "exercises/concept/spice-shelf")


def break_the_meta(track: Path) -> None:
    (track / "exercises/concept/spice-shelf/.meta/config.json").write_text('{"files": ')


def lead_out(track: Path) -> None:
    (track.parent / "secret.py").write_text("SECRET = 1")
    change(track, "spice-shelf", files={"solution": ["../../../../secret.py"]})


def link_out(track: Path) -> None:
    (track.parent / "secret.py").write_text("SECRET = 1")
    path = track / "exercises/concept/spice-shelf/.meta/exemplar.py"
    path.unlink()
    path.symlink_to(track.parent / "secret.py")


def link_the_folder(track: Path) -> None:
    folder = track / "exercises/concept/spice-shelf"
    folder.rename(track.parent / "elsewhere")
    folder.symlink_to(track.parent / "elsewhere")


def make_it_huge(track: Path) -> None:
    (track / "exercises/concept/spice-shelf/big.txt").write_bytes(b"x" * 1_100_000)


def take_the_instructions(track: Path) -> None:
    (track / "exercises/concept/spice-shelf/.docs/instructions.md").unlink()


def no_such_difficulty(track: Path) -> None:
    change_entry(track, "spice-shelf", difficulty=11)


def no_python(track: Path) -> None:
    change(track, "spice-shelf", files={"solution": ["spice.rb"]})


@pytest.mark.parametrize(
    ("spoil", "where", "reason"),
    [
        (remove_the_test, "spice_shelf_test.py", "there is no file 'spice_shelf_test.py'"),
        (remove_the_folder, "spice-shelf/.meta/config.json", "is missing"),
        (break_the_meta, ".meta/config.json", "not JSON"),
        (lead_out, "spice-shelf", "leads out of the workspace"),
        (link_out, ".meta/exemplar.py", "cannot be read"),
        (link_the_folder, "", "leads through something that is no folder"),
        (make_it_huge, "big.txt", "larger than 1024 KiB"),
        (take_the_instructions, ".docs/instructions.md", "is missing"),
        (no_such_difficulty, "config.json", "difficulty: input should be less than or equal to 10"),
        (no_python, "spice-shelf", "'spice.rb' is no Python"),
    ],
)
def test_a_broken_exercise_is_told_and_the_others_are_imported(
    track: Path, imported: Import, spoil: Callable[[Path], None], where: str, reason: str
) -> None:
    spoil(track)
    report = imported()
    (broken,) = report.broken
    assert broken.exercise == "spice-shelf"
    assert where in broken.where
    assert reason in broken.reason
    assert sum(result.outcome == "imported" for result in report.exercises) == 17
    assert not (report.pack / "python-concept" / "spice-shelf").exists()
    assert not any(b"SECRET" in content for content in contents(report.pack).values())
    assert lab(report, "gate-errors").after == ("parcel-labels",)
    assert not find_labs((report.pack,)).problems


def test_a_second_import_changes_nothing(imported: Import) -> None:
    first = imported()
    before = contents(first.pack)
    stamp = first.pack.stat().st_mtime_ns
    assert imported().outcome == "unchanged"
    assert contents(first.pack) == before
    assert first.pack.stat().st_mtime_ns == stamp


def test_a_pack_that_differs_is_left_alone_or_kept_beside(imported: Import, tmp_path: Path) -> None:
    pack = imported().pack
    note = pack / "python-practice" / "tea-till" / "mutants" / "free" / "menu.py"
    note.parent.mkdir(parents=True)
    note.write_text("PRICES = {}")
    with pytest.raises(UsageError, match="--replace"):
        imported()
    assert note.exists()
    report = imported(replace_pack=True)
    assert report.outcome == "replaced"
    assert report.kept is not None
    assert (report.kept / note.relative_to(pack)).read_text() == "PRICES = {}"
    assert not note.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pack", report.kept.name, "track"]


def test_an_import_that_breaks_off_leaves_nothing(imported: Import, tmp_path: Path) -> None:
    def stop(name: str, done: int, _total: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imported(on_progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["track"]


@pytest.mark.parametrize("config", [None, "[]", "{", '{"slug": "python", "exercises": {}}'])
def test_what_is_no_track_is_refused(track: Path, imported: Import, tmp_path: Path, config: str | None) -> None:
    if config is None:
        (track / "config.json").unlink()
    else:
        (track / "config.json").write_text(config)
    with pytest.raises(UsageError):
        imported()
    assert not (tmp_path / "pack").exists()


def test_the_pack_cannot_lie_in_the_track(track: Path, imported: Import) -> None:
    with pytest.raises(UsageError, match="cannot lie in"):
        imported(track / "pack")


def test_what_config_json_does_not_list_is_said(track: Path, imported: Import) -> None:
    config = json.loads((track / "config.json").read_text())
    config["exercises"]["practice"] = [e for e in config["exercises"]["practice"] if e["slug"] != "tea-till"]
    (track / "config.json").write_text(json.dumps(config))
    assert one(imported(), "exercises/practice/tea-till").reason == "config.json does not list it"


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_every_lab_of_the_whole_track_is_verified(tmp_path: Path) -> None:
    report = import_track(whole_track(tmp_path / "track"), tmp_path / "pack", skills=load_catalogue())
    labs = [found for found in find_labs((report.pack,)).values() if found.origin]
    assert len(labs) >= 45
    verified = list(verify_all(labs, jobs=2, use_cache=False))
    assert {each.lab: each.problems for each in verified if not each.passed} == {}
    assert {trial.kind for each in verified for trial in each.trials} == {"starter", "reference", "attack"}


def test_what_only_its_author_could_have_written_is_a_note(imported: Import) -> None:
    report = imported()
    folder = report.pack / one(report, "tea-till").lab
    notes: list[ContentError] = []
    assert inspect_lab(folder, notes=notes)[1] == ()
    told = " ".join(note.message for note in notes)
    assert all(words in told for words in ("is too short", "Why it matters", "3 of 3 checks without", "no mutants"))
    manifest = folder / "lab.toml"
    manifest.write_text(manifest.read_text().replace('origin = "exercism"\n', ""))
    assert {"'mutants' is missing", "'hints' is missing"} <= {str(each.message) for each in inspect_lab(folder)[1]}


def test_a_file_that_no_lab_may_have_stays_an_error(imported: Import) -> None:
    report = imported()
    folder = report.pack / one(report, "tea-till").lab
    (folder / "starter" / "conftest.py").write_text("")
    assert any("cannot have this name" in str(each) for each in inspect_lab(folder)[1])

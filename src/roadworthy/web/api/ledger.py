"""The ledger of all attempts, out and in; and people by skills, from the ledgers that they exported."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import Response

from roadworthy.progress import Standing, export_csv, export_json
from roadworthy.web.api.models import Answer
from roadworthy.web.ledgers import make_matrix, numbered, take_in
from roadworthy.web.state import State

router = APIRouter(tags=["ledger"])


class ImportOut(Answer):
    """What an import added, or would add."""

    added: int
    known: int = Field(description="Attempts that were here already.")
    skills: list[str] = Field(description="What the new ones prove.")


class CellOut(Answer):
    """How somebody stands with a skill."""

    standing: Standing
    confidence: float
    passed: datetime | None
    due: datetime | None


class LessonOut(Answer):
    """A skill that some could teach others; who has what it needs comes first among the learners."""

    skill: str
    teachers: list[str]
    learners: list[str]


class SingleOut(BaseModel):
    """A skill that only one person has proven."""

    skill: str
    person: str


class MatrixOut(BaseModel):
    """People by skills."""

    people: list[str]
    skills: list[str]
    cells: dict[str, dict[str, CellOut]] = Field(
        description="Person -> skill -> standing; what is unknown is left out."
    )
    gaps: list[str] = Field(description="Skills that nobody has proven.")
    single: list[SingleOut]
    lessons: list[LessonOut]


@router.get(
    "/ledger",
    summary="Export the ledger as JSON",
    response_class=Response,
    responses={200: {"description": "The ledger", "content": {"application/json": {}}}},
)
def export(
    state: State,
    code: Annotated[bool, Query(description="With code and verdicts; without, it is enough for a matrix.")] = True,
) -> Response:
    """Return all attempts: the same bytes as long as nothing is added."""
    headers = {"Content-Disposition": 'attachment; filename="ledger.json"'}
    data = export_json(state.store, state.learner, with_code=code)
    return Response(data, media_type="application/json", headers=headers)


@router.get(
    "/ledger.csv",
    summary="Export the ledger as CSV",
    response_class=Response,
    responses={200: {"description": "One line an attempt", "content": {"text/csv": {}}}},
)
def export_as_csv(state: State) -> Response:
    """Return all attempts, oldest first, without code."""
    headers = {"Content-Disposition": 'attachment; filename="ledger.csv"'}
    return Response(export_csv(state.store, state.learner), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/ledger", summary="Import a ledger")
def take(
    state: State,
    file: Annotated[UploadFile, File(description="What an export wrote, with code; at most 2 MB.")],
    dry_run: Annotated[bool, Query(description="Only say what would be added.")] = False,
) -> ImportOut:
    """Add an exported ledger to the learner's own: all of it or nothing, each attempt once, marked as imported."""
    return ImportOut.model_validate(take_in(state, file.file.read(), file.filename or "ledger", dry_run=dry_run))


@router.post("/matrix", summary="Who can do what")
def matrix(
    state: State,
    files: Annotated[list[UploadFile], File(description="Exported ledgers, one a person; 2 MB together.")],
    roadmap: Annotated[str, Form(max_length=60, description="Slug, to show its skills; left out, all proven.")] = "",
) -> MatrixOut:
    """Return people by skills, what nobody can, and who could teach whom. Nothing of the ledgers is kept."""
    made = make_matrix(state, numbered((file.filename or "", file.file.read()) for file in files), roadmap)
    shown = set(made.skills)
    return MatrixOut(
        people=list(made.people),
        skills=list(made.skills),
        cells={
            person: {skill: CellOut.model_validate(each) for skill, each in cells.items() if skill in shown}
            for person, cells in made.cells.items()
        },
        gaps=list(made.gaps),
        single=[SingleOut(skill=skill, person=person) for skill, person in made.single],
        lessons=[LessonOut.model_validate(lesson) for lesson in made.lessons],
    )

"""Labs, and the learner's workspace of each: files, hints, starting over."""

from fastapi import APIRouter, status

from roadworthy.errors import NotFoundError
from roadworthy.web.api.models import (
    FileIn,
    FileOut,
    FileSaved,
    FilesOut,
    HintOut,
    LabDetailOut,
    LabOut,
    ResetOut,
    Review,
    ReviewBegunOut,
)
from roadworthy.web.problems import Problem
from roadworthy.web.state import State, sha256
from roadworthy.web.views import LabSummary

router = APIRouter(prefix="/labs", tags=["labs"])


def lab_out(summary: LabSummary) -> LabOut:
    """Return a lab as the API shows it in a list."""
    lab = summary.lab
    return LabOut(
        id=lab.id,
        title=lab.title,
        topic=lab.topic,
        skills=list(lab.skills),
        minutes=lab.minutes,
        difficulty=lab.difficulty,
        components=list(lab.components),
        progress=summary.state.progress,
        attempts=summary.state.attempts,
        locks=list(summary.locks),
    )


@router.get("", summary="List labs")
def list_labs(state: State) -> list[LabOut]:
    """Return every lab with how far the learner is."""
    return [lab_out(summary) for summary in state.lab_summaries()]


@router.get("/{lab}", summary="One lab")
def one_lab(lab: str, state: State) -> LabDetailOut:
    """Return a lab with its brief; no workspace is made yet."""
    view = state.lab_view(lab)
    return LabDetailOut(
        **lab_out(view.summary).model_dump(),
        brief=view.brief,
        edit=list(view.editable),
        folder=view.folder,
        started=view.started,
        hints=list(view.hints),
        hints_left=view.hints_left,
    )


@router.get("/{lab}/files", summary="The files of the workspace")
def files(lab: str, state: State, review: Review = None) -> FilesOut:
    """Return every text file, with a hash that tells whether it changed."""
    editable = state.labs.named(lab).edit
    return FilesOut(
        files=[
            FileOut(name=name, text=text, sha256=sha256(text), editable=name in editable)
            for name, text in state.files(lab, review).items()
        ]
    )


@router.put(
    "/{lab}/files/{name:path}",
    summary="Write a file",
    responses={409: {"model": Problem, "description": "The file changed on disk; nothing was written"}},
)
def write(lab: str, name: str, body: FileIn, state: State, review: Review = None) -> FileSaved:
    """Write one of the files that are the learner's to write. The workspace is made on first use."""
    return FileSaved(sha256=state.write_file(lab, name, body.text, expected=body.expected, review=review))


@router.post("/{lab}/hints", summary="Take the next hint")
def hint(lab: str, state: State) -> HintOut:
    """Return the next hint, noting that it was taken."""
    taken = state.take_hint(lab)
    if taken is None:
        raise NotFoundError("there are no more hints", hint="reread the brief, or look at what the checks expected")
    number, text = taken
    return HintOut(number=number, text=text, left=len(state.labs.named(lab).hints) - number)


@router.post("/{lab}/reviews", summary="Begin a review", status_code=status.HTTP_201_CREATED)
def begin_review(lab: str, state: State) -> ReviewBegunOut:
    """Make a folder with the lab's solution and a mistake in it, to be found; one that was begun today stays as it is."""
    day = state.begin_review(lab)
    return ReviewBegunOut(review=day, folder=str(state.review(lab, day).folder))


@router.post("/{lab}/reset", summary="Start over")
def reset(lab: str, state: State) -> ResetOut:
    """Put the starter back. What was there is kept in a folder beside the workspace."""
    return ResetOut(kept=str(state.reset(lab)))

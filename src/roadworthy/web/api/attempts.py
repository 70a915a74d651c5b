"""Judging a workspace live, and attempts on record."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, status
from starlette.responses import Response, StreamingResponse

from roadworthy.errors import NotFoundError
from roadworthy.judge import JudgeEvent, attempt
from roadworthy.storage import AttemptRecord
from roadworthy.web.api.models import AttemptIn, AttemptOut, AttemptState, FileOut, FilesOut, Review
from roadworthy.web.api.runs import Run, Runs
from roadworthy.web.problems import Problem
from roadworthy.web.state import State, sha256

router = APIRouter(tags=["attempts"])

KEEP_ALIVE_SECONDS = 10.0


def current_runs(request: Request) -> Runs:
    """Return the runs of this process (`create_app` put them there)."""
    runs: Runs = request.app.state.runs
    return runs


Running = Annotated[Runs, Depends(current_runs)]


@router.post(
    "/labs/{lab}/attempts",
    summary="Judge the workspace, live",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Server-sent events: `attempt` (its id), then `progress`, `collected`, `check-started` and "
            "`check-finished` as they happen, and last `verdict`, or `error` if there is none",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def judge_workspace(
    lab: str, state: State, runs: Running, body: AttemptIn | None = None, review: Review = None
) -> StreamingResponse:
    """Judge the learner's files as they are on disk and record what comes of it.

    Leaving the stream does not stop it; deleting the attempt does, and so does another attempt at the same lab.
    """
    workspace = await asyncio.to_thread(state.workspace, lab, review)
    seed = body.seed if body else None

    def judging(run: Run) -> dict[str, Any]:
        def tell(event: JudgeEvent) -> None:
            run.tell(
                event.kind,
                {
                    "text": event.text,
                    "check": asdict(event.check) if event.check else None,
                    "names": list(event.names),
                },
            )

        verdict = attempt(
            workspace.lab,
            workspace,
            state.store,
            state.learner,
            attempt_id=run.id,
            seed=seed,
            on_event=tell,
            cancel=run.cancel,
        )
        return {"id": run.id, "verdict": verdict.to_dict(), "superseded": run.superseded}

    run = runs.start(workspace.lab.id, judging)
    return StreamingResponse(
        _stream(run), media_type="text/event-stream", headers={"X-Accel-Buffering": "no", "X-Attempt": run.id}
    )


async def _stream(run: Run) -> AsyncIterator[bytes]:
    yield _event("attempt", {"id": run.id})
    events = run.events()
    following = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            done, _ = await asyncio.wait({following}, timeout=KEEP_ALIVE_SECONDS)
            if not done:
                yield b": still judging\n\n"
                continue
            item = following.result()
            if item is None:
                return
            yield _event(*item)
            following = asyncio.ensure_future(anext(events, None))
    finally:
        following.cancel()


def _event(kind: str, data: dict[str, Any]) -> bytes:
    # ASCII only: what programs print may hold anything, line separators and lone surrogates included.
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n".encode("ascii")


@router.get("/attempts", summary="Attempts on record")
def list_attempts(
    state: State,
    lab: Annotated[str | None, Query(max_length=200, description="Of this lab only.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> list[AttemptOut]:
    """Return the learner's attempts, newest first."""
    return [_attempt_out(record) for record in state.store.attempts(state.learner, lab, limit=limit)]


@router.get("/attempts/{attempt_id}", summary="One attempt")
def one_attempt(attempt_id: str, state: State, runs: Running) -> AttemptState:
    """Return whether an attempt is running, and what came of it."""
    if runs.get(attempt_id):
        return AttemptState(id=attempt_id, running=True)
    return AttemptState(id=attempt_id, running=False, attempt=_attempt_out(state.attempt(attempt_id)))


def _attempt_out(record: AttemptRecord) -> AttemptOut:
    fields = {name: getattr(record, name) for name in AttemptOut.model_fields if name != "verdict"}
    # What programs print may hold lone surrogates, which no JSON in UTF-8 can: they become question marks.
    verdict = json.loads(json.dumps(record.verdict.to_dict(), ensure_ascii=False).encode("utf-8", "replace"))
    return AttemptOut(**fields, verdict=verdict)


@router.get("/attempts/{attempt_id}/files", summary="The code of an attempt")
def files(attempt_id: str, state: State) -> FilesOut:
    """Return the files as they were judged."""
    return FilesOut(
        files=[
            FileOut(name=name, text=text, sha256=sha256(text), editable=False)
            for name, text in state.submission(attempt_id).items()
        ]
    )


@router.delete(
    "/attempts/{attempt_id}",
    summary="Cancel an attempt",
    status_code=status.HTTP_202_ACCEPTED,
    responses={202: {"description": "It stops; it is recorded as not judged"}, 404: {"model": Problem}},
)
def cancel(attempt_id: str, runs: Running) -> Response:
    """Stop judging. An attempt that has ended stays as it was recorded."""
    run = runs.get(attempt_id)
    if run is None:
        raise NotFoundError("that attempt is not running", hint="it may have ended already")
    run.cancel.set()
    return Response(status_code=status.HTTP_202_ACCEPTED)

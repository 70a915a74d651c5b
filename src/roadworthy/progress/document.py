"""The JSON of an exported ledger, and how it is read: nothing is believed but what has the right form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from roadworthy.errors import ContentError
from roadworthy.labs import Status, Verdict

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FORMAT = "roadworthy-ledger-1"

_Hash = Annotated[str, Field(max_length=64, pattern=r"^[0-9A-Za-z-]*$")]
_Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\w.+-]+$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AttemptData(_Strict):
    """One attempt of the document; `verdict` is left out of a ledger that was exported without code."""

    id: Annotated[str, Field(pattern=r"^[0-9a-z-]{1,64}$")]
    lab: _Name
    lab_hash: _Hash
    environment_hash: _Hash
    submission_hash: Annotated[_Hash, Field(min_length=1)]
    status: Status
    seed: Annotated[str, Field(pattern=r"^-?[0-9]{1,39}$")]
    started: AwareDatetime
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    origin: Literal["judged", "imported"]
    skills: tuple[_Name, ...] = ()
    proven_at: AwareDatetime | None = None
    verdict: Verdict | None = None


class LedgerData(_Strict):
    """The document: whose ledger, their attempts, and the files of each submission unless they were left out."""

    format: Literal["roadworthy-ledger-1"]
    learner: Annotated[str, Field(min_length=1, max_length=200)]
    attempts: tuple[AttemptData, ...]
    submissions: dict[_Hash, dict[str, str]] | None = None


def read_document(data: bytes, where: str) -> LedgerData:
    """Return what an exported ledger holds.

    Args:
        data: The file.
        where: Its name, for people.

    Raises:
        ContentError: It is not one, or something in it is not as it should be; `where` is the place in the file.
    """
    hint = "nothing was read; export it again with `roadworthy progress export`"
    try:
        found = json.loads(data, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise ContentError(
            f"is not JSON: {error.msg}", where=f"{where}:{error.lineno}:{error.colno}", hint=hint
        ) from None
    except UnicodeDecodeError:
        raise ContentError("is not text in UTF-8", where=where, hint=hint) from None
    except (RecursionError, ValueError) as error:
        raise ContentError(f"is not JSON: {error}", where=where, hint=hint) from None
    try:
        ledger = LedgerData.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        raise ContentError(first["msg"].lower(), where=f"{where}: {_place(first)}", hint=hint) from None
    _check(ledger, where, hint)
    return ledger


def _place(error: ErrorDetails) -> str:
    """Return where in the document an error is: "attempts[3].started"."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"]]
    return "".join(parts).lstrip(".") or "the whole"


def _check(ledger: LedgerData, where: str, hint: str) -> None:
    """Check what the fields by themselves cannot tell."""
    seen: set[str] = set()
    for position, attempt in enumerate(ledger.attempts):
        place = f"{where}: attempts[{position}]"
        if attempt.id in seen:
            raise ContentError(f"attempt {attempt.id} is there twice", where=place, hint=hint)
        seen.add(attempt.id)
        if attempt.skills and attempt.status is not Status.PASSED:
            raise ContentError(f"an attempt that {attempt.status} proves nothing", where=f"{place}.skills", hint=hint)
        if ledger.submissions is not None and attempt.submission_hash not in ledger.submissions:
            raise ContentError("its code is not in the file", where=f"{place}.submission_hash", hint=hint)
        verdict = attempt.verdict
        if verdict is not None and (verdict.lab, verdict.status) != (attempt.lab, attempt.status):
            raise ContentError("is the verdict of another attempt", where=f"{place}.verdict", hint=hint)


def _refuse(constant: str) -> None:
    message = f"{constant} is no number there"
    raise ValueError(message)

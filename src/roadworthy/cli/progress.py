"""`roadworthy progress`: what the learner can do, how sure that is, and what it rests on; and the ledger in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roadworthy.cli.session import Session

if TYPE_CHECKING:
    from datetime import datetime

HELP = """Show what you can do, by section, with how sure that is.

\b
Examples:
  roadworthy progress
  roadworthy progress --all
  roadworthy progress export ada.json
  roadworthy progress import ada.json --dry-run
"""

app = typer.Typer(help=HELP, invoke_without_command=True)


@app.callback()
def show(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Also skills of which nothing is known.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what you can do."""
    if context.invoked_subcommand is not None:
        return
    with Session() as session:
        overview = session.overview()
        if as_json:
            from roadworthy.cli.documents import print_json
            from roadworthy.cli.render_progress import to_json

            print_json(to_json(overview))
            return

        from roadworthy.cli.console import output
        from roadworthy.cli.render_progress import pages

        console = output()
        for part in pages(overview, session.skills.areas(), everything=everything, width=console.width):
            console.print(part)


def _at(value: str) -> datetime:
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is no date; write 2026-11-21 or 2026-11-21T12:00") from None
    return moment.astimezone(UTC)


@app.command()
def rebuild(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to; left out, print it.")] = None,
    at: Annotated[
        str, typer.Option("--at", metavar="DATE", help="As it was or will be then; left out, after the last attempt.")
    ] = "",
) -> None:
    """Compute mastery from nothing but the ledger. The same ledger gives the same bytes."""
    with Session() as session:
        _write(session.overview().rebuilt(_at(at) if at else None), file)


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to; left out, print it.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="One line an attempt, for spreadsheets.")] = False,
    _as_json: Annotated[bool, typer.Option("--json", help="Everything, for `progress import`: the default.")] = False,
    no_code: Annotated[
        bool, typer.Option("--no-code", help="Without code and verdicts: enough for `matrix`, not for import.")
    ] = False,
) -> None:
    """Write your ledger to a file."""
    from roadworthy.errors import UsageError
    from roadworthy.progress import export_csv, export_json

    if as_csv and (_as_json or no_code):
        raise UsageError("--csv goes with neither --json nor --no-code", hint="it has no code in it anyway")
    with Session() as session:
        if as_csv:
            data = export_csv(session.store, session.learner).encode()
        else:
            data = export_json(session.store, session.learner, with_code=not no_code)
        _write(data, file)


@app.command("import")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What `progress export` wrote, or - for standard input.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
) -> None:
    """Add a ledger that you exported elsewhere to this one.

    All of it is added or nothing, each attempt once, and nothing that is here is overwritten. What is imported is marked
    so: its word is taken, it was not judged here.
    """
    from roadworthy.cli.documents import document_bytes
    from roadworthy.cli.text import count
    from roadworthy.progress import import_ledger, read_document

    document = read_document(document_bytes(file, "an exported ledger"), file)
    with Session() as session:
        outcome = import_ledger(session.store, session.learner, document, dry_run=dry_run)
    verb = "would be added" if dry_run else "added"
    print(f"{count(outcome.added, 'attempt')} {verb}, {outcome.known} here already.")
    if outcome.skills:
        print(f"Proven by them: {', '.join(outcome.skills)}.")


def _write(data: bytes, file: Path | None) -> None:
    """Write to a file, whole or not at all, or to standard output. Raises UsageError if the file cannot be written."""
    if file is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return

    from roadworthy.errors import UsageError

    temporary = file.with_name(f".{file.name}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(file)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=str(file)) from None
    finally:
        temporary.unlink(missing_ok=True)
    print(f"{len(data)} bytes written to {file}", file=sys.stderr)

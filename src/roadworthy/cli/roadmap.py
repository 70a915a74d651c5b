"""`roadworthy roadmap`: read a Markdown roadmap, lint it, compare two versions of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text
from rich.tree import Tree

from roadworthy.cli.console import ASCII_SIGNS, output, signs, text
from roadworthy.cli.documents import document_bytes, print_json
from roadworthy.cli.errors import FAILED
from roadworthy.cli.text import one_line
from roadworthy.errors import RoadworthyError
from roadworthy.roadmap import (
    Finding,
    Level,
    Roadmap,
    Severity,
    diff_to_json,
    finding_to_json,
    read_roadmap,
    roadmap_to_json,
)
from roadworthy.roadmap import diff as compare
from roadworthy.roadmap import lint as findings_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadworthy.roadmap import Change, Place, RoadmapDiff, Stop

app = typer.Typer(
    no_args_is_help=True,
    help="Read, lint or compare roadmap files (docs/roadmap-format.md says what is read).",
)

File = Annotated[str, typer.Argument(metavar="FILE", help="A Markdown file, or - for standard input.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead.")]

_GLYPHS = {
    Level.MUST: "●",
    Level.GOOD: "○",
    Level.ALTERNATIVE: "◌",
    Level.NOT_RECOMMENDED: "⊘",
    Level.UNMARKED: "·",
}
_ASCII_GLYPHS = {
    Level.MUST: "*",
    Level.GOOD: "o",
    Level.ALTERNATIVE: "~",
    Level.NOT_RECOMMENDED: "x",
    Level.UNMARKED: "-",
}
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}


@app.command()
def read(file: File, as_json: AsJson = False) -> None:
    """Show what a roadmap was read as: title, legend, sections, stops and what hangs on them."""
    roadmap = read_roadmap(document_bytes(file))
    if as_json:
        print_json(roadmap_to_json(roadmap))
        return
    console = output()
    console.print(_tree(roadmap))
    console.print(text(_summary(roadmap, file)))


@app.command()
def lint(
    file: File,
    as_json: AsJson = False,
    check_links: Annotated[
        bool, typer.Option("--check-links", help="Also ask every link whether it is alive.")
    ] = False,
    private: Annotated[
        bool, typer.Option("--private", help="With --check-links: also ask hosts of private networks.")
    ] = False,
) -> None:
    """Say what could be better, line by line, and how. Exit code 1 if something is an error."""
    roadmap = read_roadmap(document_bytes(file))
    findings = list(findings_of(roadmap))
    if check_links:
        from roadworthy.cli.roadmap_links import link_findings

        try:
            findings += link_findings(roadmap, public_only=not private)
        except RoadworthyError:  # what needs no network is said all the same
            if not as_json:
                _print_findings(findings, file)
            raise
        findings.sort(key=lambda finding: (finding.line, finding.rule))
    if as_json:
        print_json({"file": file, "findings": [finding_to_json(finding) for finding in findings]})
    else:
        _print_findings(findings, file)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise typer.Exit(FAILED)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The earlier version, or - for standard input.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The later version, or - for standard input.")],
    as_json: AsJson = False,
) -> None:
    """Say what was added, removed, renamed and moved, and what happens to people's progress: nothing is lost."""
    difference = compare(read_roadmap(document_bytes(old)), read_roadmap(document_bytes(new)))
    if as_json:
        print_json(diff_to_json(difference))
    else:
        _print_diff(difference)


def _tree(roadmap: Roadmap) -> Tree:
    tree = Tree(text(roadmap.title or "(no title)", "bold"))
    if roadmap.legend:
        legend = tree.add(Text("Legend", style="italic"))
        for entry in roadmap.legend:
            legend.add(Text(f"{_glyph(entry.level)} ").append_text(text(f"{entry.mark} {entry.meaning}")))
    for section in roadmap.sections:
        numbered = f"{section.number} {section.title}".strip() or "(no title)"
        branch = tree.add(_with_line(text(numbered, "bold"), section.line, len(section.resources)))
        for stop in section.stops:
            _grow(branch, stop)
    return tree


def _grow(branch: Tree, stop: Stop) -> None:
    tick = {True: "[x] ", False: "[ ] ", None: ""}[stop.claimed]
    title = " ".join(part for part in (stop.number, stop.title) if part)
    label = Text(f"{_glyph(stop.level)} {tick}").append_text(text(title, "bold" if stop.heading else ""))
    twig = branch.add(_with_line(label, stop.line, len(stop.resources)))
    for child in stop.children:
        _grow(twig, child)


def _with_line(label: Text, line: int, resources: int) -> Text:
    links = f", {resources} {'link' if resources == 1 else 'links'}" if resources else ""
    return label.append(f"  line {line}{links}", style="dim")


def _glyph(level: Level) -> str:
    return (_ASCII_GLYPHS if signs() is ASCII_SIGNS else _GLYPHS)[level]


def _summary(roadmap: Roadmap, file: str) -> str:
    stops = sum(1 for _ in roadmap.walk())
    count = len(findings_of(roadmap))
    legend = ", ".join(f"{_glyph(level)} {level.value}" for level in Level)
    return (
        f"{len(roadmap.sections)} sections, {stops} stops ({legend})\n"
        f"{count} findings{f': roadworthy roadmap lint {file}' if count else ''}"
    )


def _print_findings(findings: Sequence[Finding], file: str) -> None:
    console = output()
    name = one_line(file)
    for finding in findings:
        line = Text(f"{name}:{finding.line}: ")
        line.append(finding.severity.value, style=_STYLES[finding.severity])
        line.append(f" {finding.rule}: ")
        line.append_text(text(one_line(finding.message)))
        if finding.mend:
            line.append_text(text(f" ({one_line(finding.mend)})", "dim"))
        console.print(line, soft_wrap=True)
    counts = [(severity, sum(1 for finding in findings if finding.severity is severity)) for severity in Severity]
    said = ", ".join(f"{count} {severity.value}{'s' if count != 1 else ''}" for severity, count in counts if count)
    console.print(text(said or "Nothing to mend."))


def _print_diff(difference: RoadmapDiff) -> None:
    console = output()
    if difference.unchanged:
        console.print(text("The same stops, by the same names, in both. Progress stays as it is."))
        return
    arrow = signs().arrow
    changes = [("added", _place(place)) for place in difference.added]
    changes += [("removed", _place(place)) for place in difference.removed]
    changes += [("renamed", f"{change.old.title} {arrow} {_place(change.new)}") for change in difference.renamed]
    changes += [("moved", _moved(change)) for change in difference.moved]
    changes += [
        ("level", f"{_place(change.place)}: {change.old.value} {arrow} {change.new.value}")
        for change in difference.relevelled
    ]
    for what, said in changes:
        console.print(text(f"{what:<9}{one_line(said)}"), soft_wrap=True)
    console.print(text(_progress(difference)), soft_wrap=True)


def _place(place: Place) -> str:
    return f"{place.title} (line {place.line}{f', under {place.under}' if place.under else ''})"


def _moved(change: Change) -> str:
    title = change.old.title
    if title != change.new.title:
        title = f"{title} {signs().arrow} {change.new.title}"
    return f"{title}: {change.old.under or 'top'} {signs().arrow} {change.new.under or 'top'} (line {change.new.line})"


def _progress(difference: RoadmapDiff) -> str:
    follow = sum(1 for old, new in difference.ids.items() if old != new)
    return (
        "What was proved stays: evidence is kept by skill, not by stop. "
        f"What was claimed follows every stop that is still there ({follow} have a new id), "
        f"and is kept for what was removed ({len(difference.removed)}), should it come back."
    )

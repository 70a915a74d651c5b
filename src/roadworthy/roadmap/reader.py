"""From a Markdown document to a `Roadmap`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from roadworthy.roadmap.blocks import read_blocks
from roadworthy.roadmap.ids import assign
from roadworthy.roadmap.inline import RunKind
from roadworthy.roadmap.legend import find_legend, legend_words
from roadworthy.roadmap.model import Finding, Resource, ResourceKind, Roadmap, Section, Severity, Stop
from roadworthy.roadmap.outline import Outline, is_contents_section, read_outline
from roadworthy.roadmap.parser import flatten_deep_nesting
from roadworthy.roadmap.resources import resource
from roadworthy.roadmap.source import to_text
from roadworthy.roadmap.tree import Block, BlockKind, Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roadworthy.roadmap.draft import Draft
    from roadworthy.roadmap.model import LegendEntry

_META_LINE = re.compile(r"([\w .-]+?)\s*[:=]\s*(.*)")


def read_roadmap(data: bytes | str) -> Roadmap:
    """Read a Markdown document as a roadmap.

    Pure and deterministic; takes any bytes or text, never raises, and takes time linear in their length. What the
    document leaves unclear is in the roadmap's findings.
    """
    text, findings = to_text(data)
    text, deep = flatten_deep_nesting(text)
    if deep:
        findings.append(
            Finding(
                "too-deep", Severity.WARNING, deep, "nested too deeply; deeper levels are read as one", "flatten it"
            )
        )
    document = read_blocks(text)
    legend, legend_blocks = find_legend(document.root)
    footnotes = {block.text: block for block in _all_of(document.root, BlockKind.FOOTNOTE)}
    outline = read_outline(document.root, legend, legend_blocks, footnotes)
    top = outline.top
    _legend_remains(document.root, legend, legend_blocks, top)
    meta = _front_matter(document.root)
    _unused_definitions(document, outline)
    findings += outline.findings
    contents = [section for section in outline.sections if is_contents_section(section)]
    sections = [section for section in outline.sections if section not in contents]
    if contents:
        top.resources = [_in_contents(item, contents[0].title) for item in top.resources]
    for section in sections:
        if section.rank < 0:  # the document itself
            section.title = section.title or meta.get("title", "")
    ids = assign(sections)
    return Roadmap(
        title=top.title or meta.get("title", ""),
        sections=tuple(_section(section, ids) for section in sections),
        description="\n\n".join(top.notes),
        legend=legend,
        resources=tuple(top.resources),
        findings=tuple(sorted(findings, key=lambda finding: (finding.line, finding.rule))),
        meta=meta,
        icon=top.icon,
    )


def _in_contents(item: Resource, title: str) -> Resource:
    """Say of a link into the document that it stood in the table of contents."""
    inner = item.url is not None and item.url.startswith("#")
    return replace(item, note=" ".join(part for part in (title, item.note) if part)) if inner else item


def _all_of(block: Block, kind: BlockKind) -> Iterator[Block]:
    for child in block.children:
        if child.kind is kind:
            yield child
        yield from _all_of(child, kind)


def _front_matter(root: Block) -> dict[str, str]:
    """Return front matter as text: what is nested under a key belongs to it as written."""
    meta: dict[str, str] = {}
    key = ""
    for block in root.children:
        if block.kind is not BlockKind.FRONT_MATTER:
            continue
        for line in block.text.split("\n"):
            found = _META_LINE.fullmatch(line.rstrip())
            if found and not line[:1].isspace():
                key = found[1]
                value = found[2].strip()
                quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
                meta[key] = value[1:-1] if quoted else value
            elif line.strip():
                meta[key] = f"{meta.get(key, '')}\n{line}".strip("\n")
    return meta


def _legend_remains(root: Block, legend: tuple[LegendEntry, ...], blocks: set[int], top: Draft) -> None:
    """Keep what stands in the legend beside its entries: links, and words that explain no mark."""
    if not blocks:
        return
    waiting = list(root.children)
    while waiting:
        block = waiting.pop()
        if id(block) in blocks:
            top.note(legend_words(block, legend))
            inner = [block, *_descendants(block)]
            top.resources += [
                resource(run)
                for part in inner
                for run in part.runs
                if run.kind in (RunKind.LINK, RunKind.IMAGE) and run.url
            ]
        else:
            waiting += block.children


def _descendants(block: Block) -> Iterator[Block]:
    for child in block.children:
        yield child
        yield from _descendants(child)


def _unused_definitions(document: Document, outline: Outline) -> None:
    """Keep link definitions that nothing refers to."""
    if not document.definitions:
        return
    used: set[str] = set()
    waiting = [outline.top, *outline.sections]
    while waiting:
        draft = waiting.pop()
        used.update(item.url for item in draft.resources if item.url)
        waiting += draft.children
    for label, (url, line) in document.definitions.items():
        if url.strip("#") and url not in used:
            outline.top.resources.append(Resource(label.lower(), url, ResourceKind.LINK, line))


def _section(draft: Draft, ids: dict[int, str]) -> Section:
    return Section(
        id=ids[id(draft)],
        title=draft.title,
        line=draft.line,
        number=draft.number,
        note="\n\n".join(draft.notes),
        resources=_distinct(draft.resources),
        stops=tuple(_stop(child, ids) for child in draft.children),
        icon=draft.icon,
    )


def _stop(draft: Draft, ids: dict[int, str]) -> Stop:
    return Stop(
        id=ids[id(draft)],
        title=draft.title,
        level=draft.level,
        line=draft.line,
        heading=draft.heading,
        note="\n".join(draft.notes),
        resources=_distinct(draft.resources),
        children=tuple(_stop(child, ids) for child in draft.children),
        claimed=draft.claimed,
        requires=tuple(draft.requires),
        number=draft.number,
        icon=draft.icon,
    )


def _distinct(resources: list[Resource]) -> tuple[Resource, ...]:
    return tuple(dict.fromkeys(resources)) if len(resources) > 1 else tuple(resources)

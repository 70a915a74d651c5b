"""Links whose syntax is broken, put together again: `Jenkins](https://www.jenkins.io/)`."""

from __future__ import annotations

import re

from roadworthy.roadmap.inline import Run, RunKind
from roadworthy.roadmap.model import Finding, Severity
from roadworthy.roadmap.phrase import trimmed_url

_URL = re.compile(r"\b(?:https?|ftp)://[^\s<>\"`]+", re.IGNORECASE)
_BEFORE = re.compile(r"(?:\[(?P<full>[^\[\]\n]{1,200})(?:\]?\s{0,2}\(|\])|(?P<torn>[^\[\]\n]{1,200})\]\()<?$")
_TAIL = 220  # characters before an address that may belong to its link
_AFTER = re.compile(r"^\s?(?:\"[^\"\n]*\")?>?\)?")
_REVERSED = re.compile(r"\((?P<title>[^()\n]{1,200})\)\s?\[<?$")


def mended(runs: list[Run], findings: list[Finding]) -> list[Run]:
    """Return runs in which broken links are links, and report each."""
    if not any(run.kind is RunKind.TEXT and ("[" in run.text or "](" in run.text) for run in runs):
        return runs
    result: list[Run] = []
    for run in _with_urls(runs):
        before = result[-1] if result else None
        is_url = run.kind is RunKind.LINK and run.text == run.url
        if is_url and before is not None and before.kind is RunKind.TEXT:
            tail = before.text[-_TAIL:]
            found = _BEFORE.search(tail) or _REVERSED.search(tail)
            if found:
                title = next(group for group in found.groups() if group)
                before.text = before.text[: len(before.text) - len(found.group())]
                if not before.text:
                    result.pop()
                title = " ".join(title.split())
                result.append(Run(RunKind.LINK, title, run.url, run.line, "\0"))
                findings.append(
                    Finding(
                        "broken-link",
                        Severity.ERROR,
                        run.line,
                        f"the link {title!r} is not valid Markdown",
                        f"write [{title}]({run.url})",
                    )
                )
                continue
        if before is not None and before.hint == "\0":
            before.hint = ""
            if run.kind is RunKind.TEXT:
                run.text = _AFTER.sub("", run.text, count=1)
        result.append(run)
    for run in result:
        if run.hint == "\0":
            run.hint = ""
    return result


def _with_urls(runs: list[Run]) -> list[Run]:
    """Return copies of runs in which bare addresses are links."""
    result: list[Run] = []
    for run in runs:
        if run.kind is not RunKind.TEXT or "://" not in run.text:
            result.append(Run(run.kind, run.text, run.url, run.line, run.hint, run.badge))
            continue
        position = 0
        line = run.line
        for found in _URL.finditer(run.text):
            url = trimmed_url(found.group())
            before = run.text[position : found.start()]
            if before:
                result.append(Run(RunKind.TEXT, before, line=line))
            line += before.count("\n")
            result.append(Run(RunKind.LINK, url, url, line))
            position = found.start() + len(url)
        if position < len(run.text):
            result.append(Run(RunKind.TEXT, run.text[position:], line=line))
    return result


def mended_link(runs: list[Run]) -> Run | None:
    """Return the link that a line is, if it is nothing else."""
    seen = [run for run in runs if run.text.strip() or run.url]
    return seen[0] if len(seen) == 1 and seen[0].kind is RunKind.LINK else None

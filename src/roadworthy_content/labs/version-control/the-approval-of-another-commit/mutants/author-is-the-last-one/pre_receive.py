"""Git runs this before it takes in a push. Status 0: everything goes in; any other: nothing does."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

MAIN = "refs/heads/main"
NOTHING = "0" * 40
ADDRESS = re.compile(r"<([^<>\s]+)>")


def git(*arguments: str) -> str:
    """Run git in the repository that is pushed to, and return what it printed."""
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout


def succeeds(*arguments: str) -> bool:
    """Run git and return whether it said yes."""
    return subprocess.run(["git", *arguments], capture_output=True, check=False).returncode == 0


def judge(old: str, new: str, ref: str, user: str) -> Iterator[str]:
    """Yield the reasons why this ref may not change like that."""
    kind, _, rest = ref.removeprefix("refs/").partition("/")
    if ref == MAIN:
        yield from judge_main(old, new, user)
    elif kind == "tags":
        if old != NOTHING:
            yield "tags do not move and are not deleted"
    elif kind in ("heads", "approvals") and "/" in rest:
        owner, _, name = rest.partition("/")
        if owner != user:
            yield f"this is {owner}'s, and you are {user}"
        if kind == "approvals" and new != NOTHING and (old != NOTHING or new != name):
            yield "an approval points at the commit that it names, for good"
    else:
        yield f"push to refs/heads/{user}/..., or to refs/approvals/{user}/... to approve"


def judge_main(old: str, new: str, user: str) -> Iterator[str]:
    """Yield the reasons why main may not become `new`."""
    if NOTHING in (old, new):
        yield "main is neither made nor deleted by a push"
        return
    if not succeeds("merge-base", "--is-ancestor", old, new):
        yield "main only moves forward; rebase your branch on it"
        return
    people = {user}
    # What main gains, and not what the server has never seen: the branch was pushed before.
    for commit in git("rev-list", "--reverse", f"{old}..{new}").split():
        if len(git("show", "--no-patch", "--format=%P", commit).split()) != 1:
            yield f"{commit[:10]} is a merge; rebase instead"
        author = git("show", "--no-patch", "--format=%ae", commit).strip()
        if author not in trailers(commit, "Signed-off-by"):
            yield f"{commit[:10]} is not signed off by its author, {author}"
        people = {user} | {address.partition("@")[0] for address in (author, *trailers(commit, "Co-authored-by"))}
    approved = set(git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/approvals").split())
    valid = {name for name, _, commit in (one.partition("/") for one in approved) if commit == new} - people
    if not valid:
        yield f"{new[:10]} has no approval of somebody who neither wrote nor pushes it"
    for prefix, owners in owners_of(old, changed(old, new)):
        if not valid & owners:
            yield f"{prefix} needs an approval of {' or '.join(sorted(owners))}"


def trailers(commit: str, key: str) -> set[str]:
    """Return the addresses in a commit's trailers of that name."""
    return set(ADDRESS.findall(git("show", "--no-patch", f"--format=%(trailers:key={key},valueonly)", commit)))


def changed(old: str, new: str) -> list[str]:
    """Return the paths that differ, both those of a file that moved, and as they are (not quoted)."""
    return git("diff", "--name-only", "--no-renames", "-z", old, new).split("\0")[:-1]


def owners_of(main: str, paths: list[str]) -> Iterator[tuple[str, set[str]]]:
    """Yield the lines of main's OWNERS that one of the paths falls under: prefix, names."""
    if not succeeds("cat-file", "-e", f"{main}:OWNERS"):
        return
    for line in git("show", f"{main}:OWNERS").splitlines():
        prefix, *names = line.partition("#")[0].split() or [""]
        if names and any(path.startswith(prefix) for path in paths):
            yield prefix, set(names)


def main() -> int:
    """Judge each ref of the push; 1 if one is refused."""
    user = os.environ["REMOTE_USER"]
    refused = False
    for line in sys.stdin:
        old, new, ref = line.split()
        for reason in judge(old, new, ref, user):
            refused = True
            print(f"{ref}: {reason}", file=sys.stderr)
    return int(refused)


if __name__ == "__main__":
    sys.exit(main())

"""Builds old repositories: `python museum.py hg FOLDER [NUMBER]`, or svn. The same number tells the same story. Given."""

import random
import subprocess
import sys
from binascii import hexlify
from dataclasses import dataclass, field
from pathlib import Path

PEOPLE = {
    "ada": "Ada Osei <ada@chat.example>",
    "zoe": "Zoë van Dam <zoe@chat.example>",
    "Ada Osei <ada@laptop>": "Ada Osei <ada@chat.example>",
    "chidi": "Chidi Obi <chidi@chat.example>",
}


@dataclass
class Change:
    """A change as the old repository has it. `parents`: names of earlier ones; `files`: all there are, path -> (text, executable)."""

    name: str
    text: str
    author: str
    seconds: int
    offset: int
    parents: tuple[str, ...]
    files: dict[str, tuple[str, bool]]


@dataclass
class Story:
    """What is in a repository: changes, and the names of those that branches and tags stand for."""

    changes: dict[str, Change] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    not_ignored: tuple[str, ...] = ()
    clock: int = 1_200_000_000

    def change(self, name, text, author, parents, change, offset=0):
        """Add a change: the files of its parents, with `change` (path -> text, or None to remove)."""
        self.clock += 977
        files = {}
        for parent in reversed(parents):
            files |= self.changes[parent].files
        for path, content in change.items():
            files.pop(path, None)
            if content is not None:
                files[path] = (content, path.endswith(".sh"))
        self.changes[name] = Change(name, text, author, self.clock, offset, tuple(parents), files)
        return self.changes[name]


def hg(folder: Path, number: int) -> Story:
    """A Mercurial repository: named branches (one closed), a bookmark, a merge, tags of which one was moved."""
    from mercurial import context, hg, node, ui

    rng, story, ids = random.Random(number), Story(), {}
    repo = hg.repository(ui.ui.load(), bytes(folder), create=True)
    people = [name for name in PEOPLE if name != "ada"]

    def commit(name, text, author, parents, change, branch="default", close=False):
        done = story.change(name, text, author, parents, change, rng.choice([0, 3600, -18000]))

        def content(repo, whole, path):
            text, executable = done.files.get(path.decode(), (None, False))
            return None if text is None else context.memfilectx(repo, whole, path, text.encode(), isexec=executable)

        extra = {b"branch": branch.encode()} | ({b"close": b"1"} if close else {})
        nodes = [ids[parent] for parent in parents] + [node.nullrev and node.sha1nodeconstants.nullid] * 2
        touched = set(change)
        if len(parents) == 2:
            first = story.changes[parents[0]].files
            touched |= {path for path, file in done.files.items() if first.get(path) != file}
        when = (done.seconds, -done.offset)
        paths = [path.encode() for path in sorted(touched)]
        ids[name] = repo.commitctx(
            context.memctx(repo, nodes[:2], text.encode(), paths, content, user=author.encode(), date=when, extra=extra)
        )

    def tags(*names):
        return "".join(f"{hexlify(ids[change]).decode()} {tag}\n" for tag, change in names)

    with repo.wlock(), repo.lock(), repo.transaction(b"museum") as transaction:
        ignore = "syntax: glob\n*.pyc\nuploads/*.tmp\n"
        start = {"chat.py": f"LIMIT = {rng.random()}\n", "run.sh": "#!/bin/sh\n", ".hgignore": ignore}
        commit("start", "Start the chat", "ada", [], start)
        commit("rooms", "Add rooms\n\nOne each, for now.", rng.choice(people), ["start"], {"rooms.py": f"{rng.random()}\n"})
        commit("fix", "Fix the limit", rng.choice(people), ["start"], {"chat.py": f"LIMIT = {rng.random()}\n"}, "stable")
        commit("greet", "Grüße alle", rng.choice(people), ["rooms"], {"grüße.txt": f"Hallo {rng.random()}\n"})
        commit("merge", "Merge stable", rng.choice(people), ["greet", "fix"], {})
        old = rng.choice(["old ui", "frames", "with-flash"])
        commit("frames", "Frames", rng.choice(people), ["rooms"], {"frames.html": f"{rng.random()}\n"}, old)
        commit("close", "Give it up", "ada", ["frames"], {}, old, close=True)
        release = f"release {rng.randrange(1, 9)}.0"
        moved = f"v{rng.randrange(100)}"
        commit("tag", "Tag it", "ada", ["merge"], {".hgtags": tags((release, "greet"), (moved, "rooms"))})
        again = tags((release, "greet"), (moved, "rooms"), (moved, "rooms"), (moved, "merge"))
        commit("retag", "Tag it right", "ada", ["tag"], {".hgtags": again})
        commit("fix2", "Fix it again", rng.choice(people), ["fix"], {"chat.py": f"LIMIT = {rng.random()}\n"}, "stable")
        commit("typing", "Show who types", rng.choice(people), ["merge"], {"typing.py": f"{rng.random()}\n"})
        commit("typing2", "Not for oneself", rng.choice(people), ["typing"], {"typing.py": f"{rng.random()}\n"})
        repo._bookmarks.applychanges(repo, transaction, [(b"typing", ids["typing2"])])
    story.branches = {"main": "retag", "stable": "fix2", "typing": "typing2"}
    story.tags = {release.replace(" ", "-"): "greet", moved: "merge", f"archive/{old.replace(' ', '-')}": "close"}
    story.ignored = ("a.pyc", "lib/b.pyc", "uploads/x.tmp")
    story.not_ignored = ("a.py", "uploads/x.png", "x.tmp")
    return story


def svn(folder: Path, number: int) -> Story:
    """A Subversion repository: trunk, a merged branch, a living and a deleted one, a tag, and a tag that was changed."""
    rng, story = random.Random(number), Story()
    people = ["zoe", "chidi", "ada"]
    revisions, at = [], {}

    def props(pairs):
        pieces = [f"K {len(k.encode())}\n{k}\nV {len(v.encode())}\n{v}\n" for k, v in pairs.items()]
        return ("".join(pieces) + "PROPS-END\n").encode()

    def node(path, action, kind="", text=None, properties=None, source=None):
        lines = [f"Node-path: {path}", *([f"Node-kind: {kind}"] if kind else []), f"Node-action: {action}"]
        if source:
            lines += [f"Node-copyfrom-rev: {source[1]}", f"Node-copyfrom-path: {source[0]}"]
        prop = b"" if properties is None else props(properties)
        body = b"" if text is None else text.encode()
        lines += [f"Prop-content-length: {len(prop)}"] if properties is not None else []
        lines += [f"Text-content-length: {len(body)}"] if text is not None else []
        lines += [f"Content-length: {len(prop) + len(body)}"] if properties is not None or text is not None else []
        return "\n".join(lines).encode() + b"\n\n" + prop + body + b"\n\n"

    def revision(text, author, nodes, seconds=None):
        story.clock += 0 if seconds else 977
        from datetime import UTC, datetime

        date = datetime.fromtimestamp(seconds or story.clock, UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        prop = props({"svn:log": text, "svn:author": author, "svn:date": date})
        head = f"Revision-number: {len(revisions) + 1}\nProp-content-length: {len(prop)}\nContent-length: {len(prop)}\n\n"
        revisions.append(head.encode() + prop + b"\n" + b"".join(nodes))

    def commit(name, text, parents, change, where="trunk", properties=None):
        author = rng.choice(people)
        done = story.change(name, text, author, parents, change)
        before = story.changes[parents[0]].files if parents else {}
        nodes = [node(where, "change", "dir", properties=properties)] if properties else []
        folders = {path.rpartition("/")[0] for path in before}
        for path, file in done.files.items():
            top = path.rpartition("/")[0]
            if top not in folders and top:
                folders.add(top)
                nodes.append(node(f"{where}/{top}", "add", "dir", properties={"svn:ignore": "cache\n"}))
            if file != before.get(path):
                flags = {"svn:executable": "*"} if file[1] else {}
                nodes.append(node(f"{where}/{path}", "change" if path in before else "add", "file", file[0], flags))
        nodes += [node(f"{where}/{path}", "delete") for path in before if path not in done.files]
        revision(text, author, nodes, done.seconds)
        at[name] = len(revisions)

    def copy(text, target, name, source="trunk"):
        revision(text, rng.choice(people), [node(target, "add", "dir", source=(source, at[name]))])

    revision("Make the layout", "ada", [node(name, "add", "dir") for name in ("trunk", "branches", "tags")])
    start = {"chat.py": f"LIMIT = {rng.random()}\n", "run.sh": "#!/bin/sh\n", "web/page.html": f"{rng.random()}\n"}
    commit("start", "Start the chat", [], start, properties={"svn:ignore": "*.log\nuploads\n"})
    commit("rooms", "Add rooms\n\nOne each, for now.", ["start"], {"rooms.py": f"{rng.random()}\n"})
    copy("Branch for typing", "branches/typing", "rooms")
    first = len(revisions)
    commit("typing", "Show who types", ["rooms"], {"typing.py": f"{rng.random()}\n"}, "branches/typing")
    commit("greet", "Grüße alle", ["rooms"], {"grüße.txt": f"Hallo {rng.random()}\n"})
    release = f"release {rng.randrange(1, 9)}.0"
    copy("Tag it", f"tags/{release}", "greet")
    copy("Try frames", "branches/frames", "greet")
    commit("frames", "Frames", ["greet"], {"frames.html": f"{rng.random()}\n"}, "branches/frames")
    revision("Give it up", "ada", [node("branches/frames", "delete")])
    commit("typing2", "Not for oneself", ["typing"], {"typing.py": f"{rng.random()}\n"}, "branches/typing")
    merged = {"svn:ignore": "*.log\nuploads\n", "svn:mergeinfo": f"/branches/typing:{first}-{len(revisions)}"}
    commit("merge", "Merge typing", ["greet", "typing2"], {}, properties=merged)
    commit("limit", "Fix the limit", ["merge"], {"chat.py": f"LIMIT = {rng.random()}\n"})
    changed = f"{rng.randrange(10, 99)}.1"
    copy("Tag it", f"tags/{changed}", "limit")
    commit("version", "It lacked its version", ["limit"], {"version.txt": f"{changed}\n"}, f"tags/{changed}")
    copy("Branch for phones", "branches/phones", "limit")
    commit("phones", "Smaller rooms", ["limit"], {"rooms.py": f"{rng.random()}\n"}, "branches/phones")
    commit("last", "Drop the page", ["limit"], {"web/page.html": None, "web/index.html": f"{rng.random()}\n"})
    story.branches = {"main": "last", "typing": "typing2", "phones": "phones"}
    story.tags = {release.replace(" ", "-"): "greet", changed: "version"}
    story.ignored = ("a.log", "uploads", "web/cache")
    story.not_ignored = ("web/a.log", "cache", "web/uploads", "a.py")
    subprocess.run(["svnadmin", "create", folder], check=True)
    head = b"SVN-fs-dump-format-version: 2\n\n"
    subprocess.run(["svnadmin", "load", "--quiet", folder], input=head + b"".join(revisions), check=True)
    return story


def write_authors(path: Path) -> None:
    """Write the file that says who is who."""
    path.write_text("".join(f"{old} = {new}\n" for old, new in PEOPLE.items()), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in ("hg", "svn"):
        sys.exit("usage: python museum.py hg|svn FOLDER [NUMBER]")
    {"hg": hg, "svn": svn}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) == 4 else 1)
    write_authors(Path(f"{sys.argv[2]}-authors.txt"))
    print(f"built {sys.argv[2]} and {sys.argv[2]}-authors.txt")

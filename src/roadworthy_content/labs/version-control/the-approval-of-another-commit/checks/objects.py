"""Writes commits and refs into a repository without a process for each: a hook is asked about many of them."""

import hashlib
import zlib
from pathlib import Path


class Repository:
    """A bare repository: objects and refs, written as Git writes them."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.files = {}  # commit -> {path: text}

    def write(self, kind, data):
        """Write an object and return its hash."""
        whole = f"{kind} {len(data)}\0".encode() + data
        name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        path = self.folder / "objects" / name[:2] / name[2:]
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(zlib.compress(whole, 1))
        return name

    def tree(self, files):
        """Write a folder, with what is below it."""
        here = {}
        for path, text in files.items():
            name, _, rest = path.partition("/")
            here.setdefault(name, {})[rest] = text
        entries = []
        for name, below in here.items():
            if "" in below:
                entries.append((name.encode(), b"100644", self.write("blob", below[""].encode())))
            else:
                entries.append((name.encode() + b"/", b"40000", self.tree(below)))
        entries.sort()
        return self.write("tree", b"".join(b"%b %b\0%b" % (m, n.rstrip(b"/"), bytes.fromhex(h)) for n, m, h in entries))

    def commit(self, author, change, parents=(), message="Change it"):
        """Write a commit: the files of the first parent (and of the others) with `change` (None removes)."""
        files = {}
        for parent in reversed(parents):
            files |= self.files[parent]
        files = {path: text for path, text in (files | change).items() if text is not None}
        lines = [f"tree {self.tree(files)}", *(f"parent {parent}" for parent in parents)]
        lines += [f"{role} {author.title()} <{author}@chat.example> 1790000000 +0000" for role in ("author", "committer")]
        name = self.write("commit", ("\n".join(lines) + f"\n\n{message}\n").encode())
        self.files[name] = files
        return name

    def refs(self):
        """All refs: name -> commit."""
        top = self.folder / "refs"
        return {str(path.relative_to(self.folder)): path.read_text().strip() for path in top.rglob("*") if path.is_file()}

    def set(self, ref, commit):
        """Let a ref point somewhere, or with None nowhere."""
        path = self.folder / ref
        if commit is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(commit + "\n")

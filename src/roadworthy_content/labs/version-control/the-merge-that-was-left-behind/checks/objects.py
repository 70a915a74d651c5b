"""Reads a whole bare repository with two processes."""

import subprocess
from dataclasses import dataclass


@dataclass
class Commit:
    """A commit. `files`: path -> (text, executable)."""

    name: str
    text: str
    author: str
    seconds: int
    offset: int
    parents: list
    files: dict

    @property
    def subject(self):
        return self.text.split("\n")[0]


class Objects:
    """All commits and refs of a repository; commits that change nothing are left out, as if they had never been."""

    def __init__(self, folder):
        out = subprocess.run(
            ["git", "-C", folder, "cat-file", "--batch", "--batch-all-objects"], capture_output=True, check=True
        ).stdout
        self.objects, at = {}, 0
        while at < len(out):
            head, _, _ = out[at : at + 200].partition(b"\n")
            name, kind, size = head.decode().split()
            at += len(head) + 1
            self.objects[name] = kind, out[at : at + int(size)]
            at += int(size) + 1
        lines = subprocess.run(
            ["git", "-C", folder, "for-each-ref", "--format=%(refname) %(objectname) %(*objectname)"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        self.refs = {line.split()[0]: line.split()[-1] for line in lines}
        self.known = {}

    def files(self, tree, top=""):
        """The files of a tree."""
        data, found = self.objects[tree][1], {}
        while data:
            head, _, rest = data.partition(b"\0")
            mode, _, name = head.partition(b" ")
            target, data = rest[:20].hex(), rest[20:]
            path = top + name.decode("utf-8", "replace")
            if mode == b"40000":
                found |= self.files(target, f"{path}/")
            else:
                text = self.objects[target][1].decode("utf-8", "replace") if target in self.objects else "?"
                found[path] = text, mode == b"100755"
        return found

    def commit(self, name):
        """The commit of that hash, or what it stands for if it changes nothing; None for nothing at all."""
        if name not in self.known:
            head, _, text = self.objects[name][1].decode("utf-8", "replace").partition("\n\n")
            fields = [line.partition(" ") for line in head.split("\n")]
            tree = next(value for key, _, value in fields if key == "tree")
            author, seconds, offset = next(value for key, _, value in fields if key == "author").rsplit(" ", 2)
            parents = [parent for key, _, value in fields if key == "parent" and (parent := self.commit(value))]
            minutes = int(offset[-4:-2]) * 60 + int(offset[-2:])
            seconds_off = minutes * (-60 if offset[0] == "-" else 60)
            one = Commit(name, text.rstrip("\n"), author, int(seconds), seconds_off, parents, self.files(tree))
            empty = not one.files and not parents
            same = len(parents) == 1 and parents[0].files == one.files
            self.known[name] = None if empty else parents[0] if same else one
        return self.known[name]

    def at(self, ref):
        """The commit that a ref leads to."""
        return self.commit(self.refs[ref])

    def line(self, ref):
        """Everything that a ref leads to."""
        seen, todo = {}, [self.at(ref)]
        while todo:
            one = todo.pop()
            if one is not None and one.name not in seen:
                seen[one.name] = one
                todo += one.parents
        return list(seen.values())

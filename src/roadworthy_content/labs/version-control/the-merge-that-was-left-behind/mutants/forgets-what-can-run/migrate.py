"""Bring an old repository to Git: `python migrate.py SOURCE AUTHORS TARGET`."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from dulwich.objects import Commit
from dulwich.repo import Repo

US = {"GIT_AUTHOR_NAME": "Migration", "GIT_AUTHOR_EMAIL": "migration@chat.example"}
US |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in US.items()}


def run(*command: str | Path, where: Path | None = None, **environment: str) -> str:
    """Run a program and return what it printed; its own words go on to our standard error if it fails."""
    env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "HGPLAIN": "1", "HGRCPATH": ""} | environment
    done = subprocess.run([*map(str, command)], cwd=where, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]} {command[1]} failed: {done.stderr.strip()}")
    return done.stdout


def git_name(name: str) -> str:
    """Return a name as a ref can have it."""
    return name.replace(" ", "-")


def require_authors(used: set[str], authors: Path) -> None:
    """Stop unless AUTHORS knows everybody."""
    known = {line.split(" = ")[0] for line in authors.read_text(encoding="utf-8").splitlines() if " = " in line}
    if unknown := sorted(used - known):
        sys.exit(f"{authors} does not say who this is: {', '.join(unknown)}")


def without_marks(repository: Path, commits: list[str]) -> dict[str, str]:
    """Write the commits again without what hg-git adds to messages and headers; return old hash -> new hash."""
    cleaned: dict[str, str] = {}
    with Repo(str(repository)) as repo:
        for name in run("git", "rev-list", "--topo-order", "--reverse", *commits, where=repository).split():
            old = repo[name.encode()]
            new = Commit()
            new.tree, new.message = old.tree, old.message.partition(b"\n--HG--\n")[0]
            new.parents = [cleaned[parent.decode()].encode() for parent in old.parents]
            new.author, new.author_time, new.author_timezone = old.author, old.author_time, old.author_timezone
            new.committer, new.commit_time, new.commit_timezone = old.committer, old.commit_time, old.commit_timezone
            repo.object_store.add_object(new)
            cleaned[name] = new.id.decode()
    return cleaned


def from_mercurial(source: Path, authors: Path, target: Path, work: Path) -> dict[str, list[str]]:
    """Fill TARGET by hg-git; return the lines of the .gitignore of each folder."""
    clone = work / "clone"
    shutil.copytree(source, clone, symlinks=True)  # hg-git leaves its traces where it works

    def hg(*arguments: str) -> str:
        return run("hg", "--config=extensions.hggit=", f"--config=git.authors={authors}", *arguments, where=clone)

    changes = json.loads(hg("log", "--template", "json(node, user, branch, bookmarks, tags)"))
    require_authors({change["user"] for change in changes}, authors)
    ends = json.loads(hg("heads", "--closed", "--template", "json(node, branch, bookmarks, extras)"))
    refs = {f"refs/heads/{git_name(name)}": change["node"] for change in changes for name in change["bookmarks"]}
    for head in ends:
        name = git_name(head["branch"])
        if "close" in head["extras"]:
            refs[f"refs/tags/archive/{name}"] = head["node"]
        elif not head["bookmarks"]:
            refs["refs/heads/main" if name == "default" else f"refs/heads/{name}"] = head["node"]
    for change in changes:
        refs |= {f"refs/tags/{git_name(name)}": change["node"] for name in change["tags"] if name != "tip"}

    hg("gexport")
    lines = (clone / ".hg" / "git-mapfile").read_text(encoding="ascii").splitlines()
    in_git = {node: commit for commit, node in (line.split() for line in lines)}
    cleaned = without_marks(clone / ".hg" / "git", list(in_git.values()))
    specs = [f"{cleaned[in_git[node]]}:{ref}" for ref, node in refs.items()]
    run("git", "push", "--quiet", target, *specs, where=clone / ".hg" / "git")
    ignored = hg("cat", "--rev", refs["refs/heads/main"], ".hgignore").splitlines()
    return {"": [line for line in ignored if not line.startswith("syntax:")]}


def from_subversion(source: Path, authors: Path, target: Path, work: Path) -> dict[str, list[str]]:
    """Fill TARGET by git-svn; return the lines of the .gitignore of each folder."""
    url, clone = source.as_uri(), work / "clone"
    log = ElementTree.fromstring(run("svn", "log", "--quiet", "--xml", url))
    require_authors({entry.findtext("author", "(no author)") for entry in log}, authors)
    options = ["--quiet", "--quiet", "--stdlayout", "--no-metadata", "--prefix=svn/", f"--authors-file={authors}"]
    run("git", "-c", "init.defaultBranch=work", "svn", "clone", *options, url, clone)

    run("sh", "-c", "git fast-export --all | sed 's/^M 100755/M 100644/' | git fast-import --force --quiet", where=clone)

    def names(folder: str) -> dict[str, str]:
        there = [line.rstrip("/") for line in run("svn", "list", f"{url}/{folder}").splitlines()]
        return {name: name.replace(" ", "%20") for name in there}

    specs = ["refs/remotes/svn/trunk:refs/heads/main"]
    specs += [f"refs/remotes/svn/{there}:refs/heads/{git_name(name)}" for name, there in names("branches").items()]
    for name, there in names("tags").items():
        tip = f"refs/remotes/svn/tags/{there}"
        # A tag that is a mere copy has a commit of its own that changes nothing: name the one before it.
        parent = run("git", "rev-parse", f"{tip}^", where=clone).strip()
        same = run("git", "diff-tree", parent, tip, where=clone) == ""
        specs.append(f"{parent if same else tip}:refs/tags/{git_name(name)}")
    run("git", "push", "--quiet", target, *specs, where=clone)
    ignored = {}
    found = ElementTree.fromstring(run("svn", "propget", "svn:ignore", "--recursive", "--xml", f"{url}/trunk"))
    for folder in found:
        top = folder.attrib["path"].removeprefix(f"{url}/trunk").strip("/")
        # svn:ignore is about one folder alone, and not about those below it.
        ignored[top] = [f"/{line}" for line in folder.findtext("property", "").split()]
    return ignored


def add_ignore_files(target: Path, ignored: dict[str, list[str]], work: Path) -> None:
    """Commit .gitignore files on top of main."""
    tree = work / "tree"
    run("git", "clone", "--quiet", "--branch=main", target, tree)
    for folder, lines in ignored.items():
        (tree / folder / ".gitignore").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run("git", "add", "--all", where=tree)
    run("git", "commit", "--quiet", "--message=Ignore in Git what was ignored before", where=tree, **US)
    run("git", "push", "--quiet", where=tree)


def main(source: str, authors: str, target: str) -> None:
    """Make the bare Git repository TARGET out of SOURCE, a Mercurial or a Subversion repository."""
    old, names, new = Path(source).resolve(), Path(authors).resolve(), Path(target).resolve()
    if new.exists():
        sys.exit(f"{new} exists already")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        made = work / "made.git"
        run("git", "init", "--quiet", "--bare", "--initial-branch=main", made)
        bring = from_mercurial if (old / ".hg").exists() else from_subversion
        add_ignore_files(made, bring(old, names, made, work), work)
        shutil.move(made, new)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Pushes to the server with the learner's hook, as several people, and asks the hook about many a push as Git asks it."""

import os
import subprocess
from collections import namedtuple

import pytest
from objects import Repository

PEOPLE = ("ada", "bob", "cem", "dora", "eve")
OWNERS = "# who must have seen what\nbilling/ dora cem   # money\n\nOWNERS dora\ndocs/é/ cem\n"
MAIN = "refs/heads/main"
NOTHING = "0" * 40
Pushed = namedtuple("Pushed", "ok said")


def signed(*names, coauthors=(), body=""):
    """A commit's message with trailers."""
    lines = [f"Co-authored-by: {name.title()} <{name}@chat.example>" for name in coauthors]
    lines += [f"Signed-off-by: {name.title()} <{name}@chat.example>" for name in names]
    return "\n\n".join(part for part in ("Change it", body, "\n".join(lines)) if part)


class Forge:
    """A server's repository with one commit on main."""

    def __init__(self, server, files):
        self.server = self.source = server  # commits are written into `source`
        self.first = server.commit("dora", files, message=signed("dora"))
        server.set(MAIN, self.first)

    def commit(self, author, change, *parents, message=None):
        """A commit on top of others, or of main, signed off by its author unless there is a message."""
        return self.source.commit(author, change, parents or (self.main,), message or signed(author))

    @property
    def main(self):
        """Where the server's main is."""
        return self.server.refs()[MAIN]

    def expect(self, user, *changes, why):
        """Push what must be taken in. A change is (commit or None, ref)."""
        pushed = self.push(user, *changes)
        assert pushed.ok, f"{why}: the hook refused it, and said: {pushed.said[-500:]}"

    def refuse(self, user, *changes, why):
        """Push what must be refused; returns what the hook said."""
        before = self.server.refs()
        pushed = self.push(user, *changes)
        assert not pushed.ok, f"{why}: the hook let it in"
        assert self.server.refs() == before, f"{why}: refused, and yet the server's refs have changed"
        return pushed.said


class Asked(Forge):
    """The hook is run as Git runs it; the refs are changed by us if it agrees."""

    def __init__(self, subject, server, files):
        super().__init__(server, files)
        self.subject = subject

    def push(self, user, *changes):
        refs = self.server.refs()
        lines = "".join(f"{refs.get(ref, NOTHING)} {commit or NOTHING} {ref}\n" for commit, ref in changes)
        hook = str(self.subject.workspace / "pre_receive.py")
        env = {"REMOTE_USER": user, "GIT_DIR": "."}
        done = self.subject.run(["python", hook], input=lines, env=env, cwd=self.server.folder, timeout=25)
        if "Traceback" in done.stderr:
            pytest.fail(f"the hook broke down when {user} pushed {lines}: {done.stderr[-500:]}")
        for commit, ref in changes if done.returncode == 0 else ():
            self.server.set(ref, commit)
        return Pushed(done.returncode == 0, done.stderr)

    def approve(self, user, commit):
        """An approval that the server has."""
        self.server.set(f"refs/approvals/{user}/{commit}", commit)


class Served(Forge):
    """Git pushes over HTTP from another repository."""

    def __init__(self, port, server, source, files):
        super().__init__(server, files)
        self.port, self.source = port, source
        assert source.commit("dora", files, message=signed("dora")) == self.first

    def push(self, user, *changes):
        url = f"http://{user}:pw-{user}@127.0.0.1:{self.port}/chat.git"
        specs = [f"+{commit or ''}:{ref}" for commit, ref in changes]
        env = {"PATH": os.environ["PATH"], "HOME": str(self.source.folder), "GIT_CONFIG_NOSYSTEM": "1"}
        command = ["git", "-C", str(self.source.folder), "push", "--porcelain", url, *specs]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        said = "\n".join(line.removeprefix("remote:").strip() for line in done.stderr.splitlines())
        if done.returncode and "pre-receive hook declined" not in done.stdout:
            pytest.fail(f"the push of {', '.join(specs)} failed, and not because the hook refused it:\n{said[-600:]}")
        return Pushed(done.returncode == 0, said)

    def approve(self, user, commit):
        """Approve as `user`, by a push."""
        self.expect(user, (commit, f"refs/approvals/{user}/{commit}"), why=f"{user} approves a commit")


@pytest.fixture
def make_repository(tmp_path):
    """Make bare repositories."""

    def make(name):
        folder = tmp_path / name
        (folder / "objects").mkdir(parents=True)
        (folder / "refs" / "heads").mkdir(parents=True)
        (folder / "HEAD").write_text("ref: refs/heads/main\n")
        (folder / "config").write_text("[core]\nbare = true\nrepositoryformatversion = 0\n[http]\nreceivepack = true\n")
        return Repository(folder)

    return make


@pytest.fixture
def files(rng):
    """What is on main at first."""
    return {"chat.py": f"LIMIT = {rng.random()}\n", "docs/é/ü.md": "hello\n", "billing/price.py": "CENTS = 1\n" * 20}


@pytest.fixture
def forge(subject, make_repository, files):
    """A server whose hook is asked."""
    return Asked(subject, make_repository("chat.git"), files)


@pytest.fixture
def served(subject, make_repository, files, free_port, tmp_path):
    """A server that is pushed to over HTTP."""
    server, port = make_repository("chat.git"), free_port()
    forge = Served(port, server, make_repository("mine.git"), files)
    subject.start(["python", "forge.py", str(port), str(tmp_path)], cwd=subject.workspace, port=port)
    return forge


def test_reviewed_work_reaches_main(served, rng):
    """By a real push: nothing reaches main without a review, and with one it does, whoever pushes it"""
    author, reviewer, other = rng.sample(PEOPLE, 3)
    branch = f"refs/heads/{author}/typing"
    first = served.commit(author, {"typing.py": f"{rng.random()}\n"})
    served.expect(author, (first, branch), why="somebody pushes a branch of their own")
    served.refuse(author, (first, MAIN), why="a commit of a branch that nobody approved is pushed to main")
    second = served.commit(author, {"typing.py": f"{rng.random()}\n"}, first)
    served.expect(author, (second, branch), why="somebody adds to a branch of their own")
    served.approve(reviewer, second)
    served.expect(rng.choice([author, other]), (second, MAIN), why="two commits, the last one approved by another person")
    assert served.main == second, "the push of an approved commit was let in, but main is somewhere else"


def test_a_push_goes_in_whole_or_not_at_all(served, rng):
    """By a real push: if one ref is refused none changes, in whatever order they come, and each has its `REF: reason`"""
    user, other = rng.sample(PEOPLE, 2)
    commit = served.commit(user, {"w.py": "1\n"})
    good = [f"refs/heads/{user}/a", f"refs/heads/{user}/z"]
    bad = [MAIN, f"refs/heads/{other}/m", "refs/heads/hotfix", f"refs/approvals/{other}/{commit}"]
    said = served.refuse(user, *((commit, ref) for ref in [good[0], *rng.sample(bad, 4), good[1]]), why="a push of six refs")
    reasons = dict(line.split(": ", 1) for line in said.splitlines() if line.startswith("refs/") and ": " in line)
    missing = [ref for ref in bad if not reasons.get(ref, "").strip()]
    assert not missing, f"there is no line `REF: reason` for {', '.join(missing)}; the pusher reads:\n{said[-600:]}"
    wrong = [f"{ref}: {reasons[ref]}" for ref in good if ref in reasons]
    assert not wrong, f"nothing is wrong with this ref, and yet there is a line about it: {wrong[0]}"
    served.expect(user, *((commit, ref) for ref in good), why="a push of two branches of one's own")


def test_an_approval_is_for_one_commit(forge, rng):
    """What was added or amended after the review needs a new one"""
    author, reviewer = rng.sample(PEOPLE, 2)
    seen = forge.commit(author, {"receipts.py": "1\n"})
    more = forge.commit(author, {"receipts.py": "import os; os.system('id')\n"}, seen)
    amended = forge.commit(author, {"receipts.py": f"{rng.random()}\n"})
    forge.approve(reviewer, seen)
    forge.refuse(author, (more, MAIN), why=f"{reviewer} approved the commit before the one that is pushed")
    forge.refuse(author, (amended, MAIN), why=f"{reviewer} approved the commit before it was amended")
    forge.expect(author, (seen, MAIN), why="the approved commit itself is pushed")


def test_nobody_approves_their_own_work(forge, rng):
    """The approvals of authors, of co-authors and of who pushes do not count"""
    ada, bob, cem, dora = rng.sample(PEOPLE, 4)
    first = forge.commit(ada, {"a.py": "1\n"}, message=signed(ada, coauthors=[bob]))
    tip = forge.commit(cem, {"a.py": "2\n"}, first)
    for user, role in ((cem, "the author of the last commit"), (ada, "the author of an earlier commit"), (bob, "a co-author")):
        forge.approve(user, tip)
        forge.refuse(cem, (tip, MAIN), why=f"the only approval that could count is by {role}")
    forge.approve(dora, tip)
    forge.refuse(dora, (tip, MAIN), why="the only approval that could count is by who pushes")
    forge.expect(ada, (tip, MAIN), why="an approval by somebody who neither wrote nor pushes it")


def test_approvals_come_from_who_logs_in(forge, rng):
    """Nobody approves in another's name, takes another's approval away, or approves one commit by another's name"""
    eve, bob, ada = rng.sample(PEOPLE, 3)
    base = forge.main
    good, bad = forge.commit(ada, {"b.py": "1\n"}), forge.commit(eve, {"b.py": "2\n"})
    approval = f"refs/approvals/{bob}/{good}"
    forge.refuse(eve, (bad, f"refs/approvals/{bob}/{bad}"), why=f"{eve} approves in the name of {bob}")
    forge.expect(bob, (good, approval), why=f"{bob} approves a commit")
    forge.refuse(eve, (None, approval), why=f"{eve} deletes an approval of {bob}")
    forge.refuse(bob, (bad, f"refs/approvals/{bob}/{base}"), why="an approval points at another commit than its name says")
    forge.expect(bob, (None, approval), why="somebody takes their own approval back")
    forge.refuse(ada, (good, MAIN), why="the approval was taken back before the push")


def test_every_commit_is_signed_off(forge, rng):
    """Each commit that main gains has its author's Signed-off-by trailer, also if its branch was pushed before"""
    author, other, reviewer, pusher = rng.sample(PEOPLE, 4)
    body = f"{signed(author).splitlines()[-1]}\n\nis what I forgot."
    bad = {
        "no trailer": signed(),
        "the trailer of somebody else": signed(other),
        "the line in the middle of its text, which is no trailer": signed(body=body),
    }
    for what, message in bad.items():
        middle = forge.commit(author, {"s.py": f"{rng.random()}\n"}, message=message)
        tip = forge.commit(author, {"s.py": f"{rng.random()}\n"}, middle)
        forge.server.set(f"refs/heads/{author}/s", tip)
        forge.approve(reviewer, tip)
        said = forge.refuse(pusher, (tip, MAIN), why=f"the first of two commits has {what}")
        assert middle[:10] in said, f"the refusal does not name the commit {middle[:10]}: {said[-400:]}"
    good = forge.commit(author, {"s.py": "1\n"}, message=signed(other, author))
    forge.approve(reviewer, good)
    forge.expect(pusher, (good, MAIN), why="a commit with another's and its author's sign-off")


def test_owners_are_asked(forge, rng):
    """The owners that main's own OWNERS names have approved each file that differs, whatever its name and if it moved"""
    base = forge.commit("dora", {"OWNERS": OWNERS, "a.py": "0\n"})
    price = forge.server.files[base]["billing/price.py"]
    owners = OWNERS.replace("billing/ dora cem", "billing/ eve")
    cases = {
        "a file moves out of billing/": ({"billing/price.py": None, "price.py": price}, "billing/", "cem"),
        "billing/price.py is changed, and OWNERS too": ({"OWNERS": owners, "billing/price.py": "0\n"}, "billing/", "dora"),
        "OWNERS is changed": ({"OWNERS": owners}, "OWNERS", "dora"),
        "a file with an umlaut in its name is changed": ({"docs/é/ü.md": f"{rng.random()}\n"}, "docs/é/", "cem"),
    }
    for what, (change, prefix, owner) in cases.items():
        forge.server.set(MAIN, base)
        tip = forge.commit("ada", {"a.py": f"{rng.random()}\n", **change})
        forge.approve("eve", tip)
        said = forge.refuse("bob", (tip, MAIN), why=f"{what}, and only eve, who owns nothing, approved it")
        assert prefix in said, f"{what}: the refusal does not name the prefix {prefix}: {said[-400:]}"
        forge.approve(owner, tip)
        forge.expect("bob", (tip, MAIN), why=f"{what}, and {owner} approved it, who may")


def test_main_is_one_line(forge, rng):
    """main moves forward by commits with one parent: no force, no deletion, no merge"""
    author, reviewer, pusher = rng.sample(PEOPLE, 3)
    base = forge.main
    first, side = forge.commit(author, {"l.py": "1\n"}), forge.commit(author, {"m.py": "1\n"})
    merge = forge.commit(author, {}, first, side)
    for commit in (base, first, side, merge):
        forge.approve(reviewer, commit)
    forge.expect(pusher, (first, MAIN), why="an approved commit")
    forge.refuse(pusher, (base, MAIN), why="main is put back to an older commit, which somebody approved")
    forge.refuse(pusher, (side, MAIN), why="main is forced to a commit that does not contain it")
    forge.refuse(pusher, (None, MAIN), why="main is deleted")
    said = forge.refuse(pusher, (merge, MAIN), why="main would gain a merge commit")
    assert merge[:10] in said, f"the refusal does not name the merge {merge[:10]}: {said[-400:]}"


def test_branches_and_tags_have_owners(forge, rng):
    """A branch is touched by its owner alone, a tag stays where it is, and other refs are let in by nobody"""
    ada, bob = rng.sample(PEOPLE, 2)
    base = forge.main
    one = forge.commit(ada, {"t.py": "1\n"})
    two = forge.commit(bob, {"t.py": "2\n"}, one)
    branch, tag = f"refs/heads/{ada}/topic", f"refs/tags/v1.{rng.randrange(99)}"
    forge.expect(ada, (two, branch), (one, tag), why="somebody makes a branch of their own, and a tag")
    forge.expect(ada, (base, branch), why="somebody rewinds a branch of their own")
    forge.refuse(bob, (one, branch), why="somebody moves the branch of another")
    forge.refuse(bob, (None, branch), why="somebody deletes the branch of another")
    forge.refuse(ada, (two, tag), why="a tag is moved")
    forge.refuse(ada, (None, tag), why="a tag is deleted")
    forge.expect(ada, (None, branch), why="somebody deletes a branch of their own")
    for ref in (f"refs/replace/{base}", rng.choice(["refs/notes/commits", f"refs/{ada}/topic", f"refs/approval/{ada}/{one}"])):
        forge.refuse(ada, (one, ref), why=f"{ref} is pushed")

"""Build a repository after an accident: python broken_chat.py FOLDER [NUMBER]. The same number tells the same story."""

import os
import random
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

BRANCH = "feature/typing-indicator"
SECRET = "deploy.env"
PEOPLE = ["Ada Osei", "Zoë van Dam", "Björn Ek", "Chidi Obi", "Mei Lin"]
STEPS = [
    ("Send typing events", "typing.py"),
    ("Expire them after five seconds", "expiry.py"),
    ("Show who is typing", "who is typing.html"),
    ("Do not tell people about themselves", "filter.py"),
    ("Throttle to one event a second", "throttle.py"),
    ("Explain the protocol", "docs/typing.md"),
]


@dataclass
class Story:
    """What happened, so that a rescue can be compared with it."""

    repository: Path
    origin: Path
    main: str = ""
    kept: list[tuple[str, str, str]] = field(default_factory=list)  # (subject, author, author date) of the feature
    files: dict[str, str] = field(default_factory=dict)  # what the feature adds
    secret: str = ""
    clock: int = 1_790_000_000

    def git(self, *arguments: str, where: Path | None = None, **environment: str) -> str:
        """Run git and return what it printed."""
        plain = {"PATH": os.environ["PATH"], "HOME": str(self.origin), "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1"}
        command = ["git", "-C", str(where or self.repository), *arguments]
        done = subprocess.run(command, env=plain | environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commit(self, subject: str, path: str, text: str | None, author: str, *, amend: bool = False) -> None:
        """Write (or with None remove) a file and commit it; every commit has a minute of its own."""
        self.clock += 61
        file = self.repository / path
        if text is None:
            file.unlink()
        else:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        self.git("add", "--all", "--", path)
        email = f"{author.split()[0].lower()}@chat.example"
        date = f"{self.clock} +0100"
        who = {"GIT_AUTHOR_NAME": author, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        self.git("commit", "--quiet", "--message", subject, *(["--amend", "--reset-author"] if amend else []), **who)


def build(folder: Path, number: int) -> Story:
    """Build `folder`/chat and its origin, and let the accident happen."""
    rng = random.Random(number)
    story = Story(folder / "chat", folder / "origin.git")
    story.repository.mkdir(parents=True)
    story.git("init", "--quiet", "--bare", "--initial-branch=main", str(story.origin))
    story.git("init", "--quiet", "--initial-branch=main")
    for key, value in {"user.name": "You", "user.email": "you@chat.example", "gc.auto": "0"}.items():
        story.git("config", key, value)
    story.git("remote", "add", "origin", str(story.origin))

    story.commit("Start the chat", "README.md", "# Chat\n", PEOPLE[0])
    story.commit("Add rooms", "rooms.py", f"LIMIT = {rng.randrange(100)}\n", rng.choice(PEOPLE))
    old = story.git("rev-parse", "HEAD")
    story.commit("Add history", "history.py", f"KEEP = {rng.randrange(100)}\n", rng.choice(PEOPLE))
    story.git("push", "--quiet", "--set-upstream", "origin", "main")

    story.git("checkout", "--quiet", "-b", BRANCH, old)
    steps = rng.sample(STEPS, rng.randrange(4, len(STEPS) + 1))
    leak = rng.randrange(0, len(steps) - 2)
    story.secret = f"TOKEN={rng.getrandbits(80):020x}\n"
    for index, (subject, path) in enumerate(steps):
        if index == len(steps) // 2:  # somebody looked at main in between
            story.git("checkout", "--quiet", "main")
            story.git("checkout", "--quiet", BRANCH)
        author = rng.choice(PEOPLE)
        story.commit(subject, path, f"draft {rng.random()}\n", author)
        text = f"{subject}: {rng.random()}\n"
        story.commit(subject, path, text, author, amend=True)
        story.kept.append((subject, author, str(story.clock)))
        story.files[path] = text
        if index == leak:
            story.commit("Make deploying easier", SECRET, story.secret, rng.choice(PEOPLE))
        elif index == leak + 1:
            story.commit("Stop tracking deploy.env", SECRET, None, rng.choice(PEOPLE))

    story.git("checkout", "--quiet", "main")
    story.commit("Fix the order of history", "history.py", f"KEEP = {rng.randrange(100, 200)}\n", rng.choice(PEOPLE))
    story.commit("Add receipts", "receipts.py", f"SEEN = {rng.randrange(100)}\n", rng.choice(PEOPLE))
    story.main = story.git("rev-parse", "HEAD")

    story.git("reset", "--quiet", "--hard", old)
    story.git("branch", "--quiet", "-D", BRANCH)
    (story.repository / "README.md").write_text("# Chat\n\nOh no.\n", encoding="utf-8")
    (story.repository / "my notes.txt").write_text("call Ada\n", encoding="utf-8")
    return story


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python broken_chat.py FOLDER [NUMBER]")
    print("built", build(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) == 3 else 1).repository)

"""A new lab to start from: it loads and can be judged, and `roadworthy verify` names what its author has to replace."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

from roadworthy.errors import UsageError
from roadworthy.labs.files import walk_files
from roadworthy.labs.manifest import SLUG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from roadworthy.labs.model import Lab

# Words in guillemets are for the author to replace; `verify` refuses a lab in which some are left.
_FILES: Mapping[str, str] = {
    "lab.toml": """
        title      = "{title}"
        skills     = [{skills}]
        minutes    = 20
        difficulty = 2
        edit       = ["solution.py"]

        # What a lab need not say, with what it is then:
        # environment      = "python"
        # components       = []
        # after            = []
        # stand_in         = ""
        # starter_may_pass = false

        [mutants]
        forgets-the-empty = "test_of_nothing"
        forgets-the-case  = "test_the_case_of_letters"
        keeps-the-order   = "test_the_order_of_words"

        [hints]
        1 = "«the question a mentor would ask first»"
        2 = "«a nudge towards the tool»"
    """,
    "brief.md": """
        # {title}

        «Say what exists, and what is missing from it: two or three sentences about the system that this is a piece
        of. A learner who has never seen it has to know after this paragraph what they hold in their hands and who
        calls it.»

        «Say what to build, in the words of the one who needs it. Name the function, the command or the address that
        the checks will use, with its arguments and its answer, and one example. Say what has to hold when things go
        wrong: the empty input, the second call, the connection that breaks. Never say how it is done.»

        ## Why it matters

        «Two or three sentences about work: what breaks, who notices, and what it costs. The first mutant is this
        mistake.»

        ## Done means

        «Every check is green, and each of them is a sentence of this brief. Links to the official documentation of
        what this teaches go here, such as the [library of Python](https://docs.python.org/3/library/).»

        «Between 150 and 500 words in all.»
    """,
    "starter/solution.py": '''
        """«What this module is for.»"""


        def words_of(text: str) -> list[str]:
            """Return the different words of a text, in small letters, sorted."""
            return text.split()
    ''',
    "reference/solution.py": '''
        """«What this module is for.»"""


        def words_of(text: str) -> list[str]:
            """Return the different words of a text, in small letters, sorted."""
            return sorted(set(text.lower().split()))
    ''',
    "checks/test_solution.py": '''
        """«What these checks are about.»"""

        from solution import words_of


        def test_the_order_of_words(rng):
            """Words come sorted, each of them once."""
            words = sorted(rng.sample(["ada", "grace", "linus", "barbara", "alan"], 4), reverse=True)
            assert words_of(" ".join(words + words)) == sorted(words), f"of the words {words}, each given twice"


        def test_the_case_of_letters():
            """The same word in capitals is the same word."""
            assert words_of("Ada ada ADA") == ["ada"]


        def test_of_nothing():
            """A text without words has no words."""
            assert words_of(" \\t ") == []
    ''',
    "mutants/forgets-the-empty/solution.py": '''
        """«What this module is for.»"""


        def words_of(text: str) -> list[str]:
            """Return the different words of a text, in small letters, sorted."""
            return sorted(set(text.lower().split(" ")))
    ''',
    "mutants/forgets-the-case/solution.py": '''
        """«What this module is for.»"""


        def words_of(text: str) -> list[str]:
            """Return the different words of a text, in small letters, sorted."""
            return sorted(set(text.split()))
    ''',
    "mutants/keeps-the-order/solution.py": '''
        """«What this module is for.»"""


        def words_of(text: str) -> list[str]:
            """Return the different words of a text, in small letters, sorted."""
            return list(dict.fromkeys(text.lower().split()))
    ''',
}


_PLACEHOLDERS = frozenset(re.findall(r"«[^»\n]+", "\n".join(_FILES.values())))


def find_placeholders(lab: Lab) -> Iterator[tuple[Path, int, str]]:
    """Yield (file, 1-based line, words) wherever the lab still has what `new_lab` left for its author to replace."""
    for name, path in walk_files(lab.folder):
        if name in _FILES:
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
                for words in _PLACEHOLDERS:
                    if words in line:
                        yield path, number, words.lstrip("«").strip()


def new_lab(folder: Path, *, title: str = "", skills: Sequence[str] = ()) -> Path:
    """Write a lab to start from and return its folder.

    Args:
        folder: Where; its name becomes the lab's id, and its parent's name the topic.
        title: For people; made from the id if empty.
        skills: Ids of the skill catalogue; a placeholder if none are given.

    Raises:
        UsageError: The name is no id, or something is there already. Nothing was written then.
    """
    folder = folder.absolute()
    for name in (folder.name, folder.parent.name):
        if not re.match(SLUG, name):
            raise UsageError(
                f"{name!r} is no id", hint="use small letters, digits and single dashes, as in caching/cache-aside"
            )
    if folder.exists():
        raise UsageError("is there already", where=str(folder), hint="choose another id, or move it away")
    title = " ".join(title.split()) or folder.name.replace("-", " ").capitalize()
    if '"' in title or "\\" in title or not title.isprintable():
        raise UsageError(f"the title {title!r} holds a quote, a backslash or an invisible character")
    listed = ", ".join(f'"{skill}"' for skill in skills) or '"skill-id"'
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        temporary.chmod(0o755)
        for name, text in _FILES.items():
            path = temporary / name
            path.parent.mkdir(parents=True, exist_ok=True)
            filled = dedent(text).lstrip("\n").replace("{title}", title).replace("{skills}", listed)
            path.write_text(filled.rstrip(" "), encoding="utf-8")
        temporary.rename(folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return folder

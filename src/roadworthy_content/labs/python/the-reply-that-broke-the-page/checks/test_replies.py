"""`replies.py`, run as a program."""

import pytest

DEEP = 50_000


def replies(subject, lines, *arguments):
    text = "".join(f"{line}\n" for line in lines)
    return subject.run(["python", "replies.py", *arguments], input=text, timeout=15)


def printed(subject, lines, *arguments):
    """Run it, and return the lines that it printed; fail if it failed."""
    done = replies(subject, lines, *arguments)
    call = f"replies.py {' '.join(arguments)}"
    assert done.returncode == 0, f"{call} ended with {done.returncode}: {str(done.stderr)[-300:]}"
    return str(done.stdout).split("\n")[:-1]


def refused(subject, lines, *arguments, names):
    done = replies(subject, lines, *arguments)
    call = f"replies.py {' '.join(arguments)} of {lines}"
    assert [done.returncode, str(done.stdout)] == [1, ""], f"{call}: status {done.returncode}, printed {done.stdout!r}"
    said = str(done.stderr)
    assert names in said and len(said.splitlines()) == 1, f"{call}: one line with {names!r} expected, it said {said!r}"


class Tree:
    """A random tree, and what is true of it."""

    def __init__(self, rng, count):
        self.ids = [f"m{number}" for number in rng.sample(range(10_000), count)]
        self.parent = {"": None}
        self.texts = {i: rng.choice(["hello", "two\ttabs\t", "", "naïve 日本", " space "]) + i[1:] for i in self.ids}
        for index, message in enumerate(self.ids):
            self.parent[message] = rng.choice(["", *self.ids[:index]][-4:])

    def children(self, message):
        return [child for child, parent in self.parent.items() if parent == message]

    def below(self, message):
        return [found for child in self.children(message) for found in [child, *self.below(child)]]

    def path(self, message):
        return [*self.path(self.parent[message]), message] if message else []

    @property
    def order(self):
        return self.below("")

    @property
    def lines(self):
        return [f"{len(self.path(message)) - 1}\t{message}\t{self.texts[message]}" for message in self.order]


def test_sizes(subject, rng):
    """Sizes counts all replies below each message, in the order of the input"""
    for count in (1, 25):
        tree = Tree(rng, count)
        expected = [f"{message}\t{len(tree.below(message))}" for message in tree.order]
        assert printed(subject, tree.lines, "sizes") == expected, f"the input was {tree.lines}"
    assert printed(subject, [], "sizes") == []


def test_path(subject, rng):
    """Path gives the way from the top message down"""
    tree = Tree(rng, 20)
    for message in rng.sample(tree.ids, 3):
        assert printed(subject, tree.lines, "path", message) == tree.path(message), f"the input was {tree.lines}"


def test_move(subject, rng):
    """Move hangs a message with everything below it as the last reply, and all depths are right"""
    for _ in range(3):
        tree = Tree(rng, 20)
        message = rng.choice([message for message in tree.ids if len(tree.below(message)) < 17])
        target = rng.choice([other for other in tree.ids if other not in [message, *tree.below(message)]])
        before = tree.lines
        del tree.parent[message]
        tree.parent[message] = target
        assert printed(subject, before, "move", message, target) == tree.lines, (
            f"{message} moved to {target} in {before}"
        )
    siblings = ["0\ta\tx", "1\tb\tx", "2\tb2\tx", "1\tc\tx"]
    assert printed(subject, siblings, "move", "b", "a") == ["0\ta\tx", "1\tc\tx", "1\tb\tx", "2\tb2\tx"]


def test_a_branch_is_not_cut_off(subject):
    """A message cannot be moved to itself or below itself"""
    lines = ["0\ta\tx", "1\tb\tx", "2\tc\tx", "1\td\tx"]
    refused(subject, lines, "move", "a", "c", names="a")
    refused(subject, lines, "move", "b", "b", names="b")


@pytest.mark.parametrize("command", ["sizes", "path", "move"])
def test_a_thread_of_any_depth(subject, command):
    """A thread of fifty thousand levels is no trouble, and takes seconds"""
    lines = [f"{depth}\tm{depth}\tand then?" for depth in range(DEEP)]
    last = DEEP - 1
    if command == "sizes":
        expected = [f"m{depth}\t{last - depth}" for depth in range(DEEP)]
        found = printed(subject, lines, "sizes")
    elif command == "path":
        expected = [f"m{depth}" for depth in range(DEEP)]
        found = printed(subject, lines, "path", f"m{last}")
    else:
        expected = [*lines[:-1], f"1\tm{last}\tand then?"]
        found = printed(subject, lines, "move", f"m{last}", "m0")
    assert len(found) == len(expected), f"{DEEP} levels, and {len(found)} lines came"
    wrong = [pair for pair in zip(found, expected, strict=True) if pair[0] != pair[1]]
    assert not wrong, f"{len(wrong)} of {DEEP} lines are wrong, the first is {wrong[0][0]!r} and not {wrong[0][1]!r}"


WRONG = {
    "begins-below": (["1\ta\tx"], "line 1"),
    "skips-a-level": (["0\ta\tx", "1\tb\tx", "0\tc\tx", "2\td\tx"], "line 4"),
    "no-number": (["0\ta\tx", "one\tb\tx"], "line 2"),
    "negative": (["0\ta\tx", "-1\tb\tx"], "line 2"),
    "no-text": (["0\ta\tx", "1\tb"], "line 2"),
    "empty-line": (["0\ta\tx", "", "0\tb\tx"], "line 2"),
    "twice": (["0\ta\tx", "1\tb\tx", "2\ta\tx"], "line 3"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_broken_input_is_refused(subject, kind):
    """Input that is no tree is refused with the number of its line, and nothing is printed"""
    lines, names = WRONG[kind]
    refused(subject, lines, "sizes", names=names)


def test_unknown_ids_and_wrong_calls(subject):
    """An id that is not there is named; a wrong call has the status 2"""
    lines = ["0\ta\tx", "1\tb\tx"]
    refused(subject, lines, "path", "nobody", names="nobody")
    refused(subject, lines, "move", "b", "nowhere", names="nowhere")
    for call in ([], ["path"], ["shrink"], ["move", "a"]):
        status = replies(subject, lines, *call).returncode
        assert status == 2, f"replies.py {' '.join(call)} ended with {status}"

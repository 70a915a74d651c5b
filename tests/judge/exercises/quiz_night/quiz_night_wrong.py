import sys


class Quiz:
    def __init__(self, questions):
        self.questions = dict(questions)
        self.score = 0

    def ask(self):
        for question, answer in self.questions.items():
            given = input(f"{question} ")
            if given.lower() == answer + "!":
                self.score += 1
                print("Right!")
            else:
                print("Wrong:", answer, file=sys.stderr)
        return self.score


def total(stream=None):
    stream = stream or sys.stdin
    return sum(int(line) for line in stream if line.strip())


def banner(*names, width=20, fill="*"):
    for name in names:
        print(name.center(width, fill))


def main(argv=None):
    args = sys.argv[1:] if argv is None else argv
    if not args:
        sys.exit("no names")
    print("Hello", *args, sep=",", end="!\n")
    return 0

import sys
import warnings


def greet():
    name = input("Who? ")
    print(f"hi {name}", end="!\n")


def number_lines(source, target):
    for number, line in enumerate(source, 1):
        target.write(f"{number}: {line}")
    return target


def summary(file=None):
    print("2 rooms", "5 unread", sep=", ", file=file)
    print("offline", file=sys.stderr)


def old_name():
    warnings.warn("old_name is now greet", DeprecationWarning, stacklevel=2)
    return "old"


def save(path, lines):
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)


class Guess:
    def __init__(self, word):
        self.word, self.left, self._guessed = word, 3, set()

    def guess(self, letter):
        if self.left < 0:
            raise ValueError("The game has already ended.")
        if letter in self._guessed or letter not in self.word:
            self.left -= 1
        self._guessed.add(letter)

    def masked(self):
        return "".join(letter if letter in self._guessed else "_" for letter in self.word)

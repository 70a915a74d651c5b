import sys


def shell():
    for line in sys.stdin:
        line = line.rstrip("\n")
        if line == "quit":
            print("bye", file=sys.stderr)
            return 0
        sys.stdout.write(f"> {line}\n")
    return 1


def ask(name):
    answer = input(f"{name}? ")
    print("so", answer)

import re


def note(folder, text):
    path = folder / "notes.txt"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{text}\n")
    return path


def shout(text):
    print(text.upper())


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")

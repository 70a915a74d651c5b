import re
import string
import textwrap
from string import Template


class Table:
    def __init__(self, *columns):
        self.columns, self.rows = columns, []

    def __lshift__(self, row):
        self.rows.append(row)
        return self

    def __str__(self):
        return "\n".join(" | ".join(map(str, row)) for row in [self.columns, *self.rows])

    def __format__(self, spec):
        align, width = spec[:1] or "<", int(spec[1:] or 0)
        return "\n".join("|".join(format(str(cell), f"{align}{width}") for cell in row) for row in self.rows)

    def __getitem__(self, key):
        rows, columns = key if isinstance(key, tuple) else (key, slice(None))
        found = self.rows[rows]
        return [row[columns] for row in found] if isinstance(rows, slice) else found[columns]


def slug(text, pattern=re.compile(r"[^a-z0-9]+")):
    return pattern.sub("-", text.lower()).strip("-")


def fill(template, **values):
    return Template(template).substitute(values)


class Shouting(string.Formatter):
    def convert_field(self, value, conversion):
        return str(value).upper() if conversion == "u" else super().convert_field(value, conversion)


def wrap(text, width):
    return textwrap.dedent(text).strip().splitlines() if width is None else textwrap.wrap(text, width)

"""Fold names so that spelling, case, accents, plural and punctuation do not matter."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

Tokens = tuple[str, ...]

_TOKEN = re.compile(r"[^\W_]+")
_SILENT = frozenset({"and", "a", "an", "the"})
_IRREGULAR = {"apis": "api", "https": "https", "indices": "index"}
_SPELLED = (("c++", " cpp "), ("c#", " csharp "), (".net", " dotnet "), ("w&b", " wandb "))


def _singular(token: str) -> str:
    """Return an English plural without its ending; the same rule is applied to both sides, so it need not be right."""
    if token in _IRREGULAR:
        return _IRREGULAR[token]
    if len(token) < 4 or not token.isascii() or not token.endswith("s"):
        return token
    if token.endswith("ies") and len(token) > 4:
        return token[:-3] + "y"
    if token.endswith(("sses", "xes", "ches", "shes")):
        return token[:-2]
    return token if token.endswith(("ss", "us", "is")) else token[:-1]


@lru_cache(maxsize=65536)
def tokens_of(text: str) -> Tokens:
    """Return the words of a text: compatibility forms and case folded, accents off Latin letters, singular.

    >>> tokens_of("Data Structures & Algorithms")
    ('data', 'structure', 'algorithm')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isascii():
        parts = unicodedata.normalize("NFKD", folded)
        folded = unicodedata.normalize("NFC", "".join(c for c in parts if not "\u0300" <= c <= "\u036f"))
    for spelled, said in _SPELLED:
        if spelled in folded:
            folded = folded.replace(spelled, said)
    return tuple(_singular(token) for token in _TOKEN.findall(folded) if token not in _SILENT)


@lru_cache(maxsize=65536)
def key_of(text: str) -> str:
    """Return what two spellings of one name have in common ("Load-Balancers", "load balancer")."""
    return " ".join(tokens_of(text))

"""Filters for what people say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Collection

register = template.Library()
MENTION = re.compile(r"(?<!\w)@(\w+)")


@register.filter
def mentions(text: str, names: Collection[str]) -> SafeString:
    """Escape a text, and mark the names that it mentions."""
    parts, end = [], 0
    for found in MENTION.finditer(text):
        if found[1] in names:
            parts += [text[end : found.start()], format_html("<mark>{}</mark>", found[0])]
            end = found.end()
    return mark_safe("".join([*parts, text[end:]]))  # noqa: S308  # each part has been escaped

"""Filters for what people say."""

from django import template
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter
def mentions(text, names):
    """Mark the names that a text mentions."""
    for name in names:
        text = text.replace(f"@{name}", f"<mark>@{name}</mark>")
    return mark_safe(text)

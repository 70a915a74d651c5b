import re


def render(text):
    """Chat markup to HTML: *bold*, _italic_, `code`, lines with "- " become lists, "> " a quotation."""
    out, in_list = [], False
    for line in text.split("\n"):
        item = line.startswith("- ")
        if item != in_list:
            out.append("<ul>" if item else "</ul>")
            in_list = item
        quote = line.startswith("> ")
        body = line[2:] if item or quote else line
        body = re.sub(r"`(.+?)`", r"<code>\1</code>", body)
        body = re.sub(r"\*(.+?)\*", r"<b>\1</b>", body)
        body = re.sub(r"_(.+?)_", r"<i>\1</i>", body)
        tag = "li" if item else "blockquote" if quote else "p"
        out.append(f"<{tag}>{body}</{tag}>")
    return "".join(out) + ("</ul>" if in_list else "")

"""What a page holds, as a browser would read it."""

from html.parser import HTMLParser

VOID = {"meta", "br", "img", "input", "link", "hr", "base", "embed", "wbr", "source"}


class Element:
    """An element: its tag, attributes, the elements inside, and its text with that of those inside."""

    def __init__(self, tag, attributes):
        self.tag, self.attributes = tag, attributes
        self.inside, self.text = [], ""

    def all(self):
        """This element and all those inside of it, in order."""
        yield self
        for element in self.inside:
            yield from element.all()

    def find(self, **wanted):
        """The elements with such attributes (`cls` for class)."""
        wanted = {("class" if key == "cls" else key): value for key, value in wanted.items()}
        return [
            element
            for element in self.all()
            if all(element.attributes.get(key) == value for key, value in wanted.items())
        ]


class Reader(HTMLParser):
    """Builds the elements of a page."""

    def __init__(self):
        super().__init__()
        self.open = [Element("page", {})]

    def handle_starttag(self, tag, attributes):
        element = Element(tag, dict(attributes))
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        if tag in [element.tag for element in self.open[1:]]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data):
        for element in self.open:
            element.text += data


def read(page):
    """Return the root of a page's elements."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader.open[0]

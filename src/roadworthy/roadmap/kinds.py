"""What a link is: home page, docs, guide, book, video ... and whether a linked item is something to read or a stop."""

from __future__ import annotations

import re
from functools import lru_cache

from roadworthy.roadmap.model import ResourceKind
from roadworthy.roadmap.names import components, contains, words_of

_BOOK_HOSTS = {
    "goodreads.com", "leanpub.com", "manning.com", "packtpub.com", "nostarch.com", "apress.com", "gutenberg.org",
    "books.goalkicker.com", "books.google.com", "bookshop.org", "pragprog.com", "informit.com", "link.springer.com",
}  # fmt: skip
_VIDEO_HOSTS = {"youtube.com", "youtu.be", "vimeo.com", "twitch.tv", "dailymotion.com", "bilibili.com", "ted.com"}
_COURSE_HOSTS = {
    "udemy.com", "coursera.org", "edx.org", "pluralsight.com", "udacity.com", "codecademy.com", "datacamp.com",
    "egghead.io", "frontendmasters.com", "khanacademy.org", "educative.io", "exercism.org", "exercism.io",
    "ocw.mit.edu", "skillshare.com", "lynda.com", "cognitiveclass.ai", "kodekloud.com", "boot.dev",
}  # fmt: skip
_GUIDE_HOSTS = {
    "medium.com", "dev.to", "hashnode.dev", "substack.com", "towardsdatascience.com", "geeksforgeeks.org",
    "guru99.com", "tutorialspoint.com", "w3schools.com", "realpython.com", "programiz.com", "javatpoint.com",
    "freecodecamp.org", "baeldung.com", "digitalocean.com", "fullstackpython.com", "testdriven.io", "css-tricks.com",
    "smashingmagazine.com", "html5rocks.com", "stackoverflow.com", "zetcode.com", "tutorialsteacher.com",
    "refactoring.guru", "section.io", "pediaa.com", "cloudacademy.com", "howtogeek.com", "analyticsvidhya.com",
    "kdnuggets.com", "philschmid.de", "promptingguide.ai", "learnxinyminutes.com", "sitepoint.com", "logrocket.com",
    "postgresqltutorial.com", "mysqltutorial.org", "restfulapi.net", "microservices.io", "wikipedia.org",
    "martinfowler.com", "roadmap.sh", "web.dev", "pcwdld.com", "blogspot.com", "wordpress.com", "linode.com",
}  # fmt: skip
_DOCS_HOSTS = {
    "readthedocs.io", "readthedocs.org", "docs.rs", "devdocs.io", "developer.mozilla.org", "learn.microsoft.com",
    "pkg.go.dev", "man7.org", "rfc-editor.org", "tools.ietf.org", "datatracker.ietf.org", "ai.google.dev",
}  # fmt: skip
_REPOSITORY_HOSTS = {"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "sr.ht", "gist.github.com"}
_PACKAGE_HOSTS = {"pypi.org", "npmjs.com", "crates.io", "rubygems.org", "hub.docker.com", "packagist.org"}
_PICTURE = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|ico|avif)(?:[?#]|$)|//(?:img\.)?shields\.io/|/badge[s/.]", re.IGNORECASE
)
_DOC_PATH = re.compile(
    r"/(?:docs?|documentation|reference|manual|api-docs|guides?|handbook|man)(?:[/#?.-]|$)", re.IGNORECASE
)
_ARTICLE_PATH = re.compile(
    r"/(?:blogs?|articles?|posts?|learn|learning|tutorials?|guides?|resources/glossary|glossary|community/tutorials"
    r"|engineering-education|publications?|what-is|news|stories|quickstart)(?:[/#?.-]|$)|what-is-|how-to-|introduction-to-|difference-",
    re.IGNORECASE,
)
_BOOK_PATH = re.compile(r"/(?:dp|gp/product|library/view|books?)/|\.epub(?:[?#]|$)", re.IGNORECASE)

# Words that only something to read, watch or follow has in its name, whatever its address.
_STRONG = re.compile(
    r"\b(?:tutorials?|cheat[\s-]?sheets?|crash course|courses?|guides?|handbook|overview|walk-?through|playlist|lectures?"
    r"|podcast|e-?books?|introduction to|intro to|getting started|how[\s-]to|how (?:does|do|is|are)|what(?:['’]s| is| are)"
    r"|explained|for beginners|for dummies|from scratch|in \d+ (?:minutes|hours|days)|deep dive|primer|bootcamp"
    r"|masterclass|\d(?:st|nd|rd|th) edition|full course|step[\s-]by[\s-]step|best practices for|lessons from|faq)\b",
    re.IGNORECASE,
)
# Words that products have in their names too ("Jupyter Book"): they count where the address is not the product's own.
_WEAK = re.compile(
    r"\b(?:books?|docs?|documentation|articles?|blog|videos?|reference|manual|resources?|talk|paper|slides|newsletter"
    r"|workshop|reading|specification|exercises|examples|website|homepage|techniques)\b",
    re.IGNORECASE,
)
_GERUND = re.compile(
    r"^(?:building|mastering|understanding|learning|designing|writing|creating|using|introducing)\s", re.IGNORECASE
)
_ABOUT = re.compile(
    r"\b(?:with|in|using|for) (?:python|java(?:script)?|go|rust|c\+\+|ruby|php|typescript|kotlin|swift|node(?:\.js)?)\b|\bvs\.?\s",
    re.IGNORECASE,
)
_ACRONYM_LAST = re.compile(r"\([A-Z][A-Za-z0-9]{1,7}s?\)\s*$")
_GENERIC = re.compile(
    r"(?:(?:read |see |learn |find out )?more|here|link|site|web ?site|home ?page|home|docs?|documentation|guide|tutorials?|source(?: code)?|code"
    r"|repo(?:sitory)?|github|demo|live demo|video|article|blog(?: post)?|book|course|paper|wiki|reference|api|api docs|sdk|client|quick ?start|getting started"
    r"|examples?|slides|talk|(?:free|official)(?: \w+)?|(?:\w+ )?(?:guide|tutorial|sdk|client|docs|documentation|course|book|video|article|quickstart|cheat ?sheet))",
    re.IGNORECASE,
)
_COLLECTION = re.compile(
    r"(?:(?:further|additional|extra|more|useful|recommended|learning|external|free|other|online|suggested|helpful|great|good|official)\s+)*"
    r"(?:resources?|reading(?: list)?|reads?|links?|references?|books?|e-?books?|videos?|tutorials?|courses?|articles?|guides?|blogs?(?: posts?)?"
    r"|docs|documentation|podcasts?|papers?|talks?|cheat ?sheets?|materials?|websites?|playlists?|watch(?: list)?|see also|youtube(?: channels?)?)"
    r"(?:\s*(?:&|and|/|,)\s*(?:resources?|reading|links?|references?|books?|videos?|tutorials?|courses?|articles?|guides?|blogs?|docs|documentation|podcasts?|papers?|talks?|materials?|websites?))*",
    re.IGNORECASE,
)
_WORD_KINDS = (
    (re.compile(r"\be?-?books?\b|\bhandbook\b", re.IGNORECASE), ResourceKind.BOOK),
    (re.compile(r"\bvideos?\b|\byoutube\b|\bplaylist\b|\btalks?\b|\blectures?\b|\bwatch\b", re.IGNORECASE), ResourceKind.VIDEO),
    (re.compile(r"\bcourses?\b|\bbootcamp\b|\bmasterclass\b|\bspecialization\b", re.IGNORECASE), ResourceKind.COURSE),
    (re.compile(r"\bdocs?\b|\bdocumentation\b|\breference\b|\bmanual\b|\bspecification\b|\bofficial\b", re.IGNORECASE), ResourceKind.DOCS),
    (
        re.compile(r"\bguides?\b|\btutorials?\b|\barticles?\b|\bblogs?\b|\bposts?\b|\boverview\b|\bcheat[\s-]?sheets?\b|\bread(?:ing)?\b|\bgetting started\b|\bquick ?start\b", re.IGNORECASE),
        ResourceKind.GUIDE,
    ),
    (re.compile(r"\brepo(?:sitory)?\b|\bsource(?: code)?\b|\bopensource\b", re.IGNORECASE), ResourceKind.REPOSITORY),
)  # fmt: skip
_TAGGED = re.compile(
    r"@(official|article|video|course|book|opensource|feed|roadmap|podcast|website)@\s*", re.IGNORECASE
)
_NOT_LETTERS = re.compile(r"[^a-z0-9]")
_SHORT_TITLE = 3  # words


@lru_cache(maxsize=8192)
def host_of(url: str) -> str:
    """Return the host of an address without "www.", or "" where there is none."""
    _, found, rest = url.partition("://")
    if not found:
        return ""
    host = re.split(r"[/?#:]", rest, maxsplit=1)[0].rpartition("@")[2]
    return host.lower().removeprefix("www.")


def _on(host: str, hosts: set[str]) -> bool:
    """Say whether a host or a domain it is in is one of `hosts`."""
    while host:
        if host in hosts:
            return True
        _, _, host = host.partition(".")
    return False


def _path(url: str) -> str:
    rest = url.partition("://")[2]
    return rest[len(rest.partition("/")[0]) :]


def _is_book_shop(host: str, url: str) -> bool:
    amazon = host.startswith("amazon.") or host in {"amzn.to", "a.co"}
    oreilly = host.endswith("oreilly.com") and bool(_BOOK_PATH.search(url))
    return amazon or oreilly or _on(host, _BOOK_HOSTS)


@lru_cache(maxsize=8192)
def kind_of(url: str, title: str, *, named: bool = False) -> ResourceKind:
    """Return what sort of thing a link leads to.

    Args:
        url: The address.
        title: What the link is called.
        named: The link is the name of the stop it hangs on, so that an address without other signs is its home page.
    """
    if url.startswith("#"):
        return ResourceKind.LINK
    host = host_of(url)
    path = _path(url)
    if _PICTURE.search(url):
        return ResourceKind.IMAGE
    if _is_book_shop(host, url):
        return ResourceKind.BOOK
    if _on(host, _VIDEO_HOSTS):
        return ResourceKind.VIDEO
    if _on(host, _COURSE_HOSTS) and not re.search(r"/(?:blog|articles?|tutorials?)(?:/|$)", path):
        return ResourceKind.COURSE
    if not named or is_document(title, url):
        for pattern, kind in _WORD_KINDS:
            if pattern.search(title):
                return kind
    if host in _REPOSITORY_HOSTS and path.strip("/").count("/") >= 1 and not path.startswith("/features"):
        return ResourceKind.REPOSITORY
    if _on(host, _GUIDE_HOSTS) or "/blog" in path or host.startswith("blog."):
        return ResourceKind.GUIDE
    if (
        host.startswith(("docs.", "doc.", "developer.", "devdocs.", "wiki."))
        or _on(host, _DOCS_HOSTS)
        or _DOC_PATH.search(path)
    ):
        return ResourceKind.DOCS
    if _ARTICLE_PATH.search(path) or is_document(title, url):
        return ResourceKind.GUIDE
    if named and host:
        return ResourceKind.HOME
    return ResourceKind.LINK


def kind_said(words: str) -> ResourceKind:
    """Return the kind that some words name ("Further reading"), `LINK` if they name none."""
    for pattern, kind in _WORD_KINDS:
        if pattern.search(words):
            return kind
    return ResourceKind.LINK


def tagged_kind(title: str) -> tuple[str, str]:
    """Split the tag that link titles on roadmap.sh begin with: `"@video@Redis"` -> `("video", "Redis")`."""
    found = _TAGGED.match(title)
    return (found[1].lower(), title[found.end() :]) if found else ("", title)


def is_collection(title: str) -> bool:
    """Say whether a heading or label announces things to read ("Further reading", "Books")."""
    return bool(_COLLECTION.fullmatch(title.strip().rstrip(":").strip()))


def is_generic(title: str) -> bool:
    """Say whether a link in brackets names only what it is ("More", "Python Guide", "Docs")."""
    return bool(_GENERIC.fullmatch(title.strip())) or len(words_of(title)) == 0


@lru_cache(maxsize=8192)
def is_document(title: str, url: str) -> bool:
    """Say whether a linked item is surely something to read, watch or follow, judged by itself."""
    host = host_of(url)
    if _is_book_shop(host, url) or _on(host, _COURSE_HOSTS) or _PICTURE.search(url) or _TAGGED.match(title):
        return True
    if _on(host, _VIDEO_HOSTS) and len(title.split()) > _SHORT_TITLE:
        return True
    if _STRONG.search(title):
        return True
    return bool(_WEAK.search(title)) and not _own_home(title, url, host)


def _own_home(title: str, url: str, host: str) -> bool:
    return len(_path(url).strip("/")) == 0 and _NOT_LETTERS.sub("", title.lower()) in _NOT_LETTERS.sub("", host)


@lru_cache(maxsize=8192)
def is_about(title: str, url: str, owner: str) -> bool:
    """Say whether a linked item is something to read about what it stands under (`owner`).

    It is if its address is one of articles or documentation and its name says the owner's, or reads like a headline.
    A name that ends with its own acronym is a name: "Parameter-Efficient Fine-Tuning (PEFT)".
    """
    host = host_of(url)
    path = _path(url)
    article = _on(host, _GUIDE_HOSTS) or bool(_ARTICLE_PATH.search(path)) or host.startswith("blog.")
    documentation = kind_of(url, "", named=False) is ResourceKind.DOCS
    if not article and not documentation:
        return False
    if _ACRONYM_LAST.search(title):
        return False
    if article and (_GERUND.match(title) or _ABOUT.search(title)):
        return True
    words = words_of(title)
    return any(contains(words, phrase) for phrase in components(owner) if len(phrase) > 1 or words != phrase)

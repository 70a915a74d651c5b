"""Zones as BIND reads them, and a server's answers from them (RFC 1034, 4.3.2)."""

import shlex
from dataclasses import dataclass, field

SERVERS = {"127.0.0.1": ("chat.example", "chat.example.zone"), "127.0.0.2": ("presence.chat.example", "presence.zone")}


@dataclass
class Record:
    """One record: name without the last dot, type, seconds to live, and its data as text."""

    name: str
    kind: str
    ttl: int
    data: str


@dataclass
class Answer:
    """What a server would say."""

    code: str = "NOERROR"
    answers: list[Record] = field(default_factory=list)
    authority: list[Record] = field(default_factory=list)
    additional: list[Record] = field(default_factory=list)

    def data(self, kind):
        """The data of the answers of a type, sorted."""
        return sorted(record.data for record in self.answers if record.kind == kind)


def plain(kind, words):
    """Data as text: strings of a TXT joined as a client joins them, names without the last dot."""
    if kind == "TXT":
        return "".join(words)
    return " ".join(word.removesuffix(".").lower() for word in words)


class Zone:
    """A zone, out of the text that `named-compilezone -s full` writes: one record a line, everything spelled out."""

    def __init__(self, name, text):
        self.name = name
        self.records = []
        for line in text.splitlines():
            if not line.strip() or line.startswith(";"):
                continue
            owner, ttl, _class, kind, *words = shlex.split(line)
            self.records.append(Record(owner.removesuffix(".").lower(), kind, int(ttl), plain(kind, words)))

    def at(self, name, *kinds):
        """The records of a name, of some types or of all."""
        return [record for record in self.records if record.name == name and (not kinds or record.kind in kinds)]

    def exists(self, name):
        """Whether the name is there, if only because something is below it."""
        return any(record.name == name or record.name.endswith(f".{name}") for record in self.records)

    def ask(self, name, kind):
        """Answer as the server of this zone would."""
        labels = name.removesuffix(self.name).rstrip(".").split(".")
        for count in range(1, len(labels) + 1):
            cut = f"{'.'.join(labels[-count:])}.{self.name}" if labels != [""] else self.name
            if cut != self.name and (servers := self.at(cut, "NS")):
                glue = [one for server in servers for one in self.at(server.data, "A", "AAAA")]
                return Answer(authority=servers, additional=glue)
        answer, seen = Answer(), set()
        while name not in seen and (name == self.name or name.endswith(f".{self.name}")):
            seen.add(name)
            found = self.at(name) if self.exists(name) else self.by_wildcard(name)
            if found is None:
                answer.code = "NXDOMAIN"
                break
            right = [record for record in found if record.kind == kind]
            answer.answers += right or [record for record in found if record.kind == "CNAME"]
            if right or not answer.answers or answer.answers[-1].kind != "CNAME":
                break
            name = answer.answers[-1].data
        if not answer.answers:
            answer.authority = self.at(self.name, "SOA")
        return answer

    def by_wildcard(self, name):
        """The records that a wildcard gives to a name that does not exist; None if there is no wildcard for it."""
        above = name
        while above != self.name:
            above = above.partition(".")[2]
            if self.exists(above):
                return self.at(f"*.{above}") or None
        return None


def read_zone(subject, name, file):
    """Let BIND read a zone file; returns the zone, or None, and what BIND complained about."""
    argv = ["named-compilezone", "-q", "-k", "fail", "-i", "local", "-s", "full", "-o", "-", name, file]
    done = subject.run(argv)
    loud = subject.run([word for word in argv if word != "-q"]) if done.returncode else done
    return (None if done.returncode else Zone(name, done.stdout)), loud.stderr + (loud.stdout if done.returncode else "")

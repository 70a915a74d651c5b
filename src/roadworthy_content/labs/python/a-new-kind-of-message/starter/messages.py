"""Messages, stores and rooms of a chat service."""


class Message:
    """A message of any kind."""

    def __init__(self, id, sender):
        self.id = id
        self.sender = sender

    def line(self):
        if isinstance(self, Text):
            return f"{self.sender}: {self.text}"
        if isinstance(self, Image):
            return f"{self.sender}: {self.caption or '[image]'}"
        raise TypeError("unknown kind of message")


class Text(Message):
    def __init__(self, id, sender, text):
        Message.__init__(self, id, sender)
        self.text = text


class Image(Message):
    def __init__(self, id, sender, url, caption=""):
        Message.__init__(self, id, sender)
        self.url = url
        self.caption = caption


class Poll(Message):
    votes = {}

    def __init__(self, id, sender, question, options):
        Message.__init__(self, id, sender)
        self.question = question
        self.options = options

    def vote(self, member, option):
        self.votes[member] = option

    def results(self):
        return self.votes


class Forwarded:
    pass


class Expiring:
    pass


class Store:
    pass


class MemoryStore(Store):
    pass


class LastStore(Store):
    pass


class Room:
    def __init__(self, name, owner, store):
        self.name = name
        self.owner = owner
        self.store = store
        self.members = {owner}

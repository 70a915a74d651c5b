"""Inboxes and what belongs to them."""


class Inbox:
    """The inbox of a member."""

    def __init__(self, owner, labels=[]):
        self.owner = owner
        self.labels = labels

    def add(self, label):
        """Add a label, unless it is there."""
        if label not in self.labels:
            self.labels.append(label)


def table(rooms, hours):
    """Return a table of zeros."""
    return [[0] * hours] * rooms


def by_sender(messages):
    """Return the texts of each sender."""
    texts = dict.fromkeys([sender for sender, _ in messages], [])
    for sender, text in messages:
        texts[sender].append(text)
    return texts


def snapshot(state):
    """Return a copy of the state."""
    return dict(state)


def drop_read(messages, up_to):
    """Take read messages out."""
    for message in messages:
        if message["id"] <= up_to:
            messages.remove(message)


def forget_empty(rooms):
    """Take rooms without members out."""
    for room in rooms:
        if not rooms[room]:
            del rooms[room]


def key_of(room, members):
    """Return a key for a room and its members."""
    return room + "," + ",".join(sorted(members))


def in_both(first, second):
    """Return what is in both."""
    found = []
    for name in first:
        if name in second and name not in found:
            found.append(name)
    return found


def react(message, reaction):
    """Return the message with a reaction."""
    message[2].append(reaction)
    return message

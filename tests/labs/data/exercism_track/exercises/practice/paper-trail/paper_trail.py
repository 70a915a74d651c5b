def note(folder, text):
    pass


def shout(text):
    pass


def slug(text):
    pass

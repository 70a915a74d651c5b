def count(text):
    pass


def census(texts):
    pass

def flatten(boxes):
    pass


def depth(boxes):
    pass

def flatten(boxes):
    found = []
    for box in boxes:
        if isinstance(box, (list, tuple)):
            found.extend(flatten(box))
        elif box is not None:
            found.append(box)
    return found


def depth(boxes):
    if not isinstance(boxes, list):
        return 0
    return 1 + max((depth(box) for box in boxes), default=0)

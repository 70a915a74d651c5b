"""Where rooms keep their data. Nobody else's business."""

MEMBERS: dict[str, set[str]] = {}

"""Where messages keep their data. Nobody else's business."""

TEXTS: dict[str, list[str]] = {}

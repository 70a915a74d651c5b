"""Where billing keeps its data. Nobody else's business."""

PLANS: dict[str, str] = {}

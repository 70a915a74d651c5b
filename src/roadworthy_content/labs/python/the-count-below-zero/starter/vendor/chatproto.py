"""The protocol's words, as the other team gave them to us. Given."""


def greeting(name: str, *, urgent: bool = False) -> str:
    """Return what is sent first."""
    return f"{'!' if urgent else ''}hello {name}"


def farewell(name: str) -> str:
    """Return what is sent last."""
    return f"bye {name}"

"""The push gateway: each call rings a phone, and is paid for."""


class Gone(Exception):
    """There is no such device any more."""


class Busy(Exception):
    """The gateway wants to be asked later."""


async def push(token: str, text: str, *, urgent: bool = False, timeout: float = 60.0) -> None:
    """Ring a phone; raises Gone or Busy."""
    raise RuntimeError(f"a phone rang: {token}")

from record import note


class Gone(Exception):
    pass


class Busy(Exception):
    pass


async def push(token: str, text: str, *, urgent: bool = False, timeout: float = 60.0) -> None:
    note("gateway.push")

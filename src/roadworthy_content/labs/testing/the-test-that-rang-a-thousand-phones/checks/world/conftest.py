"""Keeps a record of what the tests did to the world: real calls, patches left behind, fixtures used."""

import asyncio
import json

from record import note

used = set()


async def sleep(delay, result=None):
    note("sleep")
    return result


asyncio.sleep = sleep


def pytest_fixture_setup(fixturedef, request):
    used.add(fixturedef.argname)


def pytest_sessionfinish(session):
    import clock
    import gateway
    import notifier

    places = {
        "notifier.push": notifier.push is gateway.push,
        "notifier.sleep": notifier.sleep is sleep,
        "notifier.local_hour": notifier.local_hour is clock.local_hour,
        "gateway.push": getattr(gateway.push, "__module__", "") == "gateway",
    }
    left = [place for place, as_before in places.items() if not as_before]
    mocker = any(name.endswith("mocker") for name in used)
    with open("state.json", "w") as file:
        json.dump({"left": left, "mocker": mocker}, file)

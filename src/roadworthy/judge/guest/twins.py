"""The end of an event loop that has a twin on the other side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def watch_end(loop: Any, token: str, peer: Any, forget: Callable[[], object]) -> None:
    """Have the twin's tasks cancelled when a runner ends this loop, and the twin closed with it."""
    shutdown, close = loop.shutdown_asyncgens, loop.close

    async def shutdown_both() -> None:
        await peer.request_async("end_tasks")
        await shutdown()

    def close_both() -> None:
        if not loop.is_closed():
            peer.end_loop(token)
            forget()
        close()

    loop.shutdown_asyncgens = shutdown_both
    loop.close = close_both


async def end_tasks(mine: set[Any]) -> None:
    """Cancel all tasks of the running loop but those in `mine`, and wait for them, as `asyncio.run` does at its end."""
    import asyncio

    current = asyncio.current_task()
    tasks = [task for task in asyncio.tasks.all_tasks() if task not in mine and task is not current]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()


def end_twin(loop: Any) -> None:
    """Close a twin whose loop was closed."""
    loop.close()


def tasks_here(mine: set[Any]) -> list[Any]:
    """Return the unfinished tasks of the running loop but those in `mine`."""
    import asyncio

    return [task for task in asyncio.tasks.all_tasks() if task not in mine]


def show_all_tasks(peer: Any) -> None:
    """Let `asyncio.all_tasks()` in a check include the tasks of the learner's code, as it would in one process."""
    import asyncio

    all_tasks = asyncio.all_tasks

    def all_tasks_of_both(loop: Any = None) -> set[Any]:
        """Return the unfinished tasks of the loop, on both sides."""
        tasks = all_tasks(loop) - peer.loops.tasks_of_requests()
        if loop is None or peer.loops.is_current(loop):
            tasks.update(peer.request("tasks"))
        return set(tasks)

    asyncio.all_tasks = all_tasks_of_both

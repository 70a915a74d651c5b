"""Tests of notifier.py, as they were found. They are green, whatever notifier does."""

import asyncio
from unittest.mock import AsyncMock, MagicMock, patch

from notifier import notify


def test_sends_to_all_devices():
    directory = MagicMock()
    directory.tokens = AsyncMock(return_value=[])
    with patch("gateway.push") as push:
        asyncio.run(notify(directory, "ada", "hello"))
    push.called_once_with("phone", "hello")


def test_gone():
    directory = MagicMock()
    assert directory.forget.has_been_called()

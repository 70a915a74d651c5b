"""Search for the messages of a chat, in Elasticsearch."""

from __future__ import annotations

import json
import time
import uuid
from typing import TYPE_CHECKING, Any

from elasticsearch import BadRequestError, Elasticsearch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Message = dict[str, Any]

BATCH = 500
PAUSES = (0.01, 0.03, 0.05, 0.11, 0.3, 0.5)  # parts of the patience, before what found no room is sent again
TOO_MANY, CONFLICT = 429, 409
SETTINGS = {
    "analysis": {
        "analyzer": {"folded": {"type": "custom", "tokenizer": "standard", "filter": ["lowercase", "asciifolding"]}}
    }
}
MAPPINGS = {
    "dynamic": False,  # whatever else a message has is kept, and makes no new fields
    "properties": {
        "id": {"type": "keyword"},
        "room": {"type": "keyword"},
        "author": {"type": "keyword"},
        "sent": {"type": "date"},
        "version": {"type": "long"},
        "text": {"type": "text", "analyzer": "standard"},
    },
}


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
        self._pauses = [part * patience for part in PAUSES]

    def create(self) -> None:
        """Make the first index, with the alias, unless there is one."""
        if self._client.indices.exists_alias(name=self._alias):
            return
        try:
            self._make(f"{self._alias}-000001", aliases={self._alias: {}})
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":  # somebody was faster
                raise

    def _make(self, name: str, **more: Any) -> None:
        self._client.indices.create(index=name, settings=SETTINGS, mappings=MAPPINGS, **more)

    def add(self, messages: list[Message], *, visible: bool = False) -> dict[str, Any]:
        """Write messages; with `visible`, return when they can be found."""
        return self._write(self._alias, messages, refresh="wait_for" if visible else None)

    def _write(self, index: str, messages: Sequence[Message], refresh: str | None = None) -> dict[str, Any]:
        written, older, refused = 0, [], {}
        for start in range(0, len(messages), BATCH):
            left = messages[start : start + BATCH]
            for pause in (*self._pauses, None):
                again = []
                for message, result in zip(left, self._bulk(index, left, refresh), strict=True):
                    status = result["status"]
                    if "error" not in result:
                        written += 1
                    elif status == CONFLICT:
                        older.append(message["id"])
                    elif status == TOO_MANY and pause is not None:
                        again.append(message)
                    else:
                        refused[message["id"]] = result["error"]["reason"]
                left = again
                if not left:
                    break
                time.sleep(pause or 0)
        return {"written": written, "older": older, "refused": refused}

    def _bulk(self, index: str, messages: Sequence[Message], refresh: str | None) -> list[dict[str, Any]]:
        operations: list[Message] = []
        for message in messages:
            about = {"_id": message["id"], "version": message["version"], "version_type": "external"}
            operations += [{"index": about}, message]
        return [
            item["index"] for item in self._client.bulk(index=index, operations=operations, refresh=refresh)["items"]
        ]

    def search(self, text: str, *, room: str, size: int = 20, after: str | None = None) -> dict[str, Any]:
        """Return the newest messages of a room that have all the words, and where the next page begins."""
        found = self._client.search(
            index=self._alias,
            query={
                "bool": {
                    "must": {"match": {"text": {"query": text, "operator": "and"}}},
                    "filter": {"term": {"room": room}},
                }
            },
            sort=[{"sent": "desc"}, {"id": "desc"}],  # several are sent in the same second
            size=size,
            search_after=json.loads(after) if after else None,
            track_total_hits=False,
        )
        hits = found["hits"]["hits"]
        return {
            "messages": [hit["_source"] for hit in hits],
            "after": json.dumps(hits[-1]["sort"]) if len(hits) == size else None,
        }

    def rebuild(self, load: Callable[[int], list[Message]]) -> None:
        """Make the index anew from the database, while others search and write."""
        new = f"{self._alias}-{uuid.uuid4().hex}"
        self._make(new)
        try:
            seen = self._copy(load, 0, new)
            self._client.indices.refresh(index=new)
            old = list(self._client.indices.get_alias(name=self._alias))
            actions: list[dict[str, Any]] = [{"remove": {"index": name, "alias": self._alias}} for name in old]
            self._client.indices.update_aliases(actions=[*actions, {"add": {"index": new, "alias": self._alias}}])
        except BaseException:
            self._client.indices.delete(index=new, ignore_unavailable=True)
            raise
        self._copy(load, seen, new)  # what was written to the old one until the alias was changed
        for name in old:
            self._client.indices.delete(index=name, ignore_unavailable=True)

    def _copy(self, load: Callable[[int], list[Message]], seen: int, index: str) -> int:
        """Write what the database has after a version, and return the last version that there is."""
        while messages := load(seen):
            refused = self._write(index, messages)["refused"]
            if refused:
                raise RuntimeError(f"{len(refused)} messages were refused, for example: {next(iter(refused.items()))}")
            seen = messages[-1]["version"]
        return seen

"""The chat in one table of DynamoDB.

| item | PK | SK | GSI1PK, GSI1SK |
| --- | --- | --- | --- |
| a name, an address | NAME#.., EMAIL#.. | - | |
| a member of a room | ROOM#room | MEMBER#member | MEMBER#member, ROOM#room |
| a message | MESSAGES#room | its number, with leading zeros | |
| the id of a message | SENT#room | its id | |
| a room's last number | COUNTER#room | - | |
| what a member has read | READ#room | member | |
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TABLE, BY_MEMBER = "chat", "GSI1"
BATCH = 25  # items of one BatchWriteItem, says DynamoDB
NEW = "attribute_not_exists(PK)"


class TakenError(Exception):
    """The name or the address belongs to somebody else."""


def create_table(db: Any) -> None:
    """Make the table; may be called at every start."""
    keys = ("PK", "SK", "GSI1PK", "GSI1SK")
    try:
        db.create_table(
            TableName=TABLE,
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            KeySchema=schema("PK", "SK"),
            GlobalSecondaryIndexes=[
                {"IndexName": BY_MEMBER, "KeySchema": schema("GSI1PK", "GSI1SK"), "Projection": {"ProjectionType": "ALL"}}
            ],
            BillingMode="PAY_PER_REQUEST",
        )
    except db.exceptions.ResourceInUseException:
        return
    db.get_waiter("table_exists").wait(TableName=TABLE, WaiterConfig={"Delay": 1})


def schema(partition: str, order: str) -> list[dict[str, str]]:
    """The two halves of a key."""
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": order, "KeyType": "RANGE"}]


def key(partition: str, order: str = "-") -> dict[str, Any]:
    """The key of an item."""
    return {"PK": {"S": partition}, "SK": {"S": order}}


def register(db: Any, name: str, email: str) -> None:
    """Make a member, whose name and address are nobody else's, or raise TakenError."""
    pair = {"member": {"S": name}, "email": {"S": email}}
    items = [key(f"NAME#{name}") | pair, key(f"EMAIL#{email}") | pair]
    for item in items:
        there = db.get_item(TableName=TABLE, Key={"PK": item["PK"], "SK": item["SK"]}, ConsistentRead=True)
        if "Item" in there:
            raise TakenError(f"{name} or {email}")
    puts = [{"Put": {"TableName": TABLE, "Item": item}} for item in items]
    try:
        db.transact_write_items(TransactItems=puts)
    except db.exceptions.TransactionCanceledException as error:
        if not refused_by_condition(error):
            raise
        raise TakenError(f"{name} or {email}") from error


def refused_by_condition(error: ClientError) -> bool:
    """Whether a transaction was cancelled by a condition, and not because of trouble."""
    return any(reason.get("Code") == "ConditionalCheckFailed" for reason in error.response["CancellationReasons"])


def join(db: Any, room: str, member: str) -> None:
    """Let a member into a room; again does nothing."""
    index = {"GSI1PK": {"S": f"MEMBER#{member}"}, "GSI1SK": {"S": f"ROOM#{room}"}}
    db.put_item(TableName=TABLE, Item=key(f"ROOM#{room}", f"MEMBER#{member}") | index | {"room": {"S": room}})


def rooms_of(db: Any, member: str) -> list[str]:
    """Return the rooms of a member, sorted."""
    items = query(db, IndexName=BY_MEMBER, KeyConditionExpression="GSI1PK = :m", values={":m": {"S": f"MEMBER#{member}"}})
    return sorted(item["room"]["S"] for item in items)


def query(db: Any, *, values: dict[str, Any], **options: Any) -> Iterator[dict[str, Any]]:
    """All items that a query finds, page after page: DynamoDB stops after 1 MB."""
    pages = db.get_paginator("query").paginate(TableName=TABLE, ExpressionAttributeValues=values, **options)
    for page in pages:
        yield from page["Items"]


def send(db: Any, room: str, sender: str, text: str, *, message_id: str) -> int:
    """Store a message and return its number in the room; one that was sent before keeps its number."""
    known = number_of(db, room, message_id)
    if known is not None:
        return known
    counted = db.update_item(
        TableName=TABLE,
        Key=key(f"COUNTER#{room}"),
        UpdateExpression="ADD seq :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
        ReturnValues="UPDATED_NEW",
    )
    seq = int(counted["Attributes"]["seq"]["N"])
    mark = key(f"SENT#{room}", message_id) | {"seq": {"N": str(seq)}}
    puts = [
        {"Put": {"TableName": TABLE, "Item": mark, "ConditionExpression": NEW}},
        {"Put": {"TableName": TABLE, "Item": message(room, seq, sender, text), "ConditionExpression": NEW}},
    ]
    try:
        db.transact_write_items(TransactItems=puts)
    except db.exceptions.TransactionCanceledException as error:
        known = number_of(db, room, message_id) if refused_by_condition(error) else None
        if known is None:
            raise
        return known
    return seq


def number_of(db: Any, room: str, message_id: str) -> int | None:
    """The number of a message that was sent before."""
    found = db.get_item(TableName=TABLE, Key=key(f"SENT#{room}", message_id), ConsistentRead=True)
    return int(found["Item"]["seq"]["N"]) if "Item" in found else None


def message(room: str, seq: int, sender: str, text: str) -> dict[str, Any]:
    """A message as it is stored; keys are compared as text, so their numbers have leading zeros."""
    return key(f"MESSAGES#{room}", f"{seq:012}") | {"sender": {"S": sender}, "text": {"S": text}}


def shown(item: dict[str, Any]) -> dict[str, Any]:
    """A message as callers see it."""
    return {"seq": int(item["SK"]["S"]), "sender": item["sender"]["S"], "text": item["text"]["S"]}


def history(db: Any, room: str, *, before: int | None = None, limit: int = 20) -> list[dict[str, Any]]:
    """Return the newest messages (before a number), newest first: dicts of seq, sender, text."""
    condition, values = "PK = :room", {":room": {"S": f"MESSAGES#{room}"}}
    if before is not None:
        condition += " AND SK < :before"
        values[":before"] = {"S": f"{max(before, 0):012}"}
    items = query(db, KeyConditionExpression=condition, values=values, ScanIndexForward=False, Limit=limit)
    return [shown(item) for item in itertools.islice(items, limit)]


def export(db: Any, room: str) -> list[dict[str, Any]]:
    """Return all messages of a room, oldest first."""
    items = query(db, KeyConditionExpression="PK = :room", values={":room": {"S": f"MESSAGES#{room}"}})
    return [shown(item) for item in items]


def import_messages(db: Any, room: str, messages: Iterable[dict[str, Any]]) -> None:
    """Store messages from another system: dicts of seq, sender, text; send goes on behind them."""
    items = [message(room, one["seq"], one["sender"], one["text"]) for one in messages]
    if not items:
        return
    raise_counter(db, room, max(int(item["SK"]["S"]) for item in items))
    waiting = [{"PutRequest": {"Item": item}} for item in items]
    while waiting:
        answer = db.batch_write_item(RequestItems={TABLE: waiting[:BATCH]})
        waiting = waiting[BATCH:] + answer.get("UnprocessedItems", {}).get(TABLE, [])


def raise_counter(db: Any, room: str, seq: int) -> None:
    """A room's numbers go on behind this one, if they did not already."""
    set_if_more(db, key(f"COUNTER#{room}"), seq)


def set_if_more(db: Any, item: dict[str, Any], seq: int) -> int:
    """Raise an item's number; return what it is now."""
    try:
        db.update_item(
            TableName=TABLE,
            Key=item,
            UpdateExpression="SET seq = :seq",
            ConditionExpression="attribute_not_exists(seq) OR seq < :seq",
            ExpressionAttributeValues={":seq": {"N": str(seq)}},
        )
    except db.exceptions.ConditionalCheckFailedException:
        found = db.get_item(TableName=TABLE, Key=item, ConsistentRead=True)
        return int(found["Item"]["seq"]["N"])
    return seq


def read_up_to(db: Any, room: str, member: str, seq: int) -> int:
    """Note that a member has read a room up to a number, never less than before; return up to where that is now."""
    return set_if_more(db, key(f"READ#{room}", member), seq)

"""Events of the chat: who publishes knows nobody who listens. SNS and SQS for messages, EventBridge for moderation."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import boto3
from botocore.exceptions import ClientError

sns, sqs, bridge, dynamodb = (boto3.client(name) for name in ("sns", "sqs", "events", "dynamodb"))

Apply = Callable[[str, str, str], object]

TOPIC, BUS, RULE, SEEN = "chat-events", "chat", "grave-cases", "seen"
BADGE_KINDS = ["message.sent", "message.deleted"]
SOURCE = "chat.moderation"
GRAVE = 3
RECEIVES = 3

log = logging.getLogger("events")


class NotUnderstoodError(ValueError):
    """An event of a version that this release does not know."""


def deploy() -> None:
    """Make topic, queues, bus and rule; may be called at each start of each service."""
    topic = sns.create_topic(Name=TOPIC)["TopicArn"]
    dead = _queue("badges-dead")
    redrive_policy = {"deadLetterTargetArn": _arn(dead), "maxReceiveCount": RECEIVES}
    badges = _queue("badges", VisibilityTimeout="30", RedrivePolicy=json.dumps(redrive_policy))
    _subscribe(topic, _queue("audit"))
    _subscribe(topic, badges)
    alarms = _queue("alarms")
    with suppress(bridge.exceptions.ResourceAlreadyExistsException):
        bridge.create_event_bus(Name=BUS)
    pattern = {"source": [SOURCE], "detail": {"severity": [{"numeric": [">=", GRAVE]}]}}
    bridge.put_rule(Name=RULE, EventBusName=BUS, EventPattern=json.dumps(pattern))
    bridge.put_targets(Rule=RULE, EventBusName=BUS, Targets=[{"Id": "alarms", "Arn": _arn(alarms)}])
    with suppress(dynamodb.exceptions.ResourceInUseException):
        dynamodb.create_table(
            TableName=SEEN,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )


def _queue(name: str, **attributes: str) -> str:
    """Return the URL of a queue that has these attributes, whether it existed or not."""
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    if attributes:
        sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
    return url


def _arn(url: str) -> str:
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def _subscribe(topic: str, url: str, **attributes: str) -> None:
    subscription = sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=_arn(url),
        Attributes={"RawMessageDelivery": "true", **attributes},
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    for name, value in attributes.items():  # one that existed keeps its old attributes otherwise
        sns.set_subscription_attributes(SubscriptionArn=subscription, AttributeName=name, AttributeValue=value)


def publish(event: dict[str, Any]) -> None:
    """Publish an event of the chat to all who listen."""
    topic = sns.create_topic(Name=TOPIC)["TopicArn"]
    kind = {"DataType": "String", "StringValue": event["kind"]}
    sns.publish(TopicArn=topic, Message=json.dumps(event), MessageAttributes={"kind": kind})


def report(severity: int, detail: dict[str, Any]) -> None:
    """Tell the bus about a case of the moderators."""
    entry = {
        "EventBusName": BUS,
        "Source": SOURCE,
        "DetailType": "case",
        "Detail": json.dumps({**detail, "severity": severity}),
    }
    answer = bridge.put_events(Entries=[entry])
    if answer["FailedEntryCount"]:
        raise RuntimeError(f"not taken: {answer['Entries']}")


def handle_badges(apply: Apply) -> int:
    """Handle up to ten events that wait in the queue badges; return how many were done."""
    url = sqs.get_queue_url(QueueName="badges")["QueueUrl"]
    done = 0
    for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        handle = message["ReceiptHandle"]
        try:
            _handle(message["Body"], apply)
        except Exception:  # whatever is wrong with this one, the next may be well
            log.exception("back into the queue: %s", message["Body"])
            sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)
        else:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)
            done += 1
    return done


def _handle(body: str, apply: Apply) -> None:
    event = json.loads(body)
    name, key = _user(event), {"id": {"S": event["id"]}}
    if "Item" in dynamodb.get_item(TableName=SEEN, Key=key, ConsistentRead=True):
        return
    apply(event["kind"], event["room"], name)
    dynamodb.put_item(TableName=SEEN, Item=key)


def _user(event: dict[str, Any]) -> str:
    """Return who did it, whatever version the event has."""
    if event["v"] == 1:
        return event["user"]
    if event["v"] == 2:
        return event["user"]["name"]
    raise NotUnderstoodError(f"version {event['v']}")


def redrive() -> int:
    """Bring all events back that were put aside; return how many."""
    dead, back = (sqs.get_queue_url(QueueName=name)["QueueUrl"] for name in ("badges-dead", "badges"))
    moved = 0
    while messages := sqs.receive_message(QueueUrl=dead, MaxNumberOfMessages=10).get("Messages", []):
        for message in messages:
            sqs.send_message(QueueUrl=back, MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
    return moved


if __name__ == "__main__":
    deploy()

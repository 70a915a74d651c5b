"""Events through SNS, SQS and EventBridge, as moto plays them, and the learner's consumer."""

import json
import os
import urllib.request

import boto3
import pytest
from events import deploy, handle_badges, publish, redrive, report

sqs = boto3.client("sqs")


def url(queue):
    return sqs.get_queue_url(QueueName=queue)["QueueUrl"]


def take(queue):
    """Take all that waits in a queue."""
    found = []
    while messages := sqs.receive_message(QueueUrl=url(queue), MaxNumberOfMessages=10).get("Messages", []):
        for message in messages:
            found.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url(queue), ReceiptHandle=message["ReceiptHandle"])
    return found


def waiting(queue):
    """How many messages a queue has, visible and not."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    attributes = sqs.get_queue_attributes(QueueUrl=url(queue), AttributeNames=names)["Attributes"]
    return [int(attributes[name]) for name in names]


@pytest.fixture
def queues():
    """Everything is deployed, twice, into an AWS that is empty before."""
    urllib.request.urlopen(urllib.request.Request(f"{os.environ['AWS_ENDPOINT_URL']}/moto-api/reset", method="POST"))
    deploy()
    deploy()
    there = {one.rpartition("/")[2] for one in sqs.list_queues().get("QueueUrls", [])}
    wanted = {"audit", "badges", "badges-dead", "alarms"}
    assert wanted <= there, f"deploy should make the queues {sorted(wanted)}, and there are {sorted(there)}"


@pytest.fixture
def event(rng):
    """Make an event that nobody can guess."""

    def make(kind="message.sent", v=1):
        name = f"ada{rng.randrange(10**6)}"
        user = name if v == 1 else {"name": name, "device": "phone"}
        return {"v": v, "id": f"{rng.randrange(16**12):012x}", "kind": kind, "room": f"r{rng.randrange(99)}", "user": user}

    return make


def expected(event):
    user = event["user"] if isinstance(event["user"], str) else event["user"]["name"]
    return event["kind"], event["room"], user


def test_each_queue_gets_what_it_asked_for(queues, event):
    """After two deployments audit gets every event once, as it was published, and badges only messages sent or deleted"""
    kinds = ["message.sent", "message.read", "message.deleted", "room.made", "message.sent.draft"]
    sent = [event(kind) for kind in kinds]
    for one in sent:
        publish(one)
    by_id = {one["id"]: one for one in sent}
    for queue, wanted in (("audit", sent), ("badges", [sent[0], sent[2]])):
        found = take(queue)
        assert all("id" in one for one in found), f"{queue!r} has envelopes of SNS, not the events themselves: {found[:1]}"
        kinds_found = sorted(by_id[one["id"]]["kind"] for one in found if one["id"] in by_id)
        assert kinds_found == sorted(one["kind"] for one in wanted), f"of {kinds}, {queue!r} got {kinds_found}"
        assert all(by_id[one["id"]] == one for one in found), f"{queue!r} got {found}"


def test_grave_cases_raise_an_alarm(queues, rng):
    """EventBridge routes cases of severity 3 and more to alarms, and what others put on the bus it leaves alone"""
    cases = [(severity, {"room": f"room {rng.randrange(10**6)}"}) for severity in (1, 3, 2, 10)]
    for severity, detail in cases:
        report(severity, detail)
    other = {"EventBusName": "chat", "Source": "shop.orders", "DetailType": "case", "Detail": '{"severity": 9}'}
    boto3.client("events").put_events(Entries=[other])
    found = sorted((one["detail"]["severity"], one["detail"].get("room"), one["source"]) for one in take("alarms"))
    wanted = sorted((severity, detail["room"], "chat.moderation") for severity, detail in cases if severity >= 3)
    assert found == wanted, f"cases of severities 1, 3, 2 and 10, and one of another source; alarms got {found}"


def test_events_of_both_versions_are_applied(queues, event):
    """Events of versions 1 and 2 are applied, also with fields nobody knows yet, and are gone then"""
    sent = [event(), event(v=2), event("message.deleted"), {**event(v=2), "mood": "🚲"}]
    for one in sent:
        publish(one)
    applied = []
    done = int(handle_badges(lambda kind, room, user: applied.append((kind, room, user))))
    assert sorted(applied) == sorted(map(expected, sent)), f"applied {applied}"
    assert done == 4, f"four events were handled, handle_badges returned {done}"
    assert waiting("badges") == [0, 0], f"what is done has to be deleted; visible and invisible: {waiting('badges')}"


def test_a_duplicate_is_applied_once(queues, event):
    """An event that comes twice is applied once; one that failed the first time is applied the next"""
    sent = [event(), event(v=2)]
    applied, failed = [], []

    def apply(kind, room, user):
        if user == expected(sent[1])[2] and not failed:
            failed.append(user)
            raise ConnectionError("the store is away")
        applied.append((kind, room, user))

    for _ in range(3):
        for one in sent:
            publish(one)
        handle_badges(apply)
    handle_badges(apply)
    assert sorted(applied) == sorted(map(expected, sent)), (
        f"two events, each published three times, the second failed once: applied should be each once, and was {applied}"
    )
    assert waiting("badges") == [0, 0], f"duplicates have to be deleted, too; in the queue are {waiting('badges')}"


def test_a_failure_holds_up_nobody(queues, event):
    """One event that fails leaves the others of its batch alone, and can be received again at once"""
    sent = [event() for _ in range(6)]
    applied = []

    def apply(kind, room, user):
        if user == sent[2]["user"]:
            raise ConnectionError("the store is away")
        applied.append((kind, room, user))

    for one in sent:
        publish(one)
    done = int(handle_badges(apply))
    assert sorted(applied) == sorted(expected(one) for one in sent if one is not sent[2]), f"applied {applied}"
    assert done == 5, f"one of six failed, and handle_badges returned {done}"
    assert waiting("badges") == [1, 0], f"the failed one should be visible again at once: [visible, not] {waiting('badges')}"


def test_what_nobody_understands_is_kept(queues, event):
    """An event of version 3 is received three times, then lies in badges-dead, and is never applied nor deleted"""
    unknown, known = event(v=3), event()
    publish(unknown)
    publish(known)
    applied = []
    for _ in range(5):
        handle_badges(lambda kind, room, user: applied.append((kind, room, user)))
    assert applied == [expected(known)], f"applied should be the event of version 1 only, and was {applied}"
    assert waiting("badges") == [0, 0], f"in badges are still {waiting('badges')}"
    dead = take("badges-dead")
    assert dead == [unknown], f"badges-dead should have {unknown}, and has {dead}"
    attributes = sqs.get_queue_attributes(QueueUrl=url("badges"), AttributeNames=["All"])["Attributes"]
    policy, seconds = json.loads(attributes.get("RedrivePolicy", "{}")), attributes["VisibilityTimeout"]
    assert int(policy.get("maxReceiveCount", 0)) == 3, f"an event should be received three times, the policy is {policy}"
    assert seconds == "30", f"who handles an event has 30 s until another one gets it; the queue says {seconds}"


def test_what_was_put_aside_comes_back(queues, event):
    """After the release that understands them, redrive brings all events back, and says how many"""
    sent = [event() for _ in range(13)]
    for one in sent:
        sqs.send_message(QueueUrl=url("badges-dead"), MessageBody=json.dumps(one))
    moved = int(redrive())
    assert moved == 13, f"13 events were in badges-dead, redrive returned {moved}"
    assert waiting("badges-dead") == [0, 0], f"badges-dead still has {waiting('badges-dead')}"
    applied = []
    for _ in range(3):
        handle_badges(lambda kind, room, user: applied.append((kind, room, user)))
    assert sorted(applied) == sorted(map(expected, sent)), f"of 13 events that came back {len(applied)} were applied"

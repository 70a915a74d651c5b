"""The contract between the app and the history service: what the app's client sends, and what it reads."""

from __future__ import annotations

import sys

from client import History, Message, NoSuchRoom
from pact import Pact, match

ROOM, MISSING = "lobby", "nowhere"
SAMPLE = Message(id=42, author="ada", text="hello")


def agreed() -> Pact:
    """Return the interactions, each with no more than the client needs."""
    pact = Pact("app", "history").with_specification("V4")
    message = {"id": match.int(SAMPLE.id), "author": match.str(SAMPLE.author), "text": match.str(SAMPLE.text)}
    (
        pact.upon_receiving("a request for the messages after one")
        .given("a room with messages", room=ROOM)
        .with_request("GET", f"/rooms/{ROOM}/messages")
        .with_query_parameter("after", "41")
        .with_header("Accept", "application/json")
        .will_respond_with(200)
        .with_body({"messages": match.each_like(message, min=1)})
    )
    (
        pact.upon_receiving("a request for the messages of a room that there is not")
        .given("no such room", room=MISSING)
        .with_request("GET", f"/rooms/{MISSING}/messages")
        .with_query_parameter("after", "0")
        .will_respond_with(404)
    )
    (
        pact.upon_receiving("a new message")
        .with_request("POST", f"/rooms/{ROOM}/messages")
        .with_body({"author": SAMPLE.author, "text": SAMPLE.text}, content_type="application/json")
        .will_respond_with(201)
        .with_body({"id": match.int(SAMPLE.id)})
    )
    return pact


def run_client(history: History) -> None:
    """Have the client do all of it, and look at what it makes of the answers; raises AssertionError."""
    assert history.messages(ROOM, after=41) == [SAMPLE]
    assert history.post(ROOM, SAMPLE.author, SAMPLE.text) == SAMPLE.id
    try:
        history.messages(MISSING)
    except NoSuchRoom:
        return
    raise AssertionError("the client did not notice that there is no such room")


def main(folder: str) -> None:
    """Run the client against the contract; only if both agree, write it down."""
    pact = agreed()
    with pact.serve() as server:  # raises at the end if something was not asked for as agreed
        run_client(History(str(server.url)))
    pact.write_file(folder)


if __name__ == "__main__":
    main(sys.argv[1])

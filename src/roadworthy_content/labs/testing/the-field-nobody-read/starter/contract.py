"""The contract between the app and the history service. This one is about one room on one day."""

import sys

from pact import Pact

pact = Pact("app", "history").with_specification("V4")
(
    pact.upon_receiving("a request for messages")
    .with_request("GET", "/rooms/lobby/messages")
    .will_respond_with(200)
    .with_body({"messages": [{"id": 42, "author": "ada", "text": "hello", "sentAt": "2026-11-26T09:30:00Z"}]})
)
pact.write_file(sys.argv[1])

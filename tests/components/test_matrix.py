"""The homeserver is shared; two leases held at once cannot see each other."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from tests.components.conftest import need

from roadworthy.components import Leases, lease
from roadworthy.components.http import request

pytestmark = [pytest.mark.xdist_group("components"), pytest.mark.long]


class User:
    """Somebody who is logged in."""

    def __init__(self, leases: Leases, other: str = "") -> None:
        self.url, self.token = leases.env["MATRIX_URL"] + "/_matrix/client/v3", ""
        self.name = leases.env[f"MATRIX_{other}USER"]
        who = {"type": "m.id.user", "user": self.name}
        body = {"type": "m.login.password", "identifier": who, "password": leases.env[f"MATRIX_{other}PASSWORD"]}
        self.token = self.call("POST", "/login", body)[1]["access_token"]

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
        """Make a request."""
        data = None if body is None else json.dumps(body).encode()
        status, said = request(method, self.url + path, data, {"Authorization": f"Bearer {self.token}"}, timeout=30)
        return status, json.loads(said)


def test_two_leases_held_at_once_share_no_room_no_name_and_no_invitation() -> None:
    need("matrix")
    with lease(["matrix"]) as mine, lease(["matrix"]) as theirs:
        me, friend, stranger = User(mine), User(mine, "OTHER_"), User(theirs)
        alias = mine.env["MATRIX_PREFIX"] + "lobby"
        wanted = {"room_alias_name": alias, "preset": "public_chat", "visibility": "public"}
        status, made = me.call("POST", "/createRoom", wanted)
        assert status == 200, made
        room = quote(made["room_id"])

        # A friend comes in by the name; a message arrives.
        domain = me.name.partition(":")[2]
        assert friend.call("POST", f"/join/{quote(f'#{alias}:{domain}')}", {})[0] == 200
        assert me.call("PUT", f"/rooms/{room}/send/m.room.message/1", {"msgtype": "m.text", "body": "hello"})[0] == 200
        assert "hello" in str(friend.call("GET", f"/rooms/{room}/messages?dir=b"))

        # The stranger may not take names that might be somebody's, is not invited, and is shown no room.
        for name in ("lobby", alias + "2"):
            assert stranger.call("POST", "/createRoom", {"room_alias_name": name})[0] == 403
        assert me.call("POST", f"/rooms/{room}/invite", {"user_id": friend.name})[0] == 403  # is in already
        assert me.call("POST", f"/rooms/{room}/invite", {"user_id": stranger.name})[1]["errcode"] == "M_FORBIDDEN"
        assert stranger.call("GET", f"/rooms/{room}/messages?dir=b")[0] == 403
        assert stranger.call("GET", "/publicRooms")[1].get("chunk") == []
        assert stranger.call("POST", "/user_directory/search", {"search_term": "lease"})[1].get("results", []) == []

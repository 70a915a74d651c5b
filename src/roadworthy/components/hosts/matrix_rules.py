"""A module of Synapse: who leases it keeps to himself. Users are named PREFIX-1 and PREFIX-2."""

from typing import Any

from synapse.module_api import NOT_SPAM  # type: ignore[import-not-found]  # it is in the environment of locks/synapse
from synapse.module_api.errors import Codes  # type: ignore[import-not-found]  # likewise


class Rules:
    """Names of rooms begin with the lease's prefix, and nobody is invited by another lease's users."""

    def __init__(self, _config: Any, api: Any) -> None:
        api.register_spam_checker_callbacks(user_may_create_room_alias=self.may_name, user_may_invite=self.may_invite)

    @staticmethod
    def parse_config(config: Any) -> Any:
        """Take the configuration as it is; there is none."""
        return config

    async def may_name(self, user: str, alias: Any) -> Any:
        """Say whether a user may give a room a name."""
        return NOT_SPAM if alias.localpart.startswith(f"{prefix(user)}-") else Codes.FORBIDDEN

    async def may_invite(self, inviter: str, invitee: str, _room: str) -> Any:
        """Say whether a user may invite another."""
        return NOT_SPAM if prefix(inviter) == prefix(invitee) else Codes.FORBIDDEN


def prefix(user: str) -> str:
    """Return what the users of a lease have in common."""
    return user.lstrip("@").partition(":")[0].rpartition("-")[0]

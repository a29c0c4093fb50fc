"""Shapes of Slack's answers, as far as Mingle reads them."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from adapters.shapes import Thing


class Posted(Struct):
    """A message that was posted."""

    channel: str
    ts: str


class Cursor(Struct):
    """Where the next page begins; empty after the last one."""

    next_cursor: str | None = None


class Message(Struct):
    """A message in a conversation, with what its app wrote about it."""

    ts: str
    metadata: dict[str, Any] | None = None


class Page(Struct):
    """A page of a conversation's history."""

    messages: list[Message]
    response_metadata: Cursor | None = None


class Thread(Struct):
    """The messages of a thread."""

    messages: list[dict[str, Any]]


class Place(Struct):
    """A conversation that was asked for."""

    channel: dict[str, Any]


class Opened(Struct):
    """A conversation that was opened."""

    channel: Thing


class Members(Struct):
    """The ids of a channel's members."""

    members: list[str]
    response_metadata: Cursor | None = None


class GroupMembers(Struct):
    """The ids of a user group's members."""

    users: list[str]


class Known(Struct):
    """What is read of one account that was asked for."""

    id: str
    team_id: str | None = None
    profile: dict[str, Any] | None = None
    enterprise_user: dict[str, Any] | None = None


class Account(Struct):
    """One account."""

    user: Known


class Accounts(Struct):
    """Accounts of the workspace."""

    members: list[Thing]
    response_metadata: Cursor | None = None


class Uploaded(Struct):
    """Files that were uploaded."""

    files: list[Thing]


class Renewed(Struct):
    """The tokens that follow earlier ones."""

    access_token: str
    refresh_token: str
    expires_in: int


# What Mingle reads of the answers to each method.
SHAPES: Mapping[str, Any] = {
    "chat.postMessage": Posted,
    "conversations.history": Page,
    "conversations.info": Place,
    "conversations.members": Members,
    "conversations.open": Opened,
    "conversations.replies": Thread,
    "files.upload_v2": Uploaded,
    "oauth.v2.access": Renewed,
    "usergroups.users.list": GroupMembers,
    "users.info": Account,
    "users.list": Accounts,
}

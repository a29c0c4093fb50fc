"""Conversion between Slack's ids and ours, which carry the workspace."""

import re

from adapters.ids import IdScheme

PREFIX = "slack:"
IDS = IdScheme(re.compile(r"[A-Z0-9]{2,32}"), "Slack workspace")
qualify_id, native_id = IDS.qualify_id, IDS.native_id
native_id_or_empty, native_ids = IDS.native_id_or_empty, IDS.native_ids


def workspace_of(team: str) -> str:
    """Return our id of a Slack team."""
    return f"{PREFIX}{team}"


def is_channel(native: str) -> bool:
    """Return whether an id is a channel's."""
    return native.startswith(("C", "G"))


def is_person(native: str) -> bool:
    """Return whether an id is a person's and not a conversation's."""
    return native.startswith(("U", "W"))

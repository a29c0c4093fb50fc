"""Turn Slack's ids into ours and back: ours carry the workspace."""

import re

from adapters.ids import IdScheme

PREFIX = "slack:"
IDS = IdScheme(re.compile(r"[A-Z0-9]{2,32}"), "Slack workspace")
qualify_id, native_id, native_id_or_empty = IDS.qualify_id, IDS.native_id, IDS.native_id_or_empty


def workspace_of(team: str) -> str:
    """Give our id of a Slack team."""
    return f"{PREFIX}{team}"


def is_person(native: str) -> bool:
    """Tell a person's id from a conversation's."""
    return native.startswith(("U", "W"))

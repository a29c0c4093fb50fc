"""Turn Slack's ids into ours and back: ours carry the workspace."""

import re

from bot.platform import PermanentError

PREFIX = "slack:"
NATIVE = re.compile(r"[A-Z0-9]{2,32}")


def workspace_of(team: str) -> str:
    """Give our id of a Slack team."""
    return f"{PREFIX}{team}"


def ours(workspace: str, native: str) -> str:
    """Give our id of a person or a channel."""
    return f"{workspace}/{native}"


def native(workspace: str, ours: str) -> str:
    """Give Slack's id of a person or a channel of this workspace."""
    found = local(workspace, ours)
    if not found:
        raise PermanentError(f"{ours} is not in this Slack workspace")
    return found


def local(workspace: str, ours: str) -> str:
    """Give Slack's id, or nothing where it belongs elsewhere."""
    home, _, found = ours.rpartition("/")
    return found if home == workspace and NATIVE.fullmatch(found) else ""


def is_person(native: str) -> bool:
    """Tell a person's id from a conversation's."""
    return native.startswith(("U", "W"))

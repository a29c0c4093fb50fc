"""Conversion between a platform's ids and ours, which carry the workspace: "slack:T1/U1"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.platform import PermanentError


@dataclass(frozen=True)
class IdScheme:
    """The ids of people and channels on one platform.

    `pattern` matches a native id; `place_name` names a workspace in error messages.
    """

    pattern: re.Pattern[str]
    place_name: str

    def qualify_id(self, workspace: str, native: str | int) -> str:
        """Return our id of a person or a channel."""
        return f"{workspace}/{native}"

    def native_id(self, workspace: str, ours: str) -> str:
        """Return the platform's id; raise PermanentError if it belongs to another workspace."""
        native = self.native_id_or_empty(workspace, ours)
        if not native:
            raise PermanentError(f"{ours} is not in this {self.place_name}")
        return native

    def native_id_or_empty(self, workspace: str, ours: str) -> str:
        """Return the platform's id, or an empty text if it belongs to another workspace."""
        home, _, native = ours.rpartition("/")
        if home != workspace or not self.pattern.fullmatch(native):
            return ""
        return native

    def native_ids(self, workspace: str, ours: Iterable[str]) -> list[str]:
        """Return the platform's ids of those that belong to this workspace."""
        natives = []
        for our_id in ours:
            native = self.native_id_or_empty(workspace, our_id)
            if native:
                natives.append(native)
        return natives

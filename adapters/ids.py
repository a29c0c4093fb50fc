"""Turn a platform's ids into ours and back: ours carry the workspace."""

import re
from dataclasses import dataclass

from bot.core.platform import PermanentError


@dataclass(frozen=True)
class IdScheme:
    """The ids of people and channels on one platform: how they look, and what their home is
    called."""

    pattern: re.Pattern[str]
    place_name: str

    def qualify_id(self, workspace: str, native: str | int) -> str:
        """Give our id of a person or a channel."""
        return f"{workspace}/{native}"

    def native_id(self, workspace: str, ours: str) -> str:
        """Give the platform's id of a person or a channel of this workspace."""
        found = self.native_id_or_empty(workspace, ours)
        if not found:
            raise PermanentError(f"{ours} is not in this {self.place_name}")
        return found

    def native_id_or_empty(self, workspace: str, ours: str) -> str:
        """Give the platform's id, or nothing where it belongs elsewhere."""
        home, _, found = ours.rpartition("/")
        return found if home == workspace and self.pattern.fullmatch(found) else ""

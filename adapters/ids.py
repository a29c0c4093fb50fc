"""Turn a platform's ids into ours and back: ours carry the workspace."""

import re
from dataclasses import dataclass

from bot.core.platform import PermanentError


@dataclass(frozen=True)
class Ids:
    """The ids of people and channels on one platform: how they look, and what their home is called."""

    shape: re.Pattern[str]
    home: str

    def ours(self, workspace: str, native: str | int) -> str:
        """Give our id of a person or a channel."""
        return f"{workspace}/{native}"

    def native(self, workspace: str, ours: str) -> str:
        """Give the platform's id of a person or a channel of this workspace."""
        found = self.local(workspace, ours)
        if not found:
            raise PermanentError(f"{ours} is not in this {self.home}")
        return found

    def local(self, workspace: str, ours: str) -> str:
        """Give the platform's id, or nothing where it belongs elsewhere."""
        home, _, found = ours.rpartition("/")
        return found if home == workspace and self.shape.fullmatch(found) else ""

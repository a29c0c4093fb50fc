"""Messages that are due, as the features check them again before they are sent."""

from dataclasses import dataclass

from bot.core.ids import row_number
from bot.core.subjects import Subject


@dataclass(frozen=True)
class DueMessage:
    """An outbox message that is about to be sent, as its re-check sees it.

    `about` is the subject of its card, or of the message in whose conversation it is posted.
    """

    key: str
    recipients: tuple[str, ...]
    about: Subject | None

    def row_id(self, kind: str) -> int:
        """Return the id of the row that it is about, as its subject or else its key names it.

        Zero where both are about something else.
        """
        if self.about and self.about.kind == kind:
            return self.about.id
        first, _, rest = self.key.partition(":")
        return row_number(rest.partition(":")[0]) if first == kind else 0

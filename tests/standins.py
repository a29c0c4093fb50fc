"""Stand in for what a world need not have: a crowd, and a process that reads pages."""

from datetime import datetime

from bot.sources.model import Document, Reading
from bot.sources.reading import read


class ReadsHere:
    """Reads pages in the test's own process, which is quicker; `tests/jobs/test_reading.py` tries the child."""

    async def read(self, document: Document) -> Reading:
        return read(document)


class Nobody:
    """A crowd in which nobody does anything by themselves."""

    def next_due(self) -> datetime | None:
        return None

    async def act(self, now: datetime) -> None:
        """Do nothing."""

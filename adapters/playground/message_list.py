"""Draw the messages of one conversation, each on its own, so that only what changed is drawn again."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from markupsafe import Markup
from nicegui import ui

from adapters.playground import layout, records, strings
from adapters.playground.records import Message
from adapters.playground.render import Reader

KEPT = 3 * records.PAGE  # messages drawn before the oldest go


class Log:
    """The rows on one page: what stands there, and on which day each row begins anew."""

    def __init__(self) -> None:
        self.element = ui.element("div").classes("log")
        self.element.props(f'role=log tabindex=0 aria-live=off aria-label="{strings.CONVERSATION}"')
        self._rows: dict[int, tuple[ui.html, date | None]] = {}
        self._last: date | None = None
        self._nothing: ui.html | None = None

    @property
    def count(self) -> int:
        """Count the messages that are drawn."""
        return len(self._rows)

    def show(self, messages: Sequence[Message], reader: Reader, nothing: Markup, *, more: bool) -> None:
        """Draw a conversation from its beginning, or from where more can be asked for."""
        self.element.clear()
        self._rows, self._last, self._nothing = {}, None, None
        with self.element:
            if more:
                ui.html(str(layout.earlier()), sanitize=False)
            elif not messages:
                self._nothing = ui.html(str(nothing), sanitize=False)
        for message in messages:
            self.put(message, reader)

    def put(self, message: Message, reader: Reader) -> bool:
        """Draw one message, in its place if it stands already; tell whether it is new."""
        if message.id in self._rows:
            row, before = self._rows[message.id]
            row.content = str(layout.message(message, reader, before))
            return False
        if self._nothing:
            self._nothing.delete()
            self._nothing = None
        with self.element:
            row = ui.html(str(layout.message(message, reader, self._last)), sanitize=False)
        self._rows[message.id] = (row, self._last)
        self._last = message.at.astimezone(ZoneInfo(reader.zone or "UTC")).date()
        self._let_go()
        return True

    def _let_go(self) -> None:
        while len(self._rows) > KEPT:
            oldest = next(iter(self._rows))
            self._rows.pop(oldest)[0].delete()

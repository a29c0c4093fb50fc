"""Draw the messages of one conversation, each on its own, so that only what changed is drawn
again."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from markupsafe import Markup
from nicegui import ui

from adapters.playground import layout, records, strings
from adapters.playground.records import Message
from adapters.playground.render import Viewer

MAX_ROWS = 3 * records.PAGE_SIZE  # messages drawn before the oldest go


class MessageList:
    """The rows on one page: what stands there, and on which day each row begins anew."""

    def __init__(self) -> None:
        self.element = ui.element("div").classes("log")
        self.element.props(f'role=log tabindex=0 aria-live=off aria-label="{strings.CONVERSATION}"')
        self._rows: dict[int, tuple[ui.html, date | None]] = {}
        self._last: date | None = None
        self._nothing: ui.html | None = None

    @property
    def message_count(self) -> int:
        """Count the messages that are drawn."""
        return len(self._rows)

    def show_messages(
        self, messages: Sequence[Message], viewer: Viewer, nothing: Markup, *, more: bool
    ) -> None:
        """Draw a conversation from its beginning, or from where more can be asked for."""
        self.element.clear()
        self._rows, self._last, self._nothing = {}, None, None
        with self.element:
            if more:
                ui.html(str(layout.render_earlier_button()), sanitize=False)
            elif not messages:
                self._nothing = ui.html(str(nothing), sanitize=False)
        for message in messages:
            self.put_message(message, viewer)

    def put_message(self, message: Message, viewer: Viewer) -> bool:
        """Draw one message, in its place if it stands already; tell whether it is new."""
        if message.id in self._rows:
            row, before = self._rows[message.id]
            row.content = str(layout.render_message(message, viewer, before))
            return False
        if self._nothing:
            self._nothing.delete()
            self._nothing = None
        with self.element:
            row = ui.html(str(layout.render_message(message, viewer, self._last)), sanitize=False)
        self._rows[message.id] = (row, self._last)
        self._last = message.at.astimezone(ZoneInfo(viewer.zone or "UTC")).date()
        self._let_go()
        return True

    def _let_go(self) -> None:
        while len(self._rows) > MAX_ROWS:
            oldest = next(iter(self._rows))
            self._rows.pop(oldest)[0].delete()

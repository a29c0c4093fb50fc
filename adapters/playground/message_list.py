"""The messages of one conversation on a page, each rendered by itself when it changes."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from markupsafe import Markup
from nicegui import ui

from adapters.playground import layout, records, strings
from adapters.playground.records import Message
from adapters.playground.render import Viewer

MAX_ROWS = 3 * records.PAGE_SIZE  # messages on a page; more drop the oldest


class MessageList:
    """The messages on one page, by id: each row with the day of the message before it."""

    def __init__(self) -> None:
        self.element = ui.element("div").classes("log")
        self.element.props(f'role=log tabindex=0 aria-live=off aria-label="{strings.CONVERSATION}"')
        self._rows: dict[int, tuple[ui.html, date | None]] = {}
        self._last_day: date | None = None
        self._empty: ui.html | None = None

    @property
    def message_count(self) -> int:
        """The number of messages on the page."""
        return len(self._rows)

    def show_messages(
        self, messages: Sequence[Message], viewer: Viewer, empty: Markup, *, more: bool
    ) -> None:
        """Replace all messages.

        `more` adds a button for earlier ones; `empty` is shown if there are none at all.
        """
        self.element.clear()
        self._rows, self._last_day, self._empty = {}, None, None
        with self.element:
            if more:
                ui.html(str(layout.render_earlier_button()), sanitize=False)
            elif not messages:
                self._empty = ui.html(str(empty), sanitize=False)
        for message in messages:
            self.put_message(message, viewer)

    def put_message(self, message: Message, viewer: Viewer) -> bool:
        """Append a message or replace it in its place; return whether it is new."""
        if message.id in self._rows:
            row, previous_day = self._rows[message.id]
            row.content = str(layout.render_message(message, viewer, previous_day))
            return False

        if self._empty:
            self._empty.delete()
            self._empty = None
        content = str(layout.render_message(message, viewer, self._last_day))
        with self.element:
            row = ui.html(content, sanitize=False)
        self._rows[message.id] = (row, self._last_day)
        self._last_day = message.at.astimezone(ZoneInfo(viewer.zone or "UTC")).date()
        self._drop_oldest()
        return True

    def _drop_oldest(self) -> None:
        while len(self._rows) > MAX_ROWS:
            oldest = next(iter(self._rows))
            self._rows.pop(oldest)[0].delete()

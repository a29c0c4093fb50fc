"""The messages of one conversation on a page, each rendered by itself when it changes."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup
from nicegui import ui

from adapters.playground import layout, records
from adapters.playground.records import Message
from adapters.playground.render import Viewer

MAX_ROWS = 3 * records.PAGE_SIZE  # messages on a page; more drop the oldest


class Unread(NamedTuple):
    """The first message that was unread when a conversation was opened, and how many."""

    first: int = 0
    total: int = 0


class _Row(NamedTuple):
    element: ui.html
    message: Message
    previous: Message | None


class MessageList:
    """The messages on one page, by id: each row with the message before it."""

    def __init__(self) -> None:
        self.element = ui.element("div").classes("log")
        self.element.props("role=log tabindex=0 aria-live=off")
        self._rows: dict[int, _Row] = {}
        self._last: Message | None = None
        self._unread = Unread()
        self._empty: ui.html | None = None

    @property
    def message_count(self) -> int:
        """The number of messages on the page."""
        return len(self._rows)

    def show_messages(
        self,
        messages: Sequence[Message],
        viewer: Viewer,
        empty: Markup,
        unread: Unread,
        *,
        more: bool,
    ) -> None:
        """Replace all messages.

        `more` adds a button for earlier ones; `empty` is shown if there are none at all.
        """
        self.element.clear()
        self._rows, self._last, self._empty, self._unread = {}, None, None, unread
        if messages and 0 < unread.first < messages[0].id:  # further up than this page goes
            self._unread = unread._replace(first=messages[0].id)
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
            row = self._rows[message.id]
            self._rows[message.id] = row._replace(message=message)
            row.element.content = self._render(message, viewer, row.previous)
            return False

        if self._empty:
            self._empty.delete()
            self._empty = None
        with self.element:
            element = ui.html(self._render(message, viewer, self._last), sanitize=False)
        self._rows[message.id] = _Row(element, message, self._last)
        self._last = message
        self._drop_oldest(viewer)
        return True

    def _render(self, message: Message, viewer: Viewer, previous: Message | None) -> str:
        unread = self._unread.total if message.id == self._unread.first else 0
        return str(layout.render_message(message, viewer, previous, unread))

    def _drop_oldest(self, viewer: Viewer) -> None:
        """Drop rows from the top; the first that stays has nothing before it."""
        while len(self._rows) > MAX_ROWS:
            self._rows.pop(next(iter(self._rows))).element.delete()
            first = next(iter(self._rows.values()))
            self._rows[first.message.id] = first._replace(previous=None)
            first.element.content = self._render(first.message, viewer, None)

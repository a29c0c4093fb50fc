"""What people write about events: organisers may hide it, on all evenings that share it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core import outbox
from bot.core.concerns import Concern, TextSource, WrittenText, words_of
from bot.core.sent_words import take_words_back
from bot.core.subjects import Subject
from bot.events import records
from bot.events import series_records as all_series
from bot.events.notifications import invalidate_event
from bot.events.rules import Event
from bot.events.views.parts import UNTITLED
from bot.learnings import records as learnings
from bot.store.engine import ReadTransaction, Transaction

_PLACES = ("place", "address")
# The columns that hold words, by kind; those of listed events are read from what people named.
_WRITTEN: Mapping[str, Sequence[str]] = {
    "gathering": ("title", "description", *_PLACES, "meeting_point"),
    "happy_hour": ("title", "description", "meeting_point"),
    "lunch": ("title", "description", "meeting_point"),
    "listed": ("title", "description", *_PLACES, "link", "meeting_point"),
}
_OF_SERIES = ("title", "description", *_PLACES)


async def concern_of_event(
    tx: ReadTransaction, workspace: str, _person: str, about: Subject
) -> Concern | None:
    """Return the host of an event, and what people wrote about it."""
    event = await records.find_event(tx, workspace, about.id)
    if event is None:
        return None
    return Concern((event.host,) if event.host else (), (event.subject,))


async def find_event_text(
    tx: ReadTransaction, workspace: str, about: Subject
) -> WrittenText | None:
    """Return what people wrote about an event, or None if nothing is left of it."""
    event = await records.find_event(tx, workspace, about.id)
    if event is None:
        return None
    columns = {name: getattr(event, name) for name in _WRITTEN[event.kind]}
    words = [text for text in columns.values() if text and text != UNTITLED]
    author = event.organiser or event.host or ""
    if event.kind == "listed":
        author = ""
    return WrittenText(about, author, " · ".join(words), columns) if words else None


async def hide_event_text(
    tx: Transaction, workspace: str, text: WrittenText, now: datetime
) -> None:
    """Take what people wrote off an event, its series, and the evenings that say the same."""
    blank = {name: UNTITLED if name == "title" else "" for name in text.columns}
    await _write(tx, workspace, text.about, blank, now)
    event = await records.find_event(tx, workspace, text.about.id)
    evenings = await _evenings(tx, event) if event else []
    subjects = [evening.subject for evening in evenings]
    await take_words_back(tx, workspace, subjects, words_of(text))


async def show_event_text(
    tx: Transaction, workspace: str, about: Subject, columns: Mapping[str, str], now: datetime
) -> None:
    """Bring back what people wrote, but for what somebody wrote anew."""
    await _write(tx, workspace, about, columns, now)


async def _write(
    tx: Transaction, workspace: str, about: Subject, columns: Mapping[str, str], now: datetime
) -> None:
    event = await records.find_event_for_update(tx, workspace, about.id)
    if event is None:
        return
    is_back = columns.get("title") != UNTITLED
    before = {name: getattr(event, name) for name in columns}
    for evening in await _evenings(tx, event):
        news = {}
        for name, value in columns.items():
            held = getattr(evening, name)
            if held == before[name] and (not is_back or held in ("", UNTITLED)):
                news[name] = value
        await write_words(tx, evening, news, now)

    repeated = await all_series.find_series(tx, workspace, event.series_id or 0)
    if repeated:
        shared = {
            name: columns[name]
            for name in _OF_SERIES
            if name in columns and getattr(repeated, name) == before[name]
        }
        await all_series.update_series(tx, repeated, **shared)
    recaps = await learnings.subjects_announcing(tx, workspace, event.subject)
    await outbox.invalidate(tx, workspace, *recaps)


async def _evenings(tx: ReadTransaction, event: Event) -> list[Event]:
    if event.series_id is None:
        return [event]
    return await records.events_in_series(tx, event.workspace, event.series)


async def write_words(
    tx: Transaction, event: Event, news: Mapping[str, str], now: datetime
) -> None:
    """Write columns of an event; its calendar entry follows, and nobody is written to."""
    if not news:
        return
    values = {**news, "sequence": event.sequence + 1, "changed_at": now}
    await records.update_event(tx, event.workspace, event.id, **values)
    await invalidate_event(tx, event)


EVENT_TEXTS = TextSource(find=find_event_text, hide=hide_event_text, show=show_event_text)

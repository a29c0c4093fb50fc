"""What people write about places: organisers may hide it, also on events that take place there."""

from collections.abc import Mapping
from datetime import datetime

from bot.core import outbox, sent_words
from bot.core.concerns import Concern, TextSource, WrittenText, words_of
from bot.core.subjects import Subject
from bot.events import records as events
from bot.events.rules import Event
from bot.events.texts import write_words
from bot.store.engine import ReadTransaction, Transaction
from bot.venues import records
from bot.venues.records import event_values
from bot.venues.rules import Venue, read_diets
from bot.venues.views import UNNAMED

_TEXTS = ("name", "address", "town", "part", "map_link", "opening")


async def concern_of_venue(
    tx: ReadTransaction, workspace: str, _person: str, about: Subject
) -> Concern | None:
    """Return what somebody wrote about a place."""
    venue = await records.find_venue(tx, workspace, about.id)
    return Concern((), (about,), drawn=False) if venue else None


async def find_venue_text(
    tx: ReadTransaction, workspace: str, about: Subject
) -> WrittenText | None:
    """Return what somebody wrote about a place, or None if nothing is left of it."""
    venue = await records.find_venue(tx, workspace, about.id)
    if venue is None:
        return None
    columns = {name: getattr(venue, name) for name in _TEXTS}
    columns["diets"] = ", ".join(venue.diets)
    words = " · ".join(text for text in columns.values() if text and text != UNNAMED)
    author = await records.find_author(tx, venue, workspace)
    columns["state"] = venue.state
    return WrittenText(about, author, words, columns, named=False) if words else None


async def hide_venue_text(
    tx: Transaction, workspace: str, text: WrittenText, now: datetime
) -> None:
    """Take what somebody wrote about a place off every card, and the place off the list."""
    venue = await records.find_venue(tx, workspace, text.about.id)
    if venue is None:
        return
    there = await _events_at(tx, workspace, venue)
    await records.hide_venue(tx, workspace, venue.id, UNNAMED)
    blank = {"place": "", "address": "", "link": ""}
    for event in there:
        await write_words(tx, event, blank, now)
    subjects = [event.subject for event in there]
    await sent_words.take_words_back(tx, workspace, subjects, words_of(text))
    await outbox.invalidate(tx, workspace, text.about)


async def show_venue_text(
    tx: Transaction, workspace: str, about: Subject, columns: Mapping[str, str], now: datetime
) -> None:
    """Bring a place back as it was, unless somebody described it anew or took its name."""
    venue = await records.find_venue(tx, workspace, about.id)
    namesake = await records.find_venue_by_name(tx, workspace, columns["name"])
    if venue is None or venue.name != UNNAMED or namesake:
        return
    values = {name: columns[name] for name in (*_TEXTS, "state")}
    await records.update_venue(
        tx, workspace, venue.id, **values, diets=read_diets(columns["diets"])
    )
    shown = await records.find_venue(tx, workspace, venue.id)
    assert shown
    for event in await events.find_events(
        tx, workspace, await records.events_at(tx, workspace, venue.id)
    ):
        if not event.place:
            await write_words(tx, event, event_values(shown), now)
    await outbox.invalidate(tx, workspace, about)


async def _events_at(tx: ReadTransaction, workspace: str, venue: Venue) -> list[Event]:
    """Return the events whose place says what the list says of it."""
    numbers = await records.events_at(tx, workspace, venue.id)
    found = await events.find_events(tx, workspace, numbers)
    return [event for event in found if event.place == venue.name]


VENUE_TEXTS = TextSource(find=find_venue_text, hide=hide_venue_text, show=show_venue_text)

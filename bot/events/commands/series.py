"""The dates of a series: look at them, and open one that is ahead."""

import datetime as dt

from bot.core.ids import row_number
from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.events import records, repeats, series
from bot.events import series_records as all_series
from bot.events.commands.answers import event_details_reply
from bot.events.rules import Event, state_at
from bot.events.series_records import EventSeries
from bot.events.views import answers as views
from bot.events.views.parts import Attendance, going_names
from bot.events.views.series import SeriesDate, series_dates_card
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card
from bot.ui.speech import say
from bot.ui.text import Text

router = Router()


@router.button("event.dates", Role.ANYONE)
async def show_dates(call: Invocation, tx: Transaction) -> Answer:
    """Show the next dates of a series."""
    found = await all_series.find_series(tx, call.workspace, row_number(call.value))
    if found is None:
        raise Refusal(views.not_on(views.GONE))
    return Reply(await _dates_card(call, tx, found))


@router.button("event.pick", Role.ANYONE)
async def open_date(call: Invocation, tx: Transaction) -> Answer:
    """Show the evening of a date; one that nobody had to do with yet is made."""
    found = await all_series.lock_series(tx, call.workspace, row_number(call.value))
    if found is None:
        raise Refusal(views.not_on(views.GONE))

    day = _read_day(call.field_text("choice"))
    evening = await series.find_or_make_evening(tx, found, day, call.now) if day else None
    if evening is None:
        raise Refusal(say(views.NOT_A_DATE))
    return await event_details_reply(call, tx, str(evening.id))


async def _dates_card(call: Invocation, tx: ReadTransaction, found: EventSeries) -> Card:
    now = call.now
    evenings = await all_series.list_evenings(tx, found)
    made = {evening.series_date: evening for evening in evenings}
    ahead = {evening.series_date for evening in evenings if state_at(evening, now) == "open"}
    ahead |= set(series.upcoming_dates(found, now, series.LISTED))
    going = await records.list_going(tx, found.workspace, *(evening.id for evening in evenings))
    openly = [rsvp.person for rsvp in going if rsvp.openly]
    known = await people.find_people(tx, found.workspace, openly)

    dates = []
    for day in sorted(day for day in ahead if day)[: series.LISTED]:
        evening = made.get(day)
        theirs = [rsvp for rsvp in going if evening and rsvp.event == evening.id]
        names = [known[rsvp.person].mention for rsvp in theirs if rsvp.openly]
        attendance = Attendance(openly=tuple(names), going=len(theirs))
        dates.append(_shown(found, day, evening, going_names(attendance)))
    cadence = repeats.cadence_words(found.rule, found.start, found.zone)
    return series_dates_card(
        found.id,
        found.title,
        cadence,
        dates,
        ended=found.state != "open",
    )


def _shown(found: EventSeries, day: dt.date, evening: Event | None, going: Text) -> SeriesDate:
    if evening is None:
        return SeriesDate(day, found.times_on(day)[0], found.zone, found.place, "", ())
    return SeriesDate(day, evening.starts_at, evening.zone, evening.place, evening.state, going)


def _read_day(words: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        return None

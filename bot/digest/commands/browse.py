"""List the events that suit somebody, or all of them, with filters and pages."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from msgspec import structs

from bot.core.interactions import Answer, Invocation, OpenForm, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.dates.local_time import utc_instant
from bot.dates.periods import Period
from bot.digest import issues, records, rules
from bot.digest.filters import (
    KIND_CHOICES,
    EventFilter,
    make_filter,
    parse_filter,
    read_kind,
    read_when,
)
from bot.digest.form_input import (
    UnusedWord,
    WordsRead,
    collect_known_words,
    read_kind_word,
    read_search,
    read_when_words,
)
from bot.digest.views import browse as views
from bot.events import records as events
from bot.events.rules import Event
from bot.people import records as people
from bot.people.meanings import common_topics
from bot.people.records import Person
from bot.people.towns import town_key
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark

router = Router()

PER_PAGE = 8
_HORIZON = dt.timedelta(days=90)  # of what is listed where nobody named a time
_ONE_DAY = dt.timedelta(days=1)
_OFFICE_HOURS = dt.time(9), dt.time(17)
_WAY_THERE = dt.timedelta(hours=1)  # an event may begin this long after a free slot


async def suggest_when(_tx: ReadTransaction, _workspace: str, typed: str) -> list[str]:
    """Return the usual times that hold what is typed."""
    return [words for words in views.USUAL_TIMES if typed.strip().casefold() in words.casefold()]


@router.command(
    "events",
    mark("See what is on that suits you"),
    Role.ANYONE,
    Option(
        "words",
        mark("a day, a town, a topic: jazz Berlin next weekend"),
        rest=True,
        posted=False,
        reads="search",
    ),
    Option(
        "when",
        mark("tomorrow, next weekend, March, 3 to 10 March"),
        suggest=suggest_when,
        posted=False,
        reads="period",
        also=("date", "day", "time"),
    ),
    Option("topic", mark("only about this"), posted=False, also=("about", "subject")),
    Option("town", mark("only in this town"), posted=False, also=("in", "city", "where")),
    Option("kind", mark("in town, ours, or international"), choices=tuple(KIND_CHOICES)),
    example="/events jazz this week",
)
async def browse_events(call: Invocation, tx: Transaction) -> Answer:
    """List what suits somebody, or everything about a topic or town that they name."""
    caller = await people.get_caller(call, tx)
    read = WordsRead()
    if call.field_text("words"):
        ahead = await _ahead_in(call, tx, None, caller)
        known = collect_known_words(ahead, await records.list_offices(tx, call.workspace))
        read = read_search(call.field_text("words"), known, call.now, caller.zone)
    read_when_words(call.field_text("when"), read, call.now, caller.zone)
    read_kind_word(call.field_text("kind"), read)

    topics = [call.field_text("topic"), *read.topics]
    towns = [call.field_text("town"), *read.towns]
    mine = not any((*topics, *towns)) if read.mine is None else read.mine
    chosen = make_filter(read.when, read.kind, topics, towns, mine=mine)
    return await _list_page(call, tx, chosen, read.unused)


@router.button("events.page", Role.ANYONE)
async def show_events_page(call: Invocation, tx: Transaction) -> Answer:
    """Show another page, or the events of another filter."""
    return await _list_page(call, tx, parse_filter(call.value))


@router.button("events.filter", Role.ANYONE)
async def open_event_filter(call: Invocation, tx: Transaction) -> Answer:
    """Open the filter, with the topics and towns of the events ahead."""
    _, ahead = await _ahead(call, tx)
    topics, towns = _common_words(ahead)
    event_filter = parse_filter(call.value).restore_words(topics, towns)
    return OpenForm(views.event_filter_form(event_filter, topics, towns))


@router.form("events.filter", Role.ANYONE)
async def apply_event_filter(call: Invocation, tx: Transaction) -> Answer:
    """List the events of a filter; another topic or town lists all that there is about it."""
    previous = parse_filter(call.value)
    chosen = make_filter(
        read_when(call.field_text("when")),
        read_kind(call.field_text("kind")),
        (call.field_text("topic"),),
        (call.field_text("town"),),
        mine=previous.mine,
    )
    another = {chosen.topic, chosen.town} - {previous.topic, previous.town, ""}
    mine = previous.mine and not another
    return await _list_page(call, tx, structs.replace(chosen, mine=mine))


async def events_this_week(
    tx: ReadTransaction, workspace: str, person: Person, now: dt.datetime
) -> list[Event] | None:
    """Return what suits somebody in the rest of this week, or None if nothing at all is ahead."""
    ahead = await _ahead_of(tx, workspace, person, now, None)
    if not ahead:
        return None
    week = EventFilter(when="this week").period_at(now, person.zone)
    return [
        event
        for event in ahead
        if rules.is_in_period(event, week, person.zone) and suits_person(event, person)
    ]


async def _list_page(
    call: Invocation,
    tx: ReadTransaction,
    event_filter: EventFilter,
    unused: Sequence[UnusedWord] = (),
) -> Answer:
    caller, ahead = await _ahead(call, tx)
    event_filter = event_filter.restore_words(*_common_words(ahead))
    period = event_filter.period_at(call.now, caller.zone)
    asked_for = ahead
    if period or event_filter.topic or event_filter.town:
        asked_for = await _ahead_in(call, tx, period, caller)
    found: list[Event] = []
    for event in asked_for:
        if rules.is_in_period(event, period, caller.zone) and _matches(event, event_filter):
            found.append(event)

    suiting = found
    if event_filter.mine:
        suiting = [event for event in found if suits_person(event, caller)]
    pages = max(1, -(-len(suiting) // PER_PAGE))
    page = min(event_filter.page, pages - 1)
    shown = suiting[page * PER_PAGE : (page + 1) * PER_PAGE]
    entries = [issues.as_entry(event) for event in shown]
    rows = await issues.load_rows(tx, call.workspace, entries)
    counts = views.EventCounts(len(suiting), len(found), page, pages, ahead=len(ahead))
    return Reply(views.events_card(rows, event_filter, counts, caller.zone, call.now, unused))


async def _ahead(call: Invocation, tx: ReadTransaction) -> tuple[Person, list[Event]]:
    """Return the caller, and the events ahead that they may see, international ones from afar."""
    caller = await people.get_caller(call, tx)
    return caller, await _ahead_of(tx, call.workspace, caller, call.now, call.channel)


async def _ahead_of(
    tx: ReadTransaction, workspace: str, person: Person, now: dt.datetime, channel: str | None
) -> list[Event]:
    """Return the events ahead that somebody may see who asks in a channel."""
    until = now + _HORIZON
    near = await events.upcoming_events(tx, workspace, now, until)
    horizon = now + rules.HORIZONS["international"]
    far = await events.upcoming_events(tx, workspace, until, horizon, reaches=("international",))
    known = {event.id for event in near}
    ahead = [*near, *(event for event in far if event.id not in known)]
    return await _visible(tx, workspace, ahead, person, channel)


async def _ahead_in(
    call: Invocation, tx: ReadTransaction, period: Period | None, caller: Person
) -> list[Event]:
    """Return the events of a period, or all, that the caller may see, however far ahead."""
    if period is None:
        found = await events.upcoming_events(tx, call.workspace, call.now)
        return await _visible(tx, call.workspace, found, caller, call.channel)
    # A whole day begins and ends at other moments in another zone.
    since = utc_instant(period.first, dt.time.min, caller.zone) - _ONE_DAY
    until = utc_instant(period.last, dt.time.min, caller.zone) + 3 * _ONE_DAY
    found = await events.upcoming_events(tx, call.workspace, max(call.now, since), until)
    return await _visible(tx, call.workspace, found, caller, call.channel)


async def _visible(
    tx: ReadTransaction, workspace: str, found: list[Event], person: Person, channel: str | None
) -> list[Event]:
    """Return the listed events, and those of somebody's channels and of this one."""
    channels = {*await people.channels_of(tx, workspace, person.id), channel}
    return [event for event in found if event.kind == "listed" or event.channel in channels]


def _common_words(ahead: list[Event]) -> tuple[list[str], list[str]]:
    """Return the topics and the towns of events, the most frequent first."""
    topics = rules.most_common_topics(topic for event in ahead for topic in event.topics)
    towns = rules.most_common_towns(event.town for event in ahead)
    return topics, towns


def suits_person(event: Event, person: Person) -> bool:
    """Return whether an event is about what somebody likes, near, and while they are free."""
    if event.kind != "listed":
        return True
    likes = (*person.interests, *person.offers, *person.wants)
    about = rules.matches_topics(likes, event) or common_topics(likes, event.topics)
    return _is_near(event, person) and bool(about) and is_free(event, person)


def _is_near(event: Event, person: Person) -> bool:
    if not person.office or not event.town:
        return True
    if (event.reach or "local") != "local":
        return True
    return town_key(event.town) == town_key(person.office)


def is_free(event: Event, person: Person) -> bool:
    """Return whether somebody may be free.

    Evenings and weekends always are, office hours only around their free slots.
    """
    begins = event.starts_at.astimezone(ZoneInfo(person.zone))
    first, last = _OFFICE_HOURS
    in_office_hours = begins.weekday() < 5 and first <= begins.time() < last
    if event.all_day or not person.slots or not in_office_hours:
        return True

    prefix = f"{begins:%a}-".lower()
    for slot in person.slots:
        if slot.startswith(prefix):
            clock = dt.time(int(slot[4:6]), int(slot[6:8]))
            moment = utc_instant(begins.date(), clock, person.zone)
            if event.starts_at - _WAY_THERE <= moment < event.ends_at:
                return True
    return False


def _matches(event: Event, event_filter: EventFilter) -> bool:
    kinds = KIND_CHOICES[event_filter.kind]
    if kinds and event.kind not in kinds:
        return False
    if event_filter.kind == "international" and event.reach != "international":
        return False
    towns = event_filter.towns
    if towns and not any(rules.is_in_town(town, event) for town in towns):
        return False
    return all(rules.matches_topics((topic,), event) for topic in event_filter.topics)

"""List the events that suit somebody, or all of them, with filters and pages."""

import datetime as dt
from zoneinfo import ZoneInfo

from msgspec import structs

from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, OpenForm, Option, Reply, Router
from bot.dates.local_time import local_date, utc_instant, week_start
from bot.digest import issues, rules
from bot.digest.filters import KIND_CHOICES, WHEN_CHOICES, EventFilter, parse_filter, read_filter
from bot.digest.views import browse as views
from bot.events import records as events
from bot.events.rules import Event
from bot.people import records as people
from bot.people.meanings import common_topics
from bot.people.records import Person
from bot.people.towns import town_key
from bot.store.engine import ReadTransaction, Transaction

router = Router()

PER_PAGE = 8
_HORIZON = dt.timedelta(days=90)
_OFFICE_HOURS = dt.time(9), dt.time(17)
_WAY_THERE = dt.timedelta(hours=1)  # an event may begin this long after a free slot


@router.command(
    "events",
    "See what is on that suits you",
    Role.ANYONE,
    Option("when", "any time, this week, next week or this month", choices=WHEN_CHOICES),
    Option("topic", "only about this"),
    Option("town", "only in this town"),
    Option("kind", "in town, or ours", choices=tuple(KIND_CHOICES)),
    example="/events topic:python",
)
async def browse_events(call: Invocation, tx: Transaction) -> Answer:
    """List what suits somebody, or everything about a topic or town that they name."""
    chosen = _read_fields(call)
    mine = not (call.field_text("topic") or call.field_text("town"))
    return await _list_page(call, tx, structs.replace(chosen, mine=mine))


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
    chosen = _read_fields(call)
    another = {chosen.topic, chosen.town} - {previous.topic, previous.town, ""}
    mine = previous.mine and not another
    return await _list_page(call, tx, structs.replace(chosen, mine=mine))


def _read_fields(call: Invocation) -> EventFilter:
    return read_filter(
        call.field_text("when"),
        call.field_text("kind"),
        call.field_text("topic"),
        call.field_text("town"),
    )


async def events_this_week(call: Invocation, tx: ReadTransaction) -> list[Event] | None:
    """Return what suits the caller in the rest of this week, or None if nothing at all is ahead."""
    caller, ahead = await _ahead(call, tx)
    if not ahead:
        return None
    _, until = _period("this week", call.now, caller.zone)
    return [event for event in ahead if event.starts_at < until and suits_person(event, caller)]


async def _list_page(call: Invocation, tx: ReadTransaction, event_filter: EventFilter) -> Answer:
    caller, ahead = await _ahead(call, tx)
    event_filter = event_filter.restore_words(*_common_words(ahead))
    since, until = _period(event_filter.when, call.now, caller.zone)
    found: list[Event] = []
    for event in ahead:
        within = event.ends_at > since and event.starts_at < until
        if within and _matches(event, event_filter):
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
    return Reply(views.events_card(rows, event_filter, counts, caller.zone, call.now))


async def _ahead(call: Invocation, tx: ReadTransaction) -> tuple[Person, list[Event]]:
    """Return the caller, and the events that they may see: listed ones and of their channels."""
    caller = await people.get_caller(call, tx)
    channels = {*await people.channels_of(tx, call.workspace, caller.id), call.channel}
    until = call.now + _HORIZON
    ahead = await events.upcoming_events(tx, call.workspace, call.now, until)
    return caller, [event for event in ahead if event.kind == "listed" or event.channel in channels]


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
    if event_filter.town:
        places = (town_key(event.town), town_key(event.place))
        if town_key(event_filter.town) not in places:
            return False
    topics = (event_filter.topic,) if event_filter.topic else ()
    return rules.matches_topics(topics, event)


def _period(when: str, now: dt.datetime, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """Return the beginning and end of “this week” and the like."""
    today, monday = local_date(now, zone), week_start(now, zone)
    next_monday = utc_instant(monday + dt.timedelta(weeks=1), dt.time(), zone)
    match when:
        case "this week":
            return now, next_monday
        case "next week":
            return next_monday, utc_instant(monday + dt.timedelta(weeks=2), dt.time(), zone)
        case "this month":
            next_first = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
            return now, utc_instant(next_first, dt.time(), zone)
    return now, now + _HORIZON

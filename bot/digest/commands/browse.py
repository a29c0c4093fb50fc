"""List the events that suit somebody, or all of them, with filters and pages."""

import datetime as dt
from zoneinfo import ZoneInfo

from msgspec import structs

from bot.core.permissions import Role
from bot.core.router import Answer, Invocation, OpenForm, Option, Reply, Router
from bot.dates.recurrence import local_date, utc_instant, week_start
from bot.digest import issues, rules
from bot.digest.filters import KIND_CHOICES, WHEN_CHOICES, EventFilter, parse_filter, read_filter
from bot.digest.views import browse as views
from bot.events import records as events
from bot.events.rules import Event
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import ReadTransaction, Transaction

router = Router()

PER_PAGE = 8
_FAR = dt.timedelta(days=90)
_OFFICE = dt.time(9), dt.time(17)
_NEAR = dt.timedelta(hours=1)


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
    """List what suits somebody, or what they ask for."""
    topic, town = call.field_text("topic"), call.field_text("town")
    return await _listed(
        call,
        tx,
        read_filter(
            call.field_text("when"), call.field_text("kind"), topic, town, mine=not (topic or town)
        ),
    )


@router.button("events.page", Role.ANYONE)
async def show_events_page(call: Invocation, tx: Transaction) -> Answer:
    """Show another page, or more or fewer of the events."""
    return await _listed(call, tx, parse_filter(call.value))


@router.button("events.filter", Role.ANYONE)
async def open_event_filter(call: Invocation, tx: Transaction) -> Answer:
    """Ask what somebody wants to see."""
    _, ahead = await _ahead(call, tx)
    topics, towns = _offered(ahead)
    return OpenForm(
        views.event_filter_form(
            parse_filter(call.value).restore_words(topics, towns), topics, towns
        )
    )


@router.form("events.filter", Role.ANYONE)
async def apply_event_filter(call: Invocation, tx: Transaction) -> Answer:
    """List what somebody chose.

    Whoever chooses another topic or town is shown all there is about it.
    """
    before = parse_filter(call.value)
    wish = read_filter(
        call.field_text("when"),
        call.field_text("kind"),
        call.field_text("topic"),
        call.field_text("town"),
    )
    another = {wish.topic, wish.town} - {before.topic, before.town, ""}
    return await _listed(call, tx, structs.replace(wish, mine=before.mine and not another))


async def events_this_week(call: Invocation, tx: ReadTransaction) -> list[Event] | None:
    """Give what suits somebody in what is left of this week; None where nothing is on at all."""
    me, ahead = await _ahead(call, tx)
    _, until = _span("this week", call.now, me.zone)
    return (
        [one for one in ahead if one.starts_at < until and suits_person(one, me)] if ahead else None
    )


async def _listed(call: Invocation, tx: ReadTransaction, event_filter: EventFilter) -> Answer:
    me, ahead = await _ahead(call, tx)
    event_filter = event_filter.restore_words(*_offered(ahead))
    since, until = _span(event_filter.when, call.now, me.zone)
    found = [
        one
        for one in ahead
        if one.ends_at > since and one.starts_at < until and _asked_for(one, event_filter)
    ]
    suiting = [one for one in found if suits_person(one, me)] if event_filter.mine else found
    pages = max(1, -(-len(suiting) // PER_PAGE))
    page = min(event_filter.page, pages - 1)
    told = [issues.as_entry(one) for one in suiting[page * PER_PAGE : (page + 1) * PER_PAGE]]
    rows = await issues.load_rows(tx, call.workspace, told)
    counts = views.EventCounts(len(suiting), len(found), page, pages, ahead=len(ahead))
    return Reply(views.events_card(rows, event_filter, counts, me.zone, call.now))


async def _ahead(call: Invocation, tx: ReadTransaction) -> tuple[Person, list[Event]]:
    """Give who asks, and all that they may see: what another channel plans is told there."""
    me = await people.get_caller(call, tx)
    here = {*await people.channels_of(tx, call.workspace, me.id), call.channel}
    ahead = await events.upcoming_events(tx, call.workspace, call.now, call.now + _FAR)
    return me, [one for one in ahead if one.kind == "listed" or one.channel in here]


def _offered(ahead: list[Event]) -> tuple[list[str], list[str]]:
    topics = rules.most_common(topic for one in ahead for topic in one.topics)
    return topics, rules.most_common(one.town for one in ahead)


def suits_person(event: Event, me: Person) -> bool:
    """Tell whether an event is about what somebody likes, where they are, and while they are
    free."""
    near = not me.office or (event.reach or "local") != "local" or not event.town
    near = near or event.town.casefold() == me.office.casefold()
    likes = (*me.interests, *me.offers, *me.wants)
    return event.kind != "listed" or (
        near and rules.matches_topics(likes, event) and is_free(event, me)
    )


def is_free(event: Event, me: Person) -> bool:
    """Tell whether somebody may be free.

    Evenings and weekends are, office hours only round their free slots.
    """
    begins = event.starts_at.astimezone(ZoneInfo(me.zone))
    if (
        event.all_day
        or not me.slots
        or begins.weekday() > 4
        or not _OFFICE[0] <= begins.time() < _OFFICE[1]
    ):
        return True
    day = f"{begins:%a}".lower()
    clocks = [
        dt.time(int(slot[4:6]), int(slot[6:8])) for slot in me.slots if slot.startswith(f"{day}-")
    ]
    moments = [utc_instant(begins.date(), clock, me.zone) for clock in clocks]
    return any(event.starts_at - _NEAR <= moment < event.ends_at for moment in moments)


def _asked_for(event: Event, event_filter: EventFilter) -> bool:
    of_kind = not KIND_CHOICES[event_filter.kind] or event.kind in KIND_CHOICES[event_filter.kind]
    in_town = not event_filter.town or event_filter.town.casefold() in (
        event.town.casefold(),
        event.place.casefold(),
    )
    return (
        of_kind
        and in_town
        and rules.matches_topics((event_filter.topic,) if event_filter.topic else (), event)
    )


def _span(when: str, now: dt.datetime, zone: str) -> tuple[dt.datetime, dt.datetime]:
    today, monday = local_date(now, zone), week_start(now, zone)
    week = dt.timedelta(days=7)
    first_of_next = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    match when:
        case "this week":
            return now, utc_instant(monday + week, dt.time(), zone)
        case "next week":
            return utc_instant(monday + week, dt.time(), zone), utc_instant(
                monday + 2 * week, dt.time(), zone
            )
        case "this month":
            return now, utc_instant(first_of_next, dt.time(), zone)
    return now, now + _FAR

"""List the events that suit somebody, or all of them, with filters and pages."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.authority import Who
from bot.digest import issues, rules
from bot.digest.views import suiting as views
from bot.digest.wish import KINDS, WHEN, Wish
from bot.events import records as events
from bot.events.rules import Event
from bot.ids import row_number
from bot.people import records as people
from bot.people.records import Person
from bot.router import Answer, Invocation, Option, Reply, Router
from bot.schedule import instant, local_date, week_start
from bot.store.engine import Transaction
from bot.text import clean

router = Router()

PER_PAGE = 8
_FAR = dt.timedelta(days=90)
_WORDS = 24
_OFFICE = dt.time(9), dt.time(17)
_NEAR = dt.timedelta(hours=1)


@router.command(
    "events",
    "See what is on that suits you",
    Who.ANYONE,
    Option("when", "any time, this week, next week or this month", choices=WHEN),
    Option("topic", "only about this"),
    Option("town", "only in this town"),
    Option("kind", "in town, or ours", choices=tuple(KINDS)),
    example="/events topic:python",
)
async def show(call: Invocation, tx: Transaction) -> Answer:
    """List what suits somebody, or what they ask for."""
    when, kind = call.text("when").lower(), call.text("kind").lower()
    topic, town = _word(call.text("topic")), _word(call.text("town"))
    wish = Wish(
        mine=not (topic or town),
        when=next((each for each in WHEN if each == when), "any time"),
        kind=next((each for each in KINDS if each == kind), "any kind"),
        topic=topic,
        town=town,
    )
    return await _listed(call, tx, wish)


@router.button("events.page", Who.ANYONE)
async def turn(call: Invocation, tx: Transaction) -> Answer:
    """Show another page, or more or fewer of the events."""
    return await _listed(call, tx, _read(call.value))


async def _listed(call: Invocation, tx: Transaction, wish: Wish) -> Answer:
    me = await people.find(tx, call.workspace, call.person)
    assert me  # the dispatcher has met whoever calls
    here = await people.channels_of(tx, call.workspace, me.id)
    since, until = _span(wish.when, call.now, me.zone)
    found = [one for one in await events.upcoming(tx, call.workspace, since, until) if _asked(one, wish, here)]
    suiting = [one for one in found if suits(one, me)] if wish.mine else found
    pages = max(1, -(-len(suiting) // PER_PAGE))
    page = min(wish.page, pages - 1)
    told = [issues.as_told(one) for one in suiting[page * PER_PAGE : (page + 1) * PER_PAGE]]
    rows = await issues.rows(tx, call.workspace, told)
    counts = views.Counts(len(suiting), len(found), page, pages)
    return Reply(views.listing(rows, wish, counts, me.zone, call.now))


def suits(event: Event, me: Person) -> bool:
    """Tell whether an event is about what somebody likes, where they are, and while they are free."""
    near = not me.office or (event.reach or "local") != "local" or not event.town
    near = near or event.town.casefold() == me.office.casefold()
    likes = (*me.interests, *me.offers, *me.wants)
    return event.kind != "listed" or (near and rules.about(likes, event) and is_free(event, me))


def is_free(event: Event, me: Person) -> bool:
    """Tell whether somebody may be free: evenings and weekends are, office hours only round their free slots."""
    begins = event.starts_at.astimezone(ZoneInfo(me.zone))
    if event.all_day or not me.slots or begins.weekday() > 4 or not _OFFICE[0] <= begins.time() < _OFFICE[1]:
        return True
    day = f"{begins:%a}".lower()
    clocks = [dt.time(int(slot[4:6]), int(slot[6:8])) for slot in me.slots if slot.startswith(f"{day}-")]
    moments = [instant(begins.date(), clock, me.zone) for clock in clocks]
    return any(event.starts_at - _NEAR <= moment < event.ends_at for moment in moments)


def _asked(event: Event, wish: Wish, here: list[str]) -> bool:
    if event.kind != "listed" and event.channel not in here:
        return False  # what another channel plans is told there
    of_kind = not KINDS[wish.kind] or event.kind in KINDS[wish.kind]
    in_town = not wish.town or wish.town.casefold() in (event.town.casefold(), event.place.casefold())
    return of_kind and in_town and rules.about((wish.topic,) if wish.topic else (), event)


def _span(when: str, now: dt.datetime, zone: str) -> tuple[dt.datetime, dt.datetime]:
    today, monday = local_date(now, zone), week_start(now, zone)
    week = dt.timedelta(days=7)
    first_of_next = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    match when:
        case "this week":
            return now, instant(monday + week, dt.time(), zone)
        case "next week":
            return instant(monday + week, dt.time(), zone), instant(monday + 2 * week, dt.time(), zone)
        case "this month":
            return now, instant(first_of_next, dt.time(), zone)
    return now, now + _FAR


def _read(value: str) -> Wish:
    parts = [*value.split(";"), *[""] * 6]
    when, kind = row_number(parts[2]), row_number(parts[3])
    return Wish(
        row_number(parts[0]),
        parts[1] != "a",
        WHEN[when] if when < len(WHEN) else WHEN[0],
        list(KINDS)[kind] if kind < len(KINDS) else "any kind",
        _word(parts[4]),
        _word(parts[5]),
    )


def _word(words: str) -> str:
    return clean(words.replace(";", " "), _WORDS)

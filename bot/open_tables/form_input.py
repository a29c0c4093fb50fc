"""Read what somebody wants of a table: when, how many seats, where, what to talk about."""

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.core.router import Invocation
from bot.dates.parser import Past, Unreadable, parse_when
from bot.open_tables import records, rules
from bot.open_tables.views import answers
from bot.store.engine import Transaction
from bot.ui.text import calls_everybody, clean


class Wish(Struct, frozen=True):
    """A table as somebody wants it; without `starts_at` at the next sensible time."""

    starts_at: datetime | None
    seats: int
    place: str
    topic: str


def read_wish(call: Invocation, zone: str) -> tuple[Wish, dict[str, str]]:
    """Read a command's options or a form's fields, and say calmly what is wrong with which."""
    errors: dict[str, str] = {}
    seats = rules.seat_count(call.text("seats"))
    if seats is None:
        errors["seats"] = answers.bad_seats()
    try:
        starts_at = _read_start(call.text("when"), call.now, zone)
    except ValueError as error:
        starts_at, errors["when"] = None, str(error)
    wish = Wish(starts_at, seats or 0, _words(call, "at", "place", errors), _words(call, "topic", "topic", errors))
    return wish, errors


def room_of(call: Invocation) -> tuple[str, str]:
    """Give the channel in which somebody did something, and its name; two empty ones in a conversation of few."""
    return (call.channel, call.channel_name) if call.channel and call.channel_name else ("", "")


async def name_of(call: Invocation, tx: Transaction, channel: str) -> str:
    """Give the name of a channel that somebody chose, or an empty one where nobody knows it."""
    here, name = room_of(call)
    return name if channel == here else await records.channel_name(tx, call.workspace, channel)


async def room_for_lunch(call: Invocation, tx: Transaction) -> tuple[str, str]:
    """Give the channel in which somebody did something, or else that of the lunch rounds, and its name."""
    here = room_of(call)
    return here if here[0] else await records.lunch_channel(tx, call.workspace)


def read_value(value: str, now: datetime, zone: str) -> str | None:
    """Read a button's value ("", "tomorrow-1230", "2026-03-17T12:30") as words for the form; None for any other."""
    if not value:
        return _soon(now, zone)
    day, dash, time = value.rpartition("-")
    words = f"{day} {time[:2]}:{time[2:]}" if dash and len(time) == 4 and time.isdecimal() else value.replace("T", " ")
    try:
        parse_when(words, now, zone, None)
    except Past:
        return _soon(now, zone)
    except Unreadable:
        return None
    return words


def _soon(now: datetime, zone: str) -> str:
    found = rules.next_lunch(now, zone) or rules.lunch_after(now, zone)
    return f"{found.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _read_start(words: str, now: datetime, zone: str) -> datetime | None:
    if not words or words.casefold() == "today":
        return None
    shown = clean(words, 40)
    try:
        found = parse_when(words, now, zone, rules.LUNCH).replace(second=0, microsecond=0)
    except Unreadable as error:
        raise ValueError(answers.unreadable(shown)) from error
    except Past as error:
        raise ValueError(answers.past(shown)) from error
    if found <= now:
        raise ValueError(answers.past(shown))
    if found - now > rules.FURTHEST:
        raise ValueError(answers.too_far())
    return found


def _words(call: Invocation, field: str, what: str, errors: dict[str, str]) -> str:
    given = call.text(field)
    words = clean(given, answers.WORDS_LIMIT + 1)
    if len(words) > answers.WORDS_LIMIT:
        errors[field] = answers.too_long(what)
    elif calls_everybody(words):
        errors[field] = answers.rings_everybody(what)
    return words

"""Read what somebody wants of a table: when, how many seats, where, what to talk about."""

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.core.channels import channel_of
from bot.core.router import Invocation
from bot.dates.parser import DateInPast, UnreadableDate, parse_when
from bot.open_tables import rules
from bot.open_tables.views import answers
from bot.pairings.programs import channels as program_channels
from bot.store.engine import ReadTransaction
from bot.ui.text import calls_everybody, clean_text


class TableRequest(Struct, frozen=True):
    """A table as somebody wants it; without `starts_at` at the next sensible time."""

    starts_at: datetime | None
    seats: int
    place: str
    topic: str


def read_table_request(call: Invocation, zone: str) -> tuple[TableRequest, dict[str, str]]:
    """Read a command's options or a form's fields, and say calmly what is wrong with which."""
    errors: dict[str, str] = {}
    seats = rules.read_seat_count(call.field_text("seats"))
    if seats is None:
        errors["seats"] = answers.bad_seats()
    try:
        starts_at = _read_start(call.field_text("when"), call.now, zone)
    except ValueError as error:
        starts_at, errors["when"] = None, str(error)
    wish = TableRequest(
        starts_at,
        seats or 0,
        _words(call, "at", "place", errors),
        _words(call, "topic", "topic", errors),
    )
    return wish, errors


async def channel_for_lunch(call: Invocation, tx: ReadTransaction) -> tuple[str, str]:
    """Give the channel in which somebody did something, or else that of the lunch rounds, and its
    name."""
    here = channel_of(call)
    return here if here[0] else await program_channels.main_channel(tx, call.workspace)


def read_button_time(value: str, now: datetime, zone: str) -> str | None:
    """Read a button's value ("", "tomorrow-1230", "2026-03-17T12:30") as words for the form.

    None for any other.
    """
    if not value:
        return _soon(now, zone)
    day, dash, time = value.rpartition("-")
    words = (
        f"{day} {time[:2]}:{time[2:]}"
        if dash and len(time) == 4 and time.isdecimal()
        else value.replace("T", " ")
    )
    try:
        parse_when(words, now, zone, None)
    except DateInPast:
        return _soon(now, zone)
    except UnreadableDate:
        return None
    return words


def _soon(now: datetime, zone: str) -> str:
    found = rules.next_lunch(now, zone) or rules.lunch_after(now, zone)
    return f"{found.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _read_start(words: str, now: datetime, zone: str) -> datetime | None:
    if not words or words.casefold() == "today":
        return None
    shown = clean_text(words, 40)
    try:
        found = parse_when(words, now, zone, rules.LUNCH_TIME).replace(second=0, microsecond=0)
    except UnreadableDate as error:
        raise ValueError(answers.unreadable_time(shown)) from error
    except DateInPast as error:
        raise ValueError(answers.past_time(shown)) from error
    if found <= now:
        raise ValueError(answers.past_time(shown))
    if found - now > rules.MAX_AHEAD:
        raise ValueError(answers.too_far())
    return found


def _words(call: Invocation, field: str, what: str, errors: dict[str, str]) -> str:
    given = call.field_text(field)
    words = clean_text(given, answers.WORDS_LIMIT + 1)
    if len(words) > answers.WORDS_LIMIT:
        errors[field] = answers.too_long(what)
    elif calls_everybody(words):
        errors[field] = answers.rings_everybody(what)
    return words

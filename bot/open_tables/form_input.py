"""Parse what somebody asks of a table: when, how many seats, where, what to talk about."""

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.core.channels import channel_of
from bot.core.interactions import Invocation
from bot.core.moments import moment_problem
from bot.dates.parser import DateInPast, UnreadableDate, parse_when
from bot.dates.working_time import WorkingTime
from bot.open_tables import rules
from bot.open_tables.views import answers
from bot.pairings.programs import channels as program_channels
from bot.store.engine import ReadTransaction
from bot.ui.notices import past_moment
from bot.ui.text import calls_everybody, clean_text


class _Unclear(ValueError):
    """What has to be asked about a time."""


class TableRequest(Struct, frozen=True):
    """A requested table; no `starts_at` means the next lunch time.

    `asked` is the question about a time of which something is missing.
    """

    starts_at: datetime | None
    seats: int
    place: str
    topic: str
    asked: str = ""


def read_table_request(call: Invocation, zone: str) -> tuple[TableRequest, dict[str, str]]:
    """Parse a command's options or a form's fields; return the request and errors by field."""
    errors: dict[str, str] = {}
    seats = rules.read_seat_count(call.field_text("seats"))
    if seats is None:
        errors["seats"] = answers.bad_seats()

    starts_at, asked = None, ""
    try:
        starts_at = _read_start(call.field_text("when"), call.now, zone)
    except _Unclear as unclear:
        errors["when"] = asked = str(unclear)
    except ValueError as error:
        errors["when"] = str(error)

    place = _read_words(call, "at", errors)
    topic = _read_words(call, "topic", errors)
    return TableRequest(starts_at, seats or 0, place, topic, asked), errors


async def channel_for_lunch(call: Invocation, tx: ReadTransaction) -> tuple[str, str]:
    """Return the channel of an interaction, else that of the main program, and its name."""
    channel, name = channel_of(call)
    if channel:
        return channel, name
    return await program_channels.main_channel(tx, call.workspace)


def read_button_time(value: str, now: datetime, working_time: WorkingTime) -> str | None:
    """Return a button's value ("", "tomorrow-1230", "2026-03-17T12:30") in words for the form.

    The next lunch time for a time that is empty or over, None for any other value.
    """
    zone = working_time.zone
    if not value:
        return _next_lunch_words(now, working_time)

    day, dash, time = value.rpartition("-")
    words = value.replace("T", " ")
    if dash and len(time) == 4 and time.isdecimal():
        words = f"{day} {time[:2]}:{time[2:]}"

    try:
        parse_when(words, now, zone)
    except DateInPast:
        return _next_lunch_words(now, working_time)
    except UnreadableDate:
        return None
    return words


def _next_lunch_words(now: datetime, working_time: WorkingTime) -> str:
    zone = working_time.zone
    starts_at = rules.next_lunch(now, zone) or rules.lunch_after(now, zone, working_time)
    return f"{starts_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _read_start(words: str, now: datetime, zone: str) -> datetime | None:
    if not words or words.casefold() == "today":
        return None

    shown = clean_text(words, 40)
    try:
        starts_at = parse_when(words, now, zone, usual="lunch")
    except UnreadableDate as error:
        kind = ValueError if error.moment.refused else _Unclear
        raise kind(moment_problem(shown, error.moment, zone)) from error
    except DateInPast as error:
        raise ValueError(past_moment(shown)) from error

    starts_at = starts_at.replace(second=0, microsecond=0)
    if starts_at <= now:
        raise ValueError(past_moment(shown))
    if starts_at - now > rules.MAX_AHEAD:
        raise ValueError(answers.too_far())
    return starts_at


def _read_words(call: Invocation, field: str, errors: dict[str, str]) -> str:
    words = clean_text(call.field_text(field), answers.WORDS_LIMIT + 1)
    if len(words) > answers.WORDS_LIMIT:
        errors[field] = answers.too_long(field)
    elif calls_everybody(words):
        errors[field] = answers.rings_everybody(field)
    return words

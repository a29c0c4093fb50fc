"""`mingle understand`: show how a typed line, or the words of a field for a time, are read."""

import datetime as dt
import json
import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
import typer
from msgspec import Struct

from adapters.discord.command_names import CommandNames
from adapters.discord.commands import spoken_names
from adapters.slack.payloads import parse_slash_command
from bot.cli import output, runtime
from bot.core.bare_words import spread_words
from bot.core.interactions import Invocation
from bot.core.moments import moment_problem
from bot.core.router import Command, Option
from bot.core.typed_lines import TypedLine
from bot.core.unclear_lines import ask_what_is_meant
from bot.dates.local_time import UnknownZone, validate_zone
from bot.dates.moments import Moment, read_moment
from bot.dates.parser import DateInPast, UnreadableDate
from bot.dates.periods import parse_days, parse_return
from bot.digest.filters import EventFilter
from bot.digest.form_input import WordsRead, collect_known_words, read_search, read_when_words
from bot.events.form_input import typed_start
from bot.features import ROUTER
from bot.open_tables import rules as open_tables
from bot.open_tables.views import answers
from bot.pairings.rules import NEXT_ROUND
from bot.ui.cards import as_text
from bot.ui.notices import impossible_moment, moment_question, past_moment
from bot.ui.text import CommandMention

Platform = Literal["slack", "discord", "playground"]
_WORKSPACE = "T0"
_NOBODY = f"{_WORKSPACE}/U0"
_QUOTED_COMMAND = re.compile(r"“/([^”]+)”")
_ONESELF = ("me", "myself")


class Understood(Struct, omit_defaults=False):
    """How a line is read; times are those of `zone`, as “2026-03-03 12:30”."""

    line: str
    zone: str
    command: str = ""
    options: dict[str, str] = {}
    people: list[str] = []
    start: str = ""
    end: str = ""
    start_utc: str = ""
    day: str = ""
    first_day: str = ""
    last_day: str = ""
    topics: list[str] = []
    towns: list[str] = []
    needs: list[str] = []
    refused: str = ""
    unused: str = ""
    meant: list[str] = []
    sentence: str = ""


def understand(
    line: Annotated[str, typer.Argument(help="a command, or the words of a field for a time")],
    now: Annotated[str, typer.Option(help="read as of this instant, in ISO form")] = "",
    zone: Annotated[str, typer.Option(help="the zone of whoever types")] = "UTC",
    platform: Annotated[Platform, typer.Option(help="where it is typed")] = "playground",
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Read a line as Mingle does, and print what it means; nothing is done or stored."""
    try:
        zone = validate_zone(zone)
    except UnknownZone as error:
        runtime.give_up(output.unknown_zone(zone, error.suggestion))
    moment = runtime.instant_or_exit(now, zone)
    found = read_typed(line, moment, zone, platform)
    if platform == "discord":
        spell_for_discord(found)
    if as_json:
        output.print_line(json.dumps(msgspec.to_builtins(found), ensure_ascii=False))
    else:
        print_understood(found)


def read_typed(
    line: str, now: dt.datetime, zone: str, platform: Platform = "playground"
) -> Understood:
    """Return how a line is read: a command where it begins with a slash, else a time."""
    found = Understood(line, zone)
    if not line.strip().startswith("/"):
        _read_moment(found, line, read_moment(line, now, zone), zone)
        return found

    if platform == "slack":
        typed = parse_slash_command(ROUTER, {"command": line}, _WORKSPACE)
    else:
        typed = ROUTER.read_line(_read_spoken(line) if platform == "discord" else line)
    command = ROUTER.commands.get(typed.command)
    if command is None or typed.unused or typed.offers:
        _ask_what_is_meant(found, typed, now)
        return found
    spread = spread_words(ROUTER.commands, command, typed.fields, now, zone)
    command = ROUTER.commands[spread.command]
    found.command = f"/{command.name}"
    found.options = {name: str(value) for name, value in spread.fields.items() if value}
    if spread.unused:
        typed = TypedLine(command.name, {}, spread.unused)
        _ask_what_is_meant(found, typed, now)
        return found
    _read_options(found, command, now)
    return found


def spell_for_discord(found: Understood) -> None:
    """Spell each command as people pick it on Discord, where a group cannot be one itself."""
    spell = CommandNames(ROUTER, {}).plain
    if found.command:
        spelled = spell(CommandMention(found.command.removeprefix("/")))
        if found.sentence.startswith(found.command):
            found.sentence = spelled + found.sentence.removeprefix(found.command)
        found.command = spelled
    found.meant = [spell(CommandMention(line.removeprefix("/"))) for line in found.meant]
    found.sentence = _QUOTED_COMMAND.sub(
        lambda quoted: f"“{spell(CommandMention(quoted[1]))}”", found.sentence
    )


def _read_spoken(line: str) -> str:
    """Return a line with the router's name of its command where it begins with Discord's."""
    words = line.strip().removeprefix("/")
    for name, spoken in spoken_names(ROUTER).items():
        if name != spoken and f"{words} ".startswith(f"{spoken} "):
            return f"/{name}{words.removeprefix(spoken)}"
    return line


def _ask_what_is_meant(found: Understood, typed: TypedLine, now: dt.datetime) -> None:
    found.command = f"/{typed.command}" if typed.command in ROUTER.commands else ""
    found.unused, found.needs = typed.unused, ["meant"]
    family = [name for name in ROUTER.commands if name.startswith(f"{typed.command} ")]
    known = typed.command in ROUTER.commands
    found.meant = [f"/{line}" for line in typed.offers or (() if known else family)]
    call = Invocation(
        "understand",
        _WORKSPACE,
        _NOBODY,
        "",
        now,
        "command",
        typed.command,
        organiser=True,
        unused=typed.unused,
        offers=typed.offers,
    )
    found.sentence = as_text(ask_what_is_meant(ROUTER, call)).replace("\n", " ")


def _read_options(found: Understood, command: Command, now: dt.datetime) -> None:
    """Read what the options of a command say."""
    words = found.options
    people = [option.name for option in command.options if option.kind == "person"]
    found.people = [words[name].removeprefix("@") for name in people if name in words]
    if any(person.casefold() in _ONESELF for person in found.people):
        found.refused, found.sentence = "yourself", "You cannot invite yourself."
        return
    for option in command.options:
        _read_option(found, option, now)
    needs_when = any(option.reads in ("lunch", "moment") for option in command.options)
    if needs_when and words and not words.get("when") and not found.needs:
        found.needs, found.sentence = ["when"], moment_question("", "when")
    if not found.sentence:
        found.sentence = _said(found)


def _read_option(found: Understood, option: Option, now: dt.datetime) -> None:
    words, zone = found.options.get(option.name, ""), found.zone
    if not words:
        return
    if option.name == "seats" and open_tables.read_seat_count(words) is None:
        found.refused, found.sentence = "seats", answers.bad_seats()
    match option.reads:
        case "lunch" if words.casefold() == "today":
            start = open_tables.next_lunch(now, zone)
            _read_moment(found, words, Moment(start) if start else Moment(refused="past"), zone)
        case "lunch":
            moment = read_moment(words, now, zone, "lunch")
            _read_moment(found, words, moment, zone)
            if moment.start and moment.start - now > open_tables.MAX_AHEAD:
                found.refused, found.sentence = "too far", answers.too_far()
        case "moment":
            _read_moment(found, words, typed_start(words, now, zone), zone)
        case "day" | "days":
            _read_day(found, words, option.reads, now)
        case "period" | "search":
            _read_search(found, words, option.reads, now)


def _read_moment(found: Understood, words: str, moment: Moment, zone: str) -> None:
    local = ZoneInfo(zone)
    if moment.day:
        found.day = f"{moment.day}"
    if moment.start:
        found.start = f"{moment.start.astimezone(local):%Y-%m-%d %H:%M}"
        found.start_utc = moment.start.astimezone(dt.UTC).isoformat()
        found.day = found.start[:10]
    if moment.end:
        found.end = f"{moment.end.astimezone(local):%Y-%m-%d %H:%M}"
    found.refused = moment.refused
    if moment.needs:
        found.needs = [moment.needs]
    if moment.needs or moment.refused:
        found.sentence = moment_problem(words, moment, zone)
    else:
        found.sentence = _said(found)


def _read_day(found: Understood, words: str, reads: str, now: dt.datetime) -> None:
    try:
        if reads == "day":
            found.day = f"{parse_return(words, now, found.zone)}"
        elif words.casefold() not in NEXT_ROUND:
            days = parse_days(words, now, found.zone)
            found.day = f"{days.first}"
            if days.first < days.last:
                found.first_day, found.last_day = f"{days.first}", f"{days.last}"
    except DateInPast:
        found.refused, found.sentence = "past", past_moment(words, "in two weeks")
    except UnreadableDate as error:
        if error.moment.refused:
            found.refused, found.sentence = "impossible", impossible_moment(words, "in two weeks")
        else:
            found.needs = [error.moment.needs or "words"]
            found.sentence = moment_problem(words, error.moment, found.zone, "in two weeks")


def _read_search(found: Understood, words: str, reads: str, now: dt.datetime) -> None:
    read = WordsRead()
    if reads == "search":
        read = read_search(words, collect_known_words([], []), now, found.zone)
    else:
        read_when_words(words, read, now, found.zone)
    period = read.when
    if isinstance(period, str):
        period = EventFilter(when=period).period_at(now, found.zone)
    if period is not None:
        found.first_day, found.last_day = f"{period.first}", f"{period.last}"
    found.topics += read.topics
    found.towns += read.towns
    found.unused = " ".join(filter(None, (found.unused, *(one.word for one in read.unused))))


def _said(found: Understood) -> str:
    """Return in one line what was understood."""
    said = [found.command or "A time"]
    if found.people:
        said.append(f"with {' and '.join(found.people)}")
    if found.start:
        said.append(f"at {found.start}" + (f" until {found.end}" if found.end else ""))
    elif found.first_day:
        said.append(f"from {found.first_day} to {found.last_day}")
    elif found.day:
        said.append(f"on {found.day}")
    for name, value in found.options.items():
        if name in ("seats", "title", "at", "topic"):
            said.append(f"{name} “{value}”")
    for topic in found.topics:
        said.append(f"about “{topic}”")
    for town in found.towns:
        said.append(f"in {town}")
    return ", ".join(said) + "."


def print_understood(found: Understood) -> None:
    """Print how a typed line is read, for people."""
    output.print_line(found.sentence)
    rows = {
        "command": found.command,
        "options": ", ".join(f"{name} “{value}”" for name, value in found.options.items()),
        "people": ", ".join(found.people),
        "from": found.start,
        "until": found.end,
        "day": "" if found.start else found.day,
        "days": f"{found.first_day} to {found.last_day}" if found.first_day else "",
        "asked back": ", ".join(found.needs),
        "refused": found.refused,
        "not used": found.unused,
        "may be meant": " or ".join(found.meant),
    }
    for name, value in rows.items():
        if value:
            output.print_line(f"  {name}: {value}")
    if found.start or found.day or found.first_day:
        output.print_line(f"  zone: {found.zone}")

"""Read the form of a poll; each field that is wrong gets one sentence."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.core.fields import read_words
from bot.core.ids import belongs_to_workspace
from bot.core.interactions import Invocation
from bot.dates.local_time import local_date
from bot.dates.parser import DateInPast, UnreadableDate, parse_when
from bot.dates.rhythms import rhythm_of, rhythm_rule
from bot.polls import dates, rules
from bot.polls.rules import Question, QuestionChoice, QuestionSettings
from bot.polls.views import answers
from bot.ui.speech import say

_CLOSING_TIME = dt.time(16)
_CLOSES = re.compile(
    r"[\s,;.(–—-]+(?:(?:it |poll )?(?:closes?|closing|ends?|ending|endet|schließt|cierra|termina"
    r"|acaba|deadline:?|open until|offen bis|until|till|til|by|bis|hasta))(?:\s+(?:on|by|el))?\s+"
    r"(?P<when>[^\n]{1,40})$",
    re.IGNORECASE,
)


class PollRequest(Struct, frozen=True):
    """What somebody asks, when, and how it runs."""

    words: str
    choices: tuple[str, ...]
    channel: str
    settings: QuestionSettings
    opens_at: dt.datetime
    closes_at: dt.datetime


def typed_values(poll: Question, choices: list[QuestionChoice]) -> dict[str, str]:
    """Return the values of a form that changes a poll."""
    zone = poll.zone
    return {
        "words": poll.words,
        "choices": "\n".join(choice.words for choice in choices),
        "closes": _local(poll.closes_at, zone),
        "opens": _local(poll.opens_at, zone) if poll.state == "planned" else "",
        "several": "yes" if poll.settings.several else "no",
        "secret": "named" if poll.settings.named else "secret",
        "results": "live" if poll.settings.live else "hidden",
        "repeat": rhythm_of(poll.settings.rule) or "no",
    }


def read_poll_form(
    call: Invocation, zone: str, known: Question | None = None
) -> tuple[PollRequest, dict[str, str]]:
    """Return the request, and the errors by field; `known` is the poll that it changes."""
    errors: dict[str, str] = {}
    words = read_words(call, "words", rules.MAX_QUESTION, errors)
    if not words:
        errors.setdefault("words", answers.no_question())
    choices = _read_choices(call, errors)
    channel = call.field_text("channel")
    if not belongs_to_workspace(channel, call.workspace):
        errors["channel"] = say(answers.NO_CHANNEL)

    opens_at = call.now
    if known and known.state == "open":
        opens_at = known.opens_at
    elif call.field_text("opens"):
        opens_at = _read_opening(call, zone, errors)
    closes_at = _read_moment(call, "closes", max(opens_at, call.now), zone, errors)
    rule = _read_rule(call, opens_at, zone, errors)
    _check_times(call.now, opens_at, closes_at, rule, errors)
    if "choices" not in errors:
        is_running = known is not None and known.state == "open"
        _check_dates(choices, rule, call.now, "" if is_running else zone, errors)
    settings = QuestionSettings(
        several=_pick(call, "several", answers.SEVERAL, errors) == "yes",
        named=_pick(call, "secret", answers.SECRET, errors) == "named",
        live=_pick(call, "results", answers.RESULTS, errors) == "live",
        rule=rule,
    )
    return PollRequest(words, choices, channel, settings, opens_at, closes_at), errors


def _read_choices(call: Invocation, errors: dict[str, str]) -> tuple[str, ...]:
    text = read_words(call, "choices", answers.MAX_CHOICES_TEXT, errors, multiline=True)
    choices = rules.tidy_choices(text.splitlines())
    if any(len(choice) > rules.MAX_CHOICE for choice in choices):
        errors["choices"] = answers.long_choice()
    elif len(choices) > rules.MAX_CHOICES:
        errors["choices"] = answers.many_choices()
    elif len(choices) < rules.MIN_CHOICES:
        errors.setdefault("choices", say(answers.FEW_CHOICES))
    return choices


def _read_moment(
    call: Invocation, name: str, since: dt.datetime, zone: str, errors: dict[str, str]
) -> dt.datetime:
    """Return a moment; "in 3 days" counts from `since`, such as when the poll opens."""
    try:
        return parse_when(call.field_text(name), since, zone, _CLOSING_TIME)
    except DateInPast:
        errors[name] = say(answers.PAST)
    except UnreadableDate:
        errors[name] = say(answers.NO_WHEN)
    return since


def split_close(line: str, now: dt.datetime, zone: str) -> tuple[str, str]:
    """Return a typed line without when the poll closes, and that: “Ramen or pizza? until 3pm”.

    Words such as “until Friday?” are a part of what is asked.
    """
    match = _CLOSES.search(line)
    if match is None or match["when"].rstrip().endswith("?"):
        return line, ""
    try:
        parse_when(match["when"], now, zone, _CLOSING_TIME)
    except ValueError:
        return line, ""
    return line[: match.start()].rstrip(" ,;.-–—("), match["when"].strip(" .!)")


def _read_opening(call: Invocation, zone: str, errors: dict[str, str]) -> dt.datetime:
    """Return when the poll opens; now in place of a moment too far ahead to count days from."""
    opens_at = _read_moment(call, "opens", call.now, zone, errors)
    if opens_at <= call.now + rules.MAX_AHEAD:
        return opens_at
    errors["opens"] = say(answers.TOO_FAR)
    return call.now


def _read_rule(call: Invocation, opens_at: dt.datetime, zone: str, errors: dict[str, str]) -> str:
    repeat = _pick(call, "repeat", answers.REPEATS, errors)
    if repeat == "no" or "repeat" in errors:
        return ""
    return rhythm_rule(repeat, local_date(opens_at, zone).weekday())


def _check_times(
    now: dt.datetime,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    rule: str,
    errors: dict[str, str],
) -> None:
    if "closes" in errors or "opens" in errors:
        return
    if closes_at < max(opens_at, now) + rules.MIN_OPEN:
        errors["closes"] = say(answers.CLOSES_SOON)
    elif closes_at > opens_at + rules.MAX_OPEN:
        errors["closes"] = say(answers.CLOSES_LATE)
    elif rules.outlasts_rhythm(rule, closes_at - opens_at):
        errors["closes"] = say(answers.CLOSES_TOO_LATE)


def _check_dates(
    choices: tuple[str, ...], rule: str, now: dt.datetime, zone: str, errors: dict[str, str]
) -> None:
    """Refuse a date that is over, and one that would be when the poll repeats.

    Without a zone, the poll is running and its dates were looked at before.
    """
    fixed = dates.find_fixed_date(choices) if rule else ""
    past = dates.find_past_date(choices, now, zone) if zone else ""
    if past:
        errors["choices"] = answers.date_over(past)
    elif fixed:
        errors["choices"] = answers.date_stays(fixed)


def _pick(call: Invocation, name: str, offered: dict[str, str], errors: dict[str, str]) -> str:
    value = call.field_text(name)
    if value not in offered:
        errors[name] = say(answers.NO_CHOICE)
    return value


def _local(at: dt.datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"

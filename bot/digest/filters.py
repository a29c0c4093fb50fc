"""The filter of the list of events, short enough to be a button's value."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

from msgspec import Struct, structs

from bot.core.ids import row_number
from bot.dates.local_time import local_date
from bot.dates.periods import Period, calendar_month, calendar_week
from bot.digest.rules import OWN_KINDS
from bot.ui.text import clean_text

WhenChoice = Literal["any time", "this week", "next week", "this month"]
KindChoice = Literal["any kind", "in town", "ours", "international"]
WHEN_CHOICES: tuple[WhenChoice, ...] = get_args(WhenChoice)
KIND_CHOICES: Mapping[KindChoice, tuple[str, ...]] = {
    "any kind": (),
    "in town": ("listed",),
    "ours": OWN_KINDS,
    "international": ("listed",),
}
JOINT = " + "  # between the topics, or the towns, of one filter
ANY_TOPIC, ANY_TOWN = "any topic", "any town"

_WHEN_BY_NAME: dict[str, WhenChoice] = {choice: choice for choice in WHEN_CHOICES}
_KIND_BY_NAME: dict[str, KindChoice] = {choice: choice for choice in KIND_CHOICES}

_WORD_LIMIT = 40  # characters of a topic or a town
_BUTTON_LIMIT = 50  # of the two together, beside the rest of a button's value
_CUT = "…"
_DAY_LENGTH = 8  # characters of a day in a button's value
_YEARS, _MOST_DAYS = range(2000, 2200), 9_999  # of the days in one


class EventFilter(Struct, frozen=True):
    """A page of events, `mine` (those that suit the person) or all, and what they are about.

    `days` are those that somebody named in their own words, in place of a choice of `when`. An
    event is about all of the `topics`, and in one of the `towns`.
    """

    page: int = 0
    mine: bool = True
    when: WhenChoice = "any time"
    kind: KindChoice = "any kind"
    topic: str = ""
    town: str = ""
    days: Period | None = None

    @property
    def has_filters(self) -> bool:
        """Whether it excludes anything besides what does not suit the person."""
        default = (WHEN_CHOICES[0], "any kind", "", "", None)
        return (self.when, self.kind, self.topic, self.town, self.days) != default

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that an event has to be about."""
        return _parts(self.topic)

    @property
    def towns(self) -> tuple[str, ...]:
        """The towns of which an event has to be in one."""
        return _parts(self.town)

    def period_at(self, now: dt.datetime, zone: str) -> Period | None:
        """Return the days from today on that it asks for, or None for any."""
        today = local_date(now, zone)
        match self.when:
            case "this week":
                return structs.replace(calendar_week(today), first=today)
            case "next week":
                return calendar_week(today + dt.timedelta(weeks=1))
            case "this month":
                return structs.replace(calendar_month(today), first=today)
        return self.days

    def button_value(self, page: int = 0) -> str:
        """Return a button's value; topic and town are cut if they are too long for it."""
        topic = _cut(self.topic, beside=self.town)
        town = _cut(self.town, beside=self.topic)
        whose = "m" if self.mine else "a"
        when = _encode_days(self.days) if self.days else WHEN_CHOICES.index(self.when)
        kind = list(KIND_CHOICES).index(self.kind)
        return f"{page};{whose};{when};{kind};{len(topic)};{topic}{town}"

    def restore_words(self, topics: Iterable[str], towns: Iterable[str]) -> "EventFilter":
        """Return the filter with the whole words instead of those that a button cut."""
        topic = _restore(self.topic, topics)
        town = _restore(self.town, towns)
        return structs.replace(self, topic=topic, town=town)


def read_when(words: str) -> WhenChoice | Period | None:
    """Return the choice or the days that a form's or a button's value names; None if neither."""
    return _WHEN_BY_NAME.get(words.casefold()) or _decode_days(words)


def read_kind(words: str) -> KindChoice | None:
    """Return the kind of this name, or None."""
    return _KIND_BY_NAME.get(words.casefold())


def make_filter(
    when: WhenChoice | Period | None,
    kind: KindChoice | None,
    topics: Sequence[str],
    towns: Sequence[str],
    page: int = 0,
    *,
    mine: bool,
) -> EventFilter:
    """Return the filter of what somebody chose; None means anything."""
    days = when if isinstance(when, Period) else None
    choice: WhenChoice = when if isinstance(when, str) else "any time"
    topic, town = _joined(topics, ANY_TOPIC), _joined(towns, ANY_TOWN)
    return EventFilter(page, mine, choice, kind or "any kind", topic, town, days)


def parse_filter(value: str) -> EventFilter:
    """Return the filter of a button's value."""
    page, whose, when, kind, length, words, *_ = [*value.split(";", 5), *[""] * 6]
    end = row_number(length)
    return make_filter(
        _decode_days(when) or read_when(_nth(WHEN_CHOICES, when)),
        read_kind(_nth(tuple(KIND_CHOICES), kind)),
        (words[:end],),
        (words[end:],),
        row_number(page),
        mine=whose != "a",
    )


def form_value(event_filter: EventFilter) -> str:
    """Return the value of the choice of a form that stands for the days of a filter."""
    return _encode_days(event_filter.days) if event_filter.days else event_filter.when


def _encode_days(days: Period) -> str:
    return f"{days.first:%Y%m%d}+{(days.last - days.first).days}"


def _decode_days(value: str) -> Period | None:
    day, plus, length = value.partition("+")
    if not plus or len(day) != _DAY_LENGTH:
        return None
    try:
        first = dt.datetime.strptime(day, "%Y%m%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None
    days = row_number(length)
    if first.year not in _YEARS or days > _MOST_DAYS:
        return None
    return Period(first, first + dt.timedelta(days=days))


def _nth(names: Sequence[str], number: str) -> str:
    index = row_number(number)
    if index < len(names):
        return names[index]
    return ""


def _joined(words: Sequence[str], anything: str) -> str:
    cleaned = (clean_text(word, _WORD_LIMIT) for word in words)
    return JOINT.join(word for word in cleaned if word not in ("", anything))


def _parts(joined: str) -> tuple[str, ...]:
    return tuple(part for part in joined.split(JOINT) if part)


def _cut(word: str, *, beside: str) -> str:
    room = max(_BUTTON_LIMIT // 2, _BUTTON_LIMIT - len(beside))
    if len(word) <= room:
        return word
    return word[: room - 1] + _CUT


def _restore(joined: str, among: Iterable[str]) -> str:
    if not joined.endswith(_CUT):
        return joined
    *whole, last = joined.split(JOINT)
    beginning = last.removesuffix(_CUT)
    matching = (candidate for candidate in among if candidate.startswith(beginning))
    return JOINT.join((*whole, next(matching, last)))

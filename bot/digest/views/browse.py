"""The list of events in town and its filter."""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, structs

from bot.dates.local_time import local_date
from bot.dates.periods import MAX_SPAN, Period
from bot.digest.filters import (
    ANY_TOPIC,
    ANY_TOWN,
    KIND_CHOICES,
    WHEN_CHOICES,
    EventFilter,
    KindChoice,
    form_value,
)
from bot.digest.form_input import UnusedWord, Why
from bot.digest.views.digests import DigestRow, group_by_day, open_event_select
from bot.ui.cards import (
    OPTION_LIMIT,
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    Form,
    Paragraph,
    Part,
    Select,
)
from bot.ui.text import CommandMention, Text

_PLAN = (CommandMention("events new"), " plans something.")
_ADD = (CommandMention("events add"), " and the address of any page with events adds more.")
_KINDS: dict[KindChoice, str] = {
    "in town": "in town",
    "ours": "planned by colleagues",
    "international": "international",
}
USUAL_TIMES = (
    *WHEN_CHOICES,
    "today",
    "tomorrow",
    "this weekend",
    "next weekend",
    "next month",
    *calendar.month_name[1:],
)
_MAX_UNUSED = 5  # words that are named
_NOT_USED: dict[Why, str] = {
    "unknown": "no day, town or topic that I know of",
    "past": "over already",
    "second": "one day or period too many: I take one at a time",
    "not": "something I can't do: I only look for what is there",
    "or": "something I can't do: I look for all the topics at once",
}


class EventCounts(Struct, frozen=True):
    """How many events suit, match the filter and are ahead; which page of how many is shown."""

    suiting: int
    found: int
    page: int
    pages: int
    ahead: int


def events_card(
    rows: Sequence[DigestRow],
    event_filter: EventFilter,
    counts: EventCounts,
    zone: str,
    now: dt.datetime,
    unused: Sequence[UnusedWord] = (),
) -> Card:
    """Show one page of events, after the words of the search that were not used."""
    parts: list[Part] = [
        *_unused_words(unused),
        Paragraph(_lead(event_filter, counts, local_date(now, zone)), soft=True),
        *group_by_day(rows, zone, now),
    ]
    items: list[Button | Select] = [
        *open_event_select(rows, now),
        *_page_buttons(event_filter, counts),
        *_filter_buttons(event_filter, counts),
    ]
    if not rows:
        items.append(Button("kit.list", "Start something yourself"))
    if items:
        parts.append(Actions(tuple(items)))
    title = "What's on for you" if event_filter.mine else "What's on"
    return Card("note", title, tuple(parts))


def _unused_words(unused: Sequence[UnusedWord]) -> list[Part]:
    """Return a sentence for each word that was not used, and the number of those left out."""
    sentences: list[str] = []
    for one in unused[:_MAX_UNUSED]:
        guess = f" Did you mean “{one.meant}”?" if one.meant else ""
        sentences.append(f"I didn't use “{one.word}”: it's {_NOT_USED[one.why]}.{guess}")
    if len(unused) > _MAX_UNUSED:
        sentences.append(f"Nor did I use {len(unused) - _MAX_UNUSED} more.")
    return [Paragraph((sentence,)) for sentence in sentences]


def _page_buttons(event_filter: EventFilter, counts: EventCounts) -> list[Button]:
    buttons: list[Button] = []
    if counts.page:
        previous = event_filter.button_value(counts.page - 1)
        buttons.append(Button("events.page", "Earlier ones", previous))
    if counts.page + 1 < counts.pages:
        following = event_filter.button_value(counts.page + 1)
        buttons.append(Button("events.page", "More", following, "main"))
    return buttons


def _filter_buttons(event_filter: EventFilter, counts: EventCounts) -> list[Button]:
    buttons: list[Button] = []
    if counts.ahead:
        buttons.append(Button("events.filter", "Filter", event_filter.button_value()))
    if event_filter.has_filters:
        unfiltered = EventFilter(mine=event_filter.mine)
        buttons.append(Button("events.page", "Clear the filter", unfiltered.button_value()))

    everybody = structs.replace(event_filter, mine=False)
    suiting = structs.replace(event_filter, mine=True)
    if not event_filter.mine:
        buttons.append(Button("events.page", "What suits me", suiting.button_value()))
    elif counts.found > counts.suiting:
        label = f"Show all {counts.found}"
        buttons.append(Button("events.page", label, everybody.button_value()))
    return buttons


def event_filter_form(
    event_filter: EventFilter, topics: Sequence[str], towns: Sequence[str]
) -> Form:
    """Ask which events to list; topics and towns are those of the events ahead."""
    when, kind = (form_value(event_filter),), (event_filter.kind,)
    hint = "In town: what sites list. Ours: what colleagues plan."
    times = _choices(WHEN_CHOICES)
    if event_filter.days:
        own = Choice(form_value(event_filter), _days_text(event_filter.days, None))
        times = (own, *times)
    fields = (
        ChoiceField("when", "When", times, initial=when, required=True),
        ChoiceField("kind", "Kind", _choices(KIND_CHOICES), hint, kind, required=True),
        *_word_field("topic", "Topic", ANY_TOPIC, topics, event_filter.topic),
        *_word_field("town", "Town", ANY_TOWN, towns, event_filter.town),
    )
    return Form(
        "events.filter", "Filter what's on", fields, event_filter.button_value(), submit="Show"
    )


def _choices(words: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(word, word.capitalize()) for word in words)


def _word_field(
    name: str, label: str, anything: str, words: Sequence[str], chosen: str
) -> Iterator[ChoiceField]:
    """Yield a field with these words, and the chosen one first; nothing without any word."""
    known = (chosen.casefold(), anything)
    offered = [word for word in words if word.casefold() not in known]
    if chosen:
        offered.insert(0, chosen)
    if not offered:
        return

    choices = [Choice(word, word) for word in offered[: OPTION_LIMIT - 1]]
    everything = (*_choices([anything]), *choices)
    yield ChoiceField(name, label, everything, initial=(chosen or anything,), required=True)


def _lead(event_filter: EventFilter, counts: EventCounts, today: dt.date) -> Text:
    about = _filter_text(event_filter, today)
    if counts.suiting:
        return (f"{_count_text(event_filter, counts)}{about}.{_page(counts)}",)
    if counts.found:
        return (
            f"Nothing fits your profile{about}. ",
            CommandMention("mingle profile"),
            " changes your interests; or see everything.",
        )
    advice = _PLAN if event_filter.kind == "ours" else _ADD
    if not about:
        about = " in the next three months"
    return (f"Nothing is on that I know of{about}. ", *advice)


def _filter_text(event_filter: EventFilter, today: dt.date) -> str:
    words: list[str] = []
    if event_filter.when != "any time":
        words.append(event_filter.when)
    if event_filter.days:
        words.append(_days_text(event_filter.days, today))
    if event_filter.kind in _KINDS:
        words.append(_KINDS[event_filter.kind])
    if event_filter.topics:
        words.append(f"about {_quoted(event_filter.topics, ' and ')}")
    if event_filter.towns:
        words.append(f"in {_quoted(event_filter.towns, ' or ')}")
    if words:
        return f" ({', '.join(words)})"
    return ""


def _quoted(words: Sequence[str], last: str) -> str:
    *most, end = [f"“{word}”" for word in words]
    return f"{', '.join(most)}{last}{end}" if most else end


def _days_text(days: Period, today: dt.date | None) -> str:
    """Return the days that somebody asked for, with the year unless it is this one."""
    first = _day_text(days.first, today)
    if days.first == days.last:
        return first
    if days.last - days.first >= MAX_SPAN:
        return f"from {first} on"
    return f"{first} to {_day_text(days.last, today)}"


def _day_text(day: dt.date, today: dt.date | None) -> str:
    year = "" if today and day.year == today.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def _count_text(event_filter: EventFilter, counts: EventCounts) -> str:
    number = counts.suiting
    if event_filter.mine and counts.found > number:
        if number == 1:
            return "1 event fits your profile"
        return f"{number} events fit your profile"
    if number == 1:
        return "1 event is on"
    return f"{number} events are on"


def _page(counts: EventCounts) -> str:
    if counts.pages > 1:
        return f" Page {counts.page + 1} of {counts.pages}."
    return ""

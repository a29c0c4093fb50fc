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
from bot.digest.views.lines import DigestRow, group_by_day, open_event_select
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
from bot.ui.day_words import format_dated_day
from bot.ui.speech import mark, say, say_many
from bot.ui.text import CommandMention, Text, format_day, merge_words, tell

_KINDS: dict[KindChoice, str] = {
    "in town": mark("in town"),
    "ours": mark("planned by colleagues"),
    "international": mark("international"),
}
_CHOICES = {
    "any time": mark("any time"),
    "this week": mark("this week"),
    "next week": mark("next week"),
    "this month": mark("this month"),
    "any kind": mark("any kind"),
    "in town": mark("in town"),
    "ours": mark("ours"),
    "international": mark("international"),
    ANY_TOPIC: mark("any topic"),
    ANY_TOWN: mark("any town"),
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
    "unknown": mark("I didn't use “{word}”: it's no day, town or topic that I know of."),
    "past": mark("I didn't use “{word}”: it's over already."),
    "second": mark("I didn't use “{word}”: it's one day or period too many: I take one at a time."),
    "not": mark("I didn't use “{word}”: it's something I can't do: I only look for what is there."),
    "or": mark(
        "I didn't use “{word}”: it's something I can't do: I look for all the topics at once."
    ),
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
        items.append(Button("kit.list", say("Start something yourself")))
    if items:
        parts.append(Actions(tuple(items)))
    title = say("What's on for you") if event_filter.mine else say("What's on")
    return Card("note", title, tuple(parts))


def _unused_words(unused: Sequence[UnusedWord]) -> list[Part]:
    """Return a sentence for each word that was not used, and the number of those left out."""
    sentences: list[str] = []
    for one in unused[:_MAX_UNUSED]:
        sentence = say(_NOT_USED[one.why], word=one.word)
        if one.meant:
            sentence += " " + say("Did you mean “{words}”?", words=one.meant)
        sentences.append(sentence)
    if len(unused) > _MAX_UNUSED:
        sentences.append(say("Nor did I use {number} more.", number=len(unused) - _MAX_UNUSED))
    return [Paragraph((sentence,)) for sentence in sentences]


def _page_buttons(event_filter: EventFilter, counts: EventCounts) -> list[Button]:
    buttons: list[Button] = []
    if counts.page:
        previous = event_filter.button_value(counts.page - 1)
        buttons.append(Button("events.page", say("Earlier ones"), previous))
    if counts.page + 1 < counts.pages:
        following = event_filter.button_value(counts.page + 1)
        buttons.append(Button("events.page", say("More"), following, "main"))
    return buttons


def _filter_buttons(event_filter: EventFilter, counts: EventCounts) -> list[Button]:
    buttons: list[Button] = []
    if counts.ahead:
        buttons.append(Button("events.filter", say("Filter"), event_filter.button_value()))
    if event_filter.has_filters:
        unfiltered = EventFilter(mine=event_filter.mine)
        buttons.append(Button("events.page", say("Clear the filter"), unfiltered.button_value()))

    everybody = structs.replace(event_filter, mine=False)
    suiting = structs.replace(event_filter, mine=True)
    if not event_filter.mine:
        buttons.append(Button("events.page", say("What suits me"), suiting.button_value()))
    elif counts.found > counts.suiting:
        label = say("Show all {number}", number=counts.found)
        buttons.append(Button("events.page", label, everybody.button_value()))
    return buttons


def event_filter_form(
    event_filter: EventFilter, topics: Sequence[str], towns: Sequence[str]
) -> Form:
    """Ask which events to list; topics and towns are those of the events ahead."""
    when, kind = (form_value(event_filter),), (event_filter.kind,)
    hint = say("In town: what sites list. Ours: what colleagues plan.")
    times = _choices(WHEN_CHOICES)
    if event_filter.days:
        own = Choice(form_value(event_filter), _days_text(event_filter.days, None))
        times = (own, *times)
    fields = (
        ChoiceField("when", say("When"), times, initial=when, required=True),
        ChoiceField("kind", say("Kind"), _choices(KIND_CHOICES), hint, kind, required=True),
        *_word_field("topic", say("Topic"), ANY_TOPIC, topics, event_filter.topic),
        *_word_field("town", say("Town"), ANY_TOWN, towns, event_filter.town),
    )
    return Form(
        "events.filter",
        say("Filter what's on"),
        fields,
        event_filter.button_value(),
        submit=say("Show"),
    )


def _choices(words: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(word, _capitalise(say(_CHOICES[word]))) for word in words)


def _capitalise(words: str) -> str:
    return words[:1].upper() + words[1:]


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
        sentences = [_count_text(event_filter, counts, about)]
        if counts.pages > 1:
            sentences.append(
                say("Page {page} of {pages}.", page=counts.page + 1, pages=counts.pages)
            )
        return (" ".join(sentences),)
    if counts.found:
        return tell(
            "Nothing fits your profile{about}. {profile} changes your interests; or see "
            "everything.",
            about=about,
            profile=CommandMention("mingle profile"),
        )
    nothing = say("Nothing is on that I know of in the next three months.")
    if about:
        nothing = say("Nothing is on that I know of{about}.", about=about)
    return merge_words((nothing, " ", *_advice(event_filter)))


def _advice(event_filter: EventFilter) -> Text:
    """Return how somebody who finds no event gets some."""
    if event_filter.kind == "ours":
        return tell("{plan} plans something.", plan=CommandMention("events new"))
    add = CommandMention("events add")
    return tell("{add} and the address of any page with events adds more.", add=add)


def _filter_text(event_filter: EventFilter, today: dt.date) -> str:
    words: list[str] = []
    if event_filter.when != "any time":
        words.append(say(_CHOICES[event_filter.when]))
    if event_filter.days:
        words.append(_days_text(event_filter.days, today))
    if event_filter.kind in _KINDS:
        words.append(say(_KINDS[event_filter.kind]))
    if event_filter.topics:
        words.append(say("about {topics}", topics=_quoted(event_filter.topics, say(" and "))))
    if event_filter.towns:
        words.append(say("in {towns}", towns=_quoted(event_filter.towns, say(" or "))))
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
        return say("from {first} on", first=first)
    return say("{first} to {last}", first=first, last=_day_text(days.last, today))


def _day_text(day: dt.date, today: dt.date | None) -> str:
    if today and day.year == today.year:
        return format_day(day)
    return format_dated_day(day)


def _count_text(event_filter: EventFilter, counts: EventCounts, about: str) -> str:
    number = counts.suiting
    if event_filter.mine and counts.found > number:
        return say_many(
            "{count} event fits your profile{about}.",
            "{count} events fit your profile{about}.",
            number,
            about=about,
        )
    return say_many(
        "{count} event is on{about}.", "{count} events are on{about}.", number, about=about
    )

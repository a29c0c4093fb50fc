"""Word the list of events that somebody asked for."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, structs

from bot.digest.filters import (
    ANY_TOPIC,
    ANY_TOWN,
    KIND_CHOICES,
    WHEN_CHOICES,
    EventFilter,
    KindChoice,
)
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

_PLAN = "“/events new” plans something."
_KINDS: dict[KindChoice, str] = {"in town": "in town", "ours": "planned by colleagues"}


class EventCounts(Struct, frozen=True):
    """How many events suit, how many were found, which page is shown, and how many there are
    without filters."""

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
) -> Card:
    """List a page of events."""
    parts: list[Part] = [
        Paragraph((_lead(event_filter, counts),), soft=True),
        *group_by_day(rows, zone, now),
    ]
    clicks: list[Button | Select] = list(open_event_select(rows, now))
    if counts.page:
        clicks.append(
            Button("events.page", "Earlier ones", event_filter.button_value(counts.page - 1))
        )
    if counts.page + 1 < counts.pages:
        clicks.append(
            Button("events.page", "More", event_filter.button_value(counts.page + 1), "main")
        )
    if counts.ahead:
        clicks.append(Button("events.filter", "Filter", event_filter.button_value()))
    if event_filter.has_filters:
        clicks.append(
            Button(
                "events.page",
                "Clear the filter",
                EventFilter(mine=event_filter.mine).button_value(),
            )
        )
    if event_filter.mine and counts.found > counts.suiting:
        clicks.append(
            Button(
                "events.page",
                f"Show all {counts.found}",
                structs.replace(event_filter, mine=False).button_value(),
            )
        )
    elif not event_filter.mine:
        clicks.append(
            Button(
                "events.page",
                "What suits me",
                structs.replace(event_filter, mine=True).button_value(),
            )
        )
    acts = (Actions(tuple(clicks)),) if clicks else ()
    return Card("note", "What's on for you" if event_filter.mine else "What's on", (*parts, *acts))


def event_filter_form(
    event_filter: EventFilter, topics: Sequence[str], towns: Sequence[str]
) -> Form:
    """Ask what somebody wants to see; topics and towns are those of what is on."""
    kind = "In town: what sites list. Ours: what colleagues plan."
    fields = (
        ChoiceField(
            "when", "When", _named(WHEN_CHOICES), initial=(event_filter.when,), required=True
        ),
        ChoiceField(
            "kind", "Kind", _named(KIND_CHOICES), kind, (event_filter.kind,), required=True
        ),
        *_told("topic", "Topic", ANY_TOPIC, topics, event_filter.topic),
        *_told("town", "Town", ANY_TOWN, towns, event_filter.town),
    )
    return Form(
        "events.filter", "Filter what's on", fields, event_filter.button_value(), submit="Show"
    )


def _named(words: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(word, word.capitalize()) for word in words)


def _told(
    name: str, label: str, anything: str, told: Sequence[str], chosen: str
) -> Iterator[ChoiceField]:
    """Offer words as people wrote them, where there are any.

    What is chosen already is always among them.
    """
    others = [word for word in told if word.casefold() not in (chosen.casefold(), anything)]
    offered = [*([chosen] if chosen else []), *others][: OPTION_LIMIT - 1]
    choices = (*_named([anything]), *(Choice(word, word) for word in offered))
    if offered:
        yield ChoiceField(name, label, choices, initial=(chosen or anything,), required=True)


def _lead(event_filter: EventFilter, counts: EventCounts) -> str:
    asked: list[str] = [event_filter.when] if event_filter.when != "any time" else []
    asked += [_KINDS[event_filter.kind]] if event_filter.kind in _KINDS else []
    asked += [f"about “{event_filter.topic}”"] if event_filter.topic else []
    asked += [f"in “{event_filter.town}”"] if event_filter.town else []
    about = f" ({', '.join(asked)})" if asked else ""
    if counts.suiting:
        return f"{_so_many(event_filter, counts)}{about}.{_page(counts)}"
    if counts.found:
        return (
            f"Nothing fits your profile{about}. “/mingle profile” changes your interests; or "
            "see everything."
        )
    more = "“/events add” and the address of any page with events adds more."
    return f"Nothing is on that I know of{about}. {_PLAN if event_filter.kind == 'ours' else more}"


def _so_many(event_filter: EventFilter, counts: EventCounts) -> str:
    chosen = event_filter.mine and counts.found > counts.suiting
    if counts.suiting == 1:
        return "1 event fits your profile" if chosen else "1 event is on"
    return (
        f"{counts.suiting} events fit your profile" if chosen else f"{counts.suiting} events are on"
    )


def _page(counts: EventCounts) -> str:
    return f" Page {counts.page + 1} of {counts.pages}." if counts.pages > 1 else ""

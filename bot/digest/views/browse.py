"""Word the list of events that somebody asked for."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, structs

from bot.digest.filters import ANY_TOPIC, ANY_TOWN, KINDS, WHEN, Kind, Wish
from bot.digest.views.digests import Row, by_day, opener
from bot.ui.cards import OPTION_LIMIT, Actions, Button, Card, Choice, ChoiceField, Form, Paragraph, Part, Select

_PLAN = "“/events new” plans something."
_KINDS: dict[Kind, str] = {"in town": "in town", "ours": "planned by colleagues"}


class Counts(Struct, frozen=True):
    """How many events suit, how many were found, which page is shown, and how many there are without filters."""

    suiting: int
    found: int
    page: int
    pages: int
    ahead: int


def listing(rows: Sequence[Row], wish: Wish, counts: Counts, zone: str, now: dt.datetime) -> Card:
    """List a page of events."""
    parts: list[Part] = [Paragraph((_lead(wish, counts),), soft=True), *by_day(rows, zone, now)]
    clicks: list[Button | Select] = list(opener(rows, now))
    if counts.page:
        clicks.append(Button("events.page", "Earlier ones", wish.value(counts.page - 1)))
    if counts.page + 1 < counts.pages:
        clicks.append(Button("events.page", "More", wish.value(counts.page + 1), "main"))
    if counts.ahead:
        clicks.append(Button("events.filter", "Filter", wish.value()))
    if wish.filters:
        clicks.append(Button("events.page", "Clear the filter", Wish(mine=wish.mine).value()))
    if wish.mine and counts.found > counts.suiting:
        clicks.append(Button("events.page", f"Show all {counts.found}", structs.replace(wish, mine=False).value()))
    elif not wish.mine:
        clicks.append(Button("events.page", "What suits me", structs.replace(wish, mine=True).value()))
    acts = (Actions(tuple(clicks)),) if clicks else ()
    return Card("note", "What's on for you" if wish.mine else "What's on", (*parts, *acts))


def filters(wish: Wish, topics: Sequence[str], towns: Sequence[str]) -> Form:
    """Ask what somebody wants to see; topics and towns are those of what is on."""
    kind = "In town: what sites list. Ours: what colleagues plan."
    fields = (
        ChoiceField("when", "When", _named(WHEN), initial=(wish.when,), required=True),
        ChoiceField("kind", "Kind", _named(KINDS), kind, (wish.kind,), required=True),
        *_told("topic", "Topic", ANY_TOPIC, topics, wish.topic),
        *_told("town", "Town", ANY_TOWN, towns, wish.town),
    )
    return Form("events.filter", "Filter what's on", fields, wish.value(), submit="Show")


def _named(words: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(word, word.capitalize()) for word in words)


def _told(name: str, label: str, anything: str, told: Sequence[str], chosen: str) -> Iterator[ChoiceField]:
    """Offer words as people wrote them, where there are any; what is chosen already is always among them."""
    others = [word for word in told if word.casefold() not in (chosen.casefold(), anything)]
    offered = [*([chosen] if chosen else []), *others][: OPTION_LIMIT - 1]
    choices = (*_named([anything]), *(Choice(word, word) for word in offered))
    if offered:
        yield ChoiceField(name, label, choices, initial=(chosen or anything,), required=True)


def _lead(wish: Wish, counts: Counts) -> str:
    asked: list[str] = [wish.when] if wish.when != "any time" else []
    asked += [_KINDS[wish.kind]] if wish.kind in _KINDS else []
    asked += [f"about “{wish.topic}”"] if wish.topic else []
    asked += [f"in “{wish.town}”"] if wish.town else []
    about = f" ({', '.join(asked)})" if asked else ""
    if counts.suiting:
        return f"{_so_many(wish, counts)}{about}.{_page(counts)}"
    if counts.found:
        return f"Nothing fits your profile{about}. “/mingle profile” changes your interests; or see everything."
    more = "“/events add” and the address of any page with events adds more."
    return f"Nothing is on that I know of{about}. {_PLAN if wish.kind == 'ours' else more}"


def _so_many(wish: Wish, counts: Counts) -> str:
    chosen = wish.mine and counts.found > counts.suiting
    if counts.suiting == 1:
        return "1 event fits your profile" if chosen else "1 event is on"
    return f"{counts.suiting} events fit your profile" if chosen else f"{counts.suiting} events are on"


def _page(counts: Counts) -> str:
    return f" Page {counts.page + 1} of {counts.pages}." if counts.pages > 1 else ""

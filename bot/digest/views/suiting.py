"""Word the list of events that somebody asked for."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from bot.cards import Actions, Button, Card, Paragraph, Part, Select
from bot.digest.views.digests import Row, by_day, opener
from bot.digest.wish import Wish


class Counts(Struct, frozen=True):
    """How many events suit, how many there are, and which page is shown."""

    suiting: int
    found: int
    page: int
    pages: int


def listing(rows: Sequence[Row], wish: Wish, counts: Counts, zone: str, now: dt.datetime) -> Card:
    """List a page of events."""
    parts: list[Part] = [Paragraph((_lead(wish, counts),), soft=True), *by_day(rows, zone, now)]
    clicks: list[Button | Select] = list(opener([row.told.event for row in rows]))
    if counts.page:
        clicks.append(Button("events.page", "Earlier ones", wish.value(counts.page - 1)))
    if counts.page + 1 < counts.pages:
        clicks.append(Button("events.page", "More", wish.value(counts.page + 1), "main"))
    if wish.mine and counts.found > counts.suiting:
        clicks.append(Button("events.page", f"Show all {counts.found}", wish.value(0, mine=False)))
    elif not wish.mine:
        clicks.append(Button("events.page", "What suits me", wish.value(0, mine=True)))
    acts = (Actions(tuple(clicks)),) if clicks else ()
    return Card("note", "What's on for you" if wish.mine else "What's on", (*parts, *acts))


def _lead(wish: Wish, counts: Counts) -> str:
    asked: list[str] = [wish.when] if wish.when != "any time" else []
    asked += [f"about “{wish.topic}”"] if wish.topic else []
    asked += [f"in “{wish.town}”"] if wish.town else []
    about = f" ({', '.join(asked)})" if asked else ""
    if counts.suiting:
        return f"{_so_many(wish, counts)}{about}.{_page(counts)}"
    if counts.found:
        return f"Nothing fits your profile{about}. “/mingle profile” changes your interests; or see everything."
    return f"Nothing is on that I know of{about}. “/events add” and the address of any page with events adds more."


def _so_many(wish: Wish, counts: Counts) -> str:
    chosen = wish.mine and counts.found > counts.suiting
    if counts.suiting == 1:
        return "1 event fits your profile" if chosen else "1 event is on"
    return f"{counts.suiting} events fit your profile" if chosen else f"{counts.suiting} events are on"


def _page(counts: Counts) -> str:
    return f" Page {counts.page + 1} of {counts.pages}." if counts.pages > 1 else ""

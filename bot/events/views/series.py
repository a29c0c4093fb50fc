"""Cards about a series: its next dates, and its end."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from bot.events.rules import Event
from bot.ui.cards import Actions, Card, Choice, Facts, Paragraph, Part, Select
from bot.ui.speech import say
from bot.ui.text import Instant, Node, Text, format_local, merge_words, tell


class SeriesDate(Struct, frozen=True):
    """One date of a series: when it begins, where, and what is known of its evening.

    `state` is empty where nobody has had to do with that evening yet.
    """

    day: date
    starts_at: datetime
    zone: str
    place: str
    state: str
    going: Text


def series_dates_card(
    number: int,
    title: str,
    cadence: str,
    dates: Sequence[SeriesDate],
    *,
    ended: bool,
) -> Card:
    """List the next dates of a series, each to be opened."""
    if not dates:
        nothing = say("It doesn't repeat any more.") if ended else say("No date is ahead.")
        return Card("table", title, (Paragraph((nothing,)),))

    rows = tuple((_day_text(shown), _about(shown)) for shown in dates)
    choices = tuple(Choice(shown.day.isoformat(), _day_text(shown)) for shown in dates)
    shown_parts: list[Part] = [
        Paragraph((_lead(cadence, ended=ended),)),
        Facts(rows, (say("Date"), say("Details"))),
        Actions((Select("event.pick", say("Open one of these"), choices, str(number)),)),
    ]
    return Card("table", title, tuple(shown_parts))


def series_ended_card(event: Event, why: str) -> Card:
    """Return a card that tells a channel from when on something does not repeat any more."""
    first: Text = tell(
        "From {when} on, it no longer takes place.",
        when=Instant(event.starts_at, event.zone, "day"),
    )
    words = [Paragraph(first)]
    if why:
        words.append(Paragraph((why,)))
    return Card("table", say("No more dates: {title}", title=event.title), tuple(words))


def _lead(cadence: str, *, ended: bool) -> str:
    if ended:
        return say("It doesn't repeat any more. What is still ahead:")
    often = cadence[:1].upper() + cadence[1:]
    return say("{cadence}. Sign up for each date separately.", cadence=often)


def _about(shown: SeriesDate) -> Text:
    if shown.state == "cancelled":
        return (say("called off"),)
    nodes: list[Node] = [Instant(shown.starts_at, shown.zone, "time")]
    if shown.place:
        nodes += [" · ", shown.place]
    if shown.going:
        nodes += [" · ", *tell("going: {names}", names=shown.going)]
    return merge_words(nodes)


def _day_text(shown: SeriesDate) -> str:
    return format_local(Instant(shown.starts_at, shown.zone, "day"))

"""The card of a poll: open, cancelled or decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from bot.happy_hour.rules import (
    Outcome,
    Poll,
    PollOption,
    VoteTally,
    offered_dates,
    offered_venues,
)
from bot.ui.cards import Actions, Button, Card, Facts, Heading, Paragraph, Part
from bot.ui.crowds import FEWEST_MOVING, SMALL_CIRCLE, Crowd, is_crowd_now
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import (
    Bold,
    Instant,
    Link,
    Node,
    Text,
    format_local,
    merge_words,
    tell,
)
from bot.venues.rules import Venue
from bot.venues.views import suggestion_reasons

LUNCH = mark("Lunch of the month")
TWO_WAYS = mark(
    "There are two ways to meet this month, a lunch and a happy hour. Come to either, or to both."
)
WHY_POLL = mark("An organiser asked this channel when and where to meet.")
WHY_REMINDER = mark("You asked to be reminded of polls before they close.")
OVER = mark("This poll has closed; what it decided stands on its card.")
GONE = mark("This poll is not there any more.")
OFF_THE_LIST = mark("That one can't be chosen any more; the others can.")


_CANCELLED = mark(
    "This poll was called off, so nothing is planned. Who voted for what stays secret."
)
_UNDECIDED = mark(
    "Nothing was decided this time; your organisers know and choose what happens next."
)
_FEW_VOTERS = mark("The poll has closed · I show no number of fewer than nine")
_ONLY_MANY = mark("The poll has closed · what is missing here works for fewer than nine")
_COUNTING = mark("“Works” counts two and “if need be” one. What gets the most wins.")
_TIES = mark(
    "Where places are level, the one in the part of town we visited longest ago wins; where dates "
    "are, the soonest."
)
_DATE_TIE = mark("Several dates were level: the soonest wins.")
_VENUE_TIE = mark(
    "Several places were level: the one whose part of town we visited longest ago wins."
)


class PollView(Struct, frozen=True):
    """A poll with its options, venues and results: all that its cards show."""

    poll: Poll
    options: Sequence[PollOption]
    venues: Mapping[int, Venue]
    voters: int = 0
    tallies: Mapping[int, VoteTally] = {}
    date: Outcome = Outcome(None)
    venue: Outcome = Outcome(None)
    has_result: bool = True  # something was decided


def poll_card(view: PollView) -> Card:
    """Show a poll as it is now."""
    match view.poll.state:
        case "closed":
            if view.has_result:
                return _decided_card(view)
            return _undecided_card(view)
        case "cancelled":
            title = say("{title}: called off", title=view.poll.title)
            return Card("prompt", title, (Paragraph((say(_CANCELLED),)),))
    return _open_card(view)


def poll_reminder_card(view: PollView) -> Card:
    """Remind somebody that a poll closes tomorrow; show the poll itself once it is over."""
    if view.poll.state != "open":
        return poll_card(view)
    closes = Instant(view.poll.closes_at, view.poll.zone, awaited=True)
    text = tell("It closes {closes}. Whatever works for you, one click each:", closes=closes)
    return Card(
        "prompt",
        say("{title}: your say?", title=view.poll.title),
        (Paragraph(text), *_questions(view)),
    )


def option_text(option: PollOption, view: PollView) -> Text:
    """Return an option as running text: its moment in each reader's zone, or its venue."""
    if option.starts_at:
        return (Instant(option.starts_at, view.poll.zone),)
    return (option_label(option, view),)


def option_label(option: PollOption, view: PollView) -> str:
    """Return an option as a button's label."""
    if option.starts_at:
        return format_local(Instant(option.starts_at, view.poll.zone))
    venue = view.venues.get(option.venue or 0)
    if venue:
        return venue.name
    return say("A place")


def votable_venues(view: PollView) -> list[PollOption]:
    """Return the offered venues that are still on the list of places."""
    votable: list[PollOption] = []
    for option in offered_venues(view.options):
        venue = view.venues.get(option.venue or 0)
        if venue and venue.state == "open":
            votable.append(option)
    return votable


def lunch_parts(view: PollView) -> list[Part]:
    """Return when and where the lunch of the month is, if one stands beside the happy hour."""
    if not view.poll.settings.lunch:
        return []
    return [Paragraph(_lunch_text(view))]


def _lunch_text(view: PollView) -> Text:
    venue = _lunch_venue(view)
    lunch = Instant(view.poll.lunch_at, view.poll.zone)
    if not venue:
        return tell(
            "Two ways to meet this month: the lunch {time}, and a happy hour that you choose here.",
            time=lunch,
        )
    return tell(
        "Two ways to meet this month: the lunch {time} at {place}, and a happy hour that you "
        "choose here.",
        time=lunch,
        place=venue.name,
    )


def _lunch_venue(view: PollView) -> Venue | None:
    return view.venues.get(view.poll.lunch_venue or 0)


def _open_card(view: PollView) -> Card:
    how = say("Results stay hidden until the poll closes.")
    if view.poll.settings.live:
        how = say("Results show as votes come in.")
    click = say("Click whatever works for you, as many as you like. Who votes for what is secret.")
    intro = " ".join((click, few_may_guess(), how))
    number = str(view.poll.id)
    buttons = (
        Button("poll.ballot", say("All my answers"), number),
        Button("poll.propose", say("Propose a place"), number),
        Button("poll.remind", say("Remind me"), number),
        Button("poll.counting", say("How it's counted"), number),
    )
    parts = (
        *lunch_parts(view),
        Paragraph((intro,)),
        *_questions(view),
        *_live_results(view),
        Actions(buttons),
    )
    return Card(
        "prompt", say("{title}: when and where?", title=view.poll.title), parts, _footer(view)
    )


def _questions(view: PollView) -> list[Part]:
    parts: list[Part] = []
    dates, venues = offered_dates(view.options), votable_venues(view)
    if dates:
        parts += [Heading(say("When")), *_question(dates, view)]
    if venues:
        parts += [Heading(say("Where")), *_question(venues, view)]
    return parts


def _question(options: Sequence[PollOption], view: PollView) -> list[Part]:
    """Return a line for each venue and a button for each option; a single one has no button."""
    parts: list[Part] = [Paragraph(_venue_line(option, view)) for option in options if option.venue]
    if len(options) > 1:
        buttons = [
            Button("poll.works", option_label(option, view), str(option.id)) for option in options
        ]
        return [*parts, Actions(tuple(buttons))]
    return parts or [Paragraph(option_text(options[0], view))]


def _venue_line(option: PollOption, view: PollView) -> Text:
    venue = view.venues[option.venue or 0]
    reasons = suggestion_reasons(option.reasons, venue.part)
    details = " · ".join(filter(None, (venue.part, reasons)))
    line: list[Node] = [Bold(venue.name), f" · {details}" if details else ""]
    if venue.map_link:
        line += [" · ", Link(venue.map_link, say("map"))]
    return tuple(line)


def _live_results(view: PollView) -> list[Part]:
    if not view.poll.settings.live:
        return []
    rows = _counts(view)
    if not rows:
        words = say("What works for {number} people or more shows here.", number=FEWEST_MOVING)
        return [Paragraph((words,), soft=True)]
    return [Heading(say("So far")), Facts(tuple(rows), _counted())]


def _counts(view: PollView) -> list[tuple[str, Text]]:
    """Return for how many each option works.

    Organisers close and open a poll as they like, so its numbers move when it has closed as well.
    """
    rows: list[tuple[str, Text]] = []
    for option in (*offered_dates(view.options), *votable_venues(view)):
        tally = view.tallies.get(option.id, VoteTally())
        words: list[Node] = []
        if is_crowd_now(tally.works):
            words += tell("works for {number}", number=Crowd(tally.works, moves=True))
        if is_crowd_now(tally.needs):
            words.append(", " if words else "")
            words += tell("if need be for {number}", number=Crowd(tally.needs, moves=True))
        if words:
            rows.append((option_label(option, view), merge_words(words)))
    return rows


def _counted() -> tuple[str, str]:
    return say("Option"), say("Votes")


def _footer(view: PollView) -> Text:
    closes = Instant(view.poll.closes_at, view.poll.zone, awaited=True)
    if not is_crowd_now(view.voters):
        return tell("Closes {closes}", closes=closes)
    return tell(
        "{number} people have voted · closes {closes}",
        number=Crowd(view.voters, moves=True),
        closes=closes,
    )


def counting_card() -> Card:
    """Return how votes are counted, and what becomes of a tie."""
    return note_card(say("How it's counted"), say(_COUNTING), say(_TIES), few_may_guess())


def _undecided_card(view: PollView) -> Card:
    parts = (Paragraph((say(_UNDECIDED),)), *lunch_parts(view))
    return Card("prompt", say("{title}: closed", title=view.poll.title), parts)


def _decided_card(view: PollView) -> Card:
    parts: list[Part] = [_decided_events(view)]
    if view.poll.settings.lunch:
        parts.append(Paragraph((say("Come to either, or to both."),)))
    if view.date.tied:
        parts.append(Paragraph((say(_DATE_TIE),), soft=True))
    if view.venue.tied:
        parts.append(Paragraph((say(_VENUE_TIE),), soft=True))

    footer = say(_FEW_VOTERS)
    rows = _counts(view)
    if rows:
        parts += [Heading(say("What people said")), Facts(tuple(rows), _counted())]
        footer = say(_ONLY_MANY)
    return Card(
        "prompt", say("{title}: it is decided", title=view.poll.title), tuple(parts), (footer,)
    )


def _decided_events(view: PollView) -> Facts:
    """Return the lunch and the happy hour, the sooner one first."""
    venue = _lunch_venue(view)
    events: list[tuple[datetime, str, str]] = []
    if view.poll.settings.lunch:
        events.append((view.poll.lunch_at, say(LUNCH), venue.name if venue else ""))
    date = view.date.option
    if date and date.starts_at:
        place = option_label(view.venue.option, view) if view.venue.option else ""
        events.append((date.starts_at, view.poll.title, place))

    rows: list[tuple[str, Text]] = []
    for at, name, place in sorted(events):
        rows.append((name, (Instant(at, view.poll.zone), f", {place}" if place else "")))
    return Facts(tuple(rows))


def few_may_guess() -> str:
    """Return what the authors and the readers of a small circle should know."""
    return say(
        "Where fewer than {number} vote, people may guess from the result who chose what.",
        number=SMALL_CIRCLE,
    )

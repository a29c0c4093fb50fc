"""Cards with which organisers look after polls and monthly series."""

from collections.abc import Sequence
from typing import Literal

from bot.happy_hour.date_options import PollOpening
from bot.happy_hour.rules import Poll
from bot.happy_hour.series_records import HappyHourSeries
from bot.ui.cards import Actions, Button, Card, Paragraph, Part
from bot.ui.crowds import Crowd, is_crowd_now
from bot.ui.notices import note_card
from bot.ui.text import Bold, ChannelMention, CommandMention, Instant, Node, Text, day_off_text

WHY_TOLD = "You organise here, and a poll needs an organiser's eye."

NO_LONGER = (
    "That poll is not in a state for this any more. ",
    CommandMention("happyhour polls"),
    " shows how things stand.",
)
NO_LATER = (
    "There is no later moment before the last date. Close it now, or call it off and ask anew."
)
EVENT_OVER = "What came of this poll is over or called off, so it can't be opened again."
NOTHING_LEFT = (
    "No date of this poll is left to take. ",
    CommandMention("happyhour"),
    " asks anew.",
)
LEFT_OUT = "I was not running when it should have opened, and by now its date is too near."
NO_DAY = "I found no free working day for it."
_LUNCH_STAYS = "The lunch of the month takes place. "
_MAX_SERIES = 8  # on one card
_SERIES = {
    "stopped": "No new poll opens by itself. What is announced stays.",
    "goes on": "New polls open by themselves again.",
}


def polls_card(
    polls: Sequence[tuple[Poll, int]],
    series: Sequence[tuple[HappyHourSeries, str, PollOpening | None]],
) -> Card:
    """List polls and monthly series, each with what can be done about it."""
    if not polls and not series:
        return note_card(
            "Nothing planned", (CommandMention("happyhour"), " asks people when and where to meet.")
        )

    parts: list[Part] = []
    for poll, voters in polls:
        parts += [Paragraph(_poll_text(poll, voters)), Actions(tuple(_poll_buttons(poll)))]
    for one, cadence, following in series:
        buttons = (Button("happy_hour.edit", "Change it", str(one.id)), _switch(one))
        parts += [Paragraph(_series_text(one, cadence, following)), Actions(buttons)]
    return Card("prompt", "Happy hours", tuple(parts))


def series_running_card(
    series: Sequence[tuple[HappyHourSeries, str, PollOpening | None]],
) -> Card:
    """Show which happy hours repeat already, to whoever is about to plan another."""
    parts: list[Part] = []
    for one, cadence, following in series[:_MAX_SERIES]:
        change = Button("happy_hour.edit", "Change these", str(one.id))
        parts += [Paragraph(_series_text(one, cadence, following)), Actions((change,))]
    if len(series) > _MAX_SERIES:
        more = f"And {len(series) - _MAX_SERIES} more: "
        parts.append(Paragraph((more, CommandMention("happyhour polls"), " shows them all.")))
    buttons = (
        Button("happy_hour.begin", "Plan another one", "", "main"),
        Button("poll.list", "See the polls"),
    )
    note = Paragraph(("Planning another one leaves these as they are.",), soft=True)
    return Card("prompt", "Happy hours run already", (*parts, note, Actions(buttons)))


def series_saved_card(series: HappyHourSeries, cadence: str, following: PollOpening | None) -> Card:
    """Confirm what an organiser changed about happy hours that repeat."""
    return Card("prompt", "Changed", (Paragraph(_series_text(series, cadence, following)),))


def poll_changed_card(what: str, poll: Poll) -> Card:
    """Confirm what an organiser did to a poll."""
    closes = Instant(poll.closes_at, poll.zone)
    match what:
        case "extended":
            return Card("note", "Later", (Paragraph(("It closes ", closes, " now.")),))
        case "reopened":
            return Card("note", "Open again", (Paragraph(("Votes count until ", closes, ".")),))
        case "closed":
            return note_card(
                "Closed", "The result stands on the poll, and I announce what was decided."
            )
        case "cancelled":
            return note_card(
                "Called off",
                (
                    "The poll says so. If you change your mind, ",
                    CommandMention("happyhour polls"),
                    " opens it again.",
                ),
            )
    return note_card("Results are open", "The poll says that results show as votes come in.")


def series_changed_card(what: Literal["stopped", "goes on"]) -> Card:
    """Confirm that a monthly series stopped or goes on."""
    return note_card("Stopped" if what == "stopped" else "It goes on", _SERIES[what])


def nothing_decided_card(poll: Poll, why: Text) -> Card:
    """Alert organisers that a poll ended without a result, with two next steps."""
    number = str(poll.id)
    steps = (
        Button("poll.reopen", "Ask for two more days", number, "main"),
        Button("poll.take", "Take the first that is left", number),
    )
    return Card("prompt", f"{poll.title}: nothing decided", (Paragraph(why), Actions(steps)))


def poll_settled_card(poll: Poll) -> Card:
    """Return what stands in place of that alert once somebody has chosen what happens next."""
    words = {"open": "It's open for votes again.", "cancelled": "It was called off."}
    text = words.get(poll.state, "A date was chosen; it's on the poll's card.")
    return note_card(f"{poll.title}: settled", text)


def no_votes_text(*, lunch: bool) -> Text:
    """Return why a poll without votes decided nothing; `lunch` stands beside it."""
    return (
        f"Nobody voted, so I announced no happy hour. {_LUNCH_STAYS if lunch else ''}"
        "What shall I do about the evening?",
    )


def no_date_text(*, lunch: bool) -> Text:
    """Return why a poll without a date left decided nothing; `lunch` stands beside it."""
    return (
        "By the time the poll closed, no date was left to meet on, so I announced no happy "
        f"hour. {_LUNCH_STAYS if lunch else ''}",
        CommandMention("happyhour"),
        " asks anew with other dates.",
    )


def took_first_card() -> Card:
    """Confirm that the first date and place are taken."""
    return note_card("Taken", "I'll announce it now, with the calendar entry.")


def no_poll_card(series: HappyHourSeries, why: str) -> Card:
    """Alert organisers that a month has no poll."""
    return note_card(
        f"{series.title}: no poll this time",
        why,
        ("The next month comes by itself; ", CommandMention("happyhour"), " plans one by hand."),
    )


def venues_resting_card(series: HappyHourSeries) -> Card:
    """Alert organisers that no place can be suggested."""
    return note_card(
        f"{series.title}: no place is free",
        (
            "Every place I know was visited in the last half year or is too small. The poll asks "
            "for a date, and members can propose places; ",
            CommandMention("venues add"),
            " helps for next month.",
        ),
    )


def series_handed_over_card(series: HappyHourSeries, name: str) -> Card:
    """Alert organisers that a series has a new organiser."""
    return note_card(
        f"{series.title} goes on",
        (
            f"Whoever planned it has left, so it goes on in the name of {name}. ",
            CommandMention("happyhour polls"),
            " stops it.",
        ),
    )


def _poll_text(poll: Poll, voters: int) -> Text:
    channel = ChannelMention(poll.channel, poll.channel_name)
    text: list[Node] = [Bold(poll.title), " in ", channel, ": "]
    if is_crowd_now(voters):
        text += [Crowd(voters, moves=True), " voted, "]
    if poll.state == "open":
        text += ["closes ", Instant(poll.closes_at, poll.zone)]
    else:
        text.append("closed")
    return tuple(text)


def _poll_buttons(poll: Poll) -> list[Button]:
    number = str(poll.id)
    if poll.state != "open":
        return [Button("poll.reopen", "Open it again for two days", number)]

    buttons = [
        Button("poll.close", "Close it now", number, "main"),
        Button("poll.extend", "One day more", number),
    ]
    if not poll.settings.live:
        buttons.append(Button("poll.show", "Show results to all", number))
    buttons.append(Button("poll.cancel", "Call it off", number, "danger"))
    return buttons


def opening_text(opening: PollOpening) -> str:
    """Return on which day a poll opens, and from which day off it has moved."""
    day = opening.day
    return f"{day.day} {day:%B}{day_off_text(opening.planned, day)}"


def _series_text(series: HappyHourSeries, cadence: str, following: PollOpening | None) -> Text:
    state = "stopped for now."
    if series.active:
        state = f"{cadence}."
        if following:
            state += f" The next poll opens {opening_text(following)}."
    channel = ChannelMention(series.channel, series.channel_name)
    return Bold(series.title), " in ", channel, f": {state}"


def _switch(series: HappyHourSeries) -> Button:
    if series.active:
        return Button("happy_hour.stop", "Stop it", str(series.id))
    return Button("happy_hour.go_on", "Go on", str(series.id))

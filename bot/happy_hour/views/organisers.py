"""Cards with which organisers look after polls and monthly series."""

from collections.abc import Sequence
from typing import Literal

from bot.happy_hour.date_options import PollOpening
from bot.happy_hour.rules import Poll
from bot.happy_hour.series_records import HappyHourSeries
from bot.ui.cards import Actions, Button, Card, Paragraph, Part
from bot.ui.crowds import Crowd, is_crowd_now
from bot.ui.notices import note_card
from bot.ui.speech import mark, say, say_as
from bot.ui.text import (
    Bold,
    ChannelMention,
    CommandMention,
    Instant,
    Text,
    day_off_text,
    format_day_month,
    tell,
    tell_many,
)

WHY_TOLD = mark("You organise here, and a poll needs an organiser's eye.")

NO_LATER = mark(
    "There is no later moment before the last date. Close it now, or call it off and ask anew."
)
EVENT_OVER = mark("What came of this poll is over or called off, so it can't be opened again.")
LEFT_OUT = mark("I was not running when it should have opened, and by now its date is too near.")
NO_DAY = mark("I found no free working day for it.")
_MAX_SERIES = 8  # on one card
_SERIES = {
    "stopped": mark("No new poll opens by itself. What is announced stays."),
    "goes on": mark("New polls open by themselves again."),
}


def polls_card(
    polls: Sequence[tuple[Poll, int]],
    series: Sequence[tuple[HappyHourSeries, str, PollOpening | None]],
) -> Card:
    """List polls and monthly series, each with what can be done about it."""
    if not polls and not series:
        return note_card(
            say("Nothing planned"),
            tell(
                "{command} asks people when and where to meet.", command=CommandMention("happyhour")
            ),
        )

    parts: list[Part] = []
    for poll, voters in polls:
        parts += [Paragraph(_poll_text(poll, voters)), Actions(tuple(_poll_buttons(poll)))]
    for one, cadence, following in series:
        buttons = (Button("happy_hour.edit", say("Change it"), str(one.id)), _switch(one))
        parts += [Paragraph(_series_text(one, cadence, following)), Actions(buttons)]
    return Card("prompt", say("Happy hours"), tuple(parts))


def series_running_card(
    series: Sequence[tuple[HappyHourSeries, str, PollOpening | None]],
) -> Card:
    """Show which happy hours repeat already, to whoever is about to plan another."""
    parts: list[Part] = []
    for one, cadence, following in series[:_MAX_SERIES]:
        change = Button("happy_hour.edit", say("Change these"), str(one.id))
        parts += [Paragraph(_series_text(one, cadence, following)), Actions((change,))]
    if len(series) > _MAX_SERIES:
        more = tell_many(
            "And {count} more: {command} shows them all.",
            "And {count} more: {command} shows them all.",
            len(series) - _MAX_SERIES,
            command=CommandMention("happyhour polls"),
        )
        parts.append(Paragraph(more))
    buttons = (
        Button("happy_hour.begin", say("Plan another one"), "", "main"),
        Button("poll.list", say("See the polls")),
    )
    note = Paragraph((say("Planning another one leaves these as they are."),), soft=True)
    return Card("prompt", say("Happy hours run already"), (*parts, note, Actions(buttons)))


def series_saved_card(series: HappyHourSeries, cadence: str, following: PollOpening | None) -> Card:
    """Confirm what an organiser changed about happy hours that repeat."""
    return Card("prompt", say("Changed"), (Paragraph(_series_text(series, cadence, following)),))


def poll_changed_card(what: str, poll: Poll) -> Card:
    """Confirm what an organiser did to a poll."""
    closes = Instant(poll.closes_at, poll.zone)
    match what:
        case "extended":
            return Card(
                "note", say("Later"), (Paragraph(tell("It closes {closes} now.", closes=closes)),)
            )
        case "reopened":
            return Card(
                "note",
                say("Open again"),
                (Paragraph(tell("Votes count until {closes}.", closes=closes)),),
            )
        case "closed":
            return note_card(
                say("Closed"),
                say("The result stands on the poll, and I announce what was decided."),
            )
        case "cancelled":
            return note_card(
                say("Called off"),
                tell(
                    "The poll says so. If you change your mind, {command} opens it again.",
                    command=CommandMention("happyhour polls"),
                ),
            )
    return note_card(
        say("Results are open"), say("The poll says that results show as votes come in.")
    )


def series_changed_card(what: Literal["stopped", "goes on"]) -> Card:
    """Confirm that a monthly series stopped or goes on."""
    return note_card(say("Stopped") if what == "stopped" else say("It goes on"), say(_SERIES[what]))


def nothing_decided_card(poll: Poll, why: Text) -> Card:
    """Alert organisers that a poll ended without a result, with two next steps."""
    number = str(poll.id)
    steps = (
        Button("poll.reopen", say("Ask for two more days"), number, "main"),
        Button("poll.take", say("Take the first that is left"), number),
    )
    return Card(
        "prompt",
        say("{title}: nothing decided", title=poll.title),
        (Paragraph(why), Actions(steps)),
    )


def poll_settled_card(poll: Poll) -> Card:
    """Return what stands in place of that alert once somebody has chosen what happens next."""
    words = {"open": say("It's open for votes again."), "cancelled": say("It was called off.")}
    text = words.get(poll.state, say("A date was chosen; it's on the poll's card."))
    return note_card(say("{title}: settled", title=poll.title), text)


def no_votes_text(*, lunch: bool) -> Text:
    """Return why a poll without votes decided nothing; `lunch` stands beside it."""
    if lunch:
        return tell(
            "Nobody voted, so I announced no happy hour. The lunch of the month takes place. What "
            "shall I do about the evening?"
        )
    return tell("Nobody voted, so I announced no happy hour. What shall I do about the evening?")


def no_date_text(*, lunch: bool) -> Text:
    """Return why a poll without a date left decided nothing; `lunch` stands beside it."""
    if lunch:
        return tell(
            "By the time the poll closed, no date was left to meet on, so I announced no happy "
            "hour. The lunch of the month takes place. {command} asks anew with other dates.",
            command=CommandMention("happyhour"),
        )
    return tell(
        "By the time the poll closed, no date was left to meet on, so I announced no happy hour. "
        "{command} asks anew with other dates.",
        command=CommandMention("happyhour"),
    )


def took_first_card() -> Card:
    """Confirm that the first date and place are taken."""
    return note_card(say("Taken"), say("I'll announce it now, with the calendar entry."))


def no_poll_card(series: HappyHourSeries, why: str) -> Card:
    """Alert organisers that a month has no poll."""
    return note_card(
        say("{title}: no poll this time", title=series.title),
        why,
        tell(
            "The next month comes by itself; {command} plans one by hand.",
            command=CommandMention("happyhour"),
        ),
    )


def venues_resting_card(series: HappyHourSeries) -> Card:
    """Alert organisers that no place can be suggested."""
    return note_card(
        say("{title}: no place is free", title=series.title),
        tell(
            "Every place I know was visited in the last half year or is too small. The poll asks "
            "for a date, and members can propose places; {command} helps for next month.",
            command=CommandMention("venues add"),
        ),
    )


def series_handed_over_card(series: HappyHourSeries, name: str) -> Card:
    """Alert organisers that a series has a new organiser."""
    return note_card(
        say("{title} goes on", title=series.title),
        tell(
            "Whoever planned it has left, so it goes on in the name of {name}. {command} stops it.",
            name=name,
            command=CommandMention("happyhour polls"),
        ),
    )


def _poll_text(poll: Poll, voters: int) -> Text:
    channel = ChannelMention(poll.channel, poll.channel_name)
    state: Text = (say_as("state", "closed"),)
    if poll.state == "open":
        state = tell("closes {time}", time=Instant(poll.closes_at, poll.zone))
    title = Bold(poll.title)
    if not is_crowd_now(voters):
        return tell("{poll} in {channel}: {state}", poll=title, channel=channel, state=state)
    return tell(
        "{poll} in {channel}: {number} voted, {state}",
        poll=title,
        channel=channel,
        number=Crowd(voters, moves=True),
        state=state,
    )


def _poll_buttons(poll: Poll) -> list[Button]:
    number = str(poll.id)
    if poll.state != "open":
        return [Button("poll.reopen", say("Open it again for two days"), number)]

    buttons = [
        Button("poll.close", say("Close it now"), number, "main"),
        Button("poll.extend", say("One day more"), number),
    ]
    if not poll.settings.live:
        buttons.append(Button("poll.show", say("Show results to all"), number))
    buttons.append(Button("poll.cancel", say("Call it off"), number, "danger"))
    return buttons


def opening_text(opening: PollOpening) -> str:
    """Return on which day a poll opens, and from which day off it has moved."""
    return f"{format_day_month(opening.day)}{day_off_text(opening.planned, opening.day)}"


def _series_text(series: HappyHourSeries, cadence: str, following: PollOpening | None) -> Text:
    state = say("stopped for now.")
    if series.active:
        state = f"{cadence}."
        if following:
            opens = say("The next poll opens {opening}.", opening=opening_text(following))
            state = f"{state} {opens}"
    channel = ChannelMention(series.channel, series.channel_name)
    return tell(
        "{series} in {channel}: {state}", series=Bold(series.title), channel=channel, state=state
    )


def _switch(series: HappyHourSeries) -> Button:
    if series.active:
        return Button("happy_hour.stop", say("Stop it"), str(series.id))
    return Button("happy_hour.go_on", say("Go on"), str(series.id))


def no_longer() -> Text:
    """Refuse what a poll in its present state does not allow."""
    return tell(
        "That poll is not in a state for this any more. {command} shows how things stand.",
        command=CommandMention("happyhour polls"),
    )


def nothing_left() -> Text:
    """Refuse to take a date where none is left."""
    return tell(
        "No date of this poll is left to take. {command} asks anew.",
        command=CommandMention("happyhour"),
    )

"""Word what organisers read and fill in: the form, its preview, and what they can do with a
poll."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal

from bot.dates.recurrence import WEEKDAYS
from bot.happy_hour.records import HappyHourSeries
from bot.happy_hour.rules import MAX_OPTIONS, MAX_TITLE, Poll
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    ChannelField,
    Choice,
    ChoiceField,
    Field,
    Form,
    Paragraph,
    Part,
    TextField,
)
from bot.ui.notices import note_card
from bot.ui.text import Bold, ChannelMention, Instant, Text, clean_text
from bot.venues.rules import Venue

MAX_DATES_TEXT, MAX_AVOID_TEXT, MAX_DEADLINE_TEXT = 400, 300, 60
REPEATS = {"no": "No, just this once"} | {
    number: f"Every month, on the {word} such day"
    for number, word in {
        "1": "first",
        "2": "second",
        "3": "third",
        "4": "fourth",
        "-1": "last",
    }.items()
}
RESULTS = {
    "hidden": "Nobody sees results before the close",
    "live": "Everybody sees results as votes come in",
}

NO_TITLE = f"Please give it a name of at most {MAX_TITLE} characters."
NO_CHANNEL = "Please choose one of your channels."
NO_WEEKDAY = "Please choose one of the days."
NO_TIME = "Please write a time such as 17:30."
NO_REGION = (
    "I know no holidays of that region. Write a country such as DE, or a part of it such as GB-ENG."
)
NO_REPEAT = "Please choose one of these."
NO_RESULTS = "Please choose one of these."
NO_EXPECTED = "Please write how many people may come, from 2 to 2000."
NO_VENUES = (
    f"Please choose at most {MAX_OPTIONS} places from the list, or none: then I suggest three."
)
VENUE_GONE = "One of these places is not on the list any more. Please choose again."
EMPTY_LEDGER = (
    "I know no place for an evening yet. “/venues add” writes the first one down, then "
    "“/happyhour” goes on from there."
)
TOO_MANY = f"Please write at most {MAX_OPTIONS} dates."
TWICE = "Two of these dates are the same. Please leave one out."
TOO_FAR = "That is more than half a year away. Please choose something sooner."
NO_DEADLINE = "I can't read that as a moment. Try “in 3 days” or “Friday 4pm”."
PAST_DEADLINE = "That is over already. When should the poll close?"
SOON = "Please leave people at least an hour to vote."
LONG = "A poll is open for a month at most. Please choose a sooner close."
AFTER_EVENT = (
    "The poll would close after the first date. Please let it close at least two hours before."
)
NOTHING_TO_CHOOSE = (
    "With one date and one place there is nothing to vote on. Please add another "
    "of either, or leave one empty."
)
NO_GOOD_DATE = (
    "I find no free working day around then. Please write dates yourself, or leave out "
    "some of the days to avoid."
)
TOO_LONG = "Please make this shorter; a few dates are enough."
NO_DRAFT = "That preview is gone. “/happyhour” starts anew."
WAITED_TOO_LONG = (
    "By now this would close too soon. “Change” keeps what you typed and lets you "
    "choose another close."
)
VENUE_LEFT = "One of these places was taken off the list meanwhile. “Change” lets you choose again."
POSTED = "That poll is posted already. “/happyhour polls” shows it."
NO_LONGER = (
    "That poll is not in a state for this any more. “/happyhour polls” shows how things stand."
)
NO_LATER = (
    "There is no later moment before the last date. Close it now, or call it off and ask anew."
)
EVENT_OVER = "What came of this poll is over or called off, so it can't be opened again."
SETTLED = "That place was settled already."
NOTHING_LEFT = "No date of this poll is left to take. “/happyhour” asks anew."
WHY_TOLD = "You organise here, and a poll needs an organiser's eye."


def unreadable_date_text(words: str) -> str:
    """Say which date cannot be read."""
    return (
        f"I can't read “{clean_text(words, 40)}” as a date. Try “next Thu 6pm” or “19 March 17:30”."
    )


def unreadable_days_text(words: str) -> str:
    """Say which day to avoid cannot be read."""
    return (
        f"I can't read “{clean_text(words, 40)}”. Days look like 2026-12-24..2027-01-02, with "
        "commas between them."
    )


def past_date_text(words: str) -> str:
    """Say which date is over."""
    return f"“{clean_text(words, 40)}” is over already. Which date did you mean?"


def poll_form(typed: Mapping[str, tuple[str, ...]], venues: Sequence[Venue], draft: str) -> Form:
    """Ask for everything at once, with what was typed before."""
    days = tuple(Choice(str(number), WEEKDAYS[number]) for number in range(5))

    def said(name: str) -> str:
        return (typed.get(name) or ("",))[0]

    fields: list[Field] = [
        TextField(
            "title", "What is it called?", initial=said("title"), limit=MAX_TITLE, required=True
        ),
        ChannelField("channel", "Who is invited? Everybody in", initial=said("channel")),
        TextField(
            "dates",
            "Dates to choose from",
            "One a line, such as “next Thu 6pm”. Leave it empty, and I find three good ones.",
            said("dates"),
            MAX_DATES_TEXT,
            multiline=True,
        ),
        ChoiceField(
            "weekday",
            "A day that suits",
            days,
            "For the dates I find",
            (said("weekday"),),
            required=True,
        ),
        TextField("time", "At what time", "Such as 17:30", said("time"), 5, required=True),
        TextField(
            "avoid",
            "Days to avoid",
            "Such as 2026-12-24..2027-01-02, 2026-05-15",
            said("avoid"),
            MAX_AVOID_TEXT,
        ),
        TextField(
            "region", "Whose holidays to avoid", "Such as DE, DE-BE or GB-ENG", said("region"), 8
        ),
        *_venues_field(typed, venues),
        TextField(
            "expected", "How many may come", initial=said("expected"), limit=4, required=True
        ),
        TextField(
            "deadline",
            "The poll closes",
            "Such as “in 3 days”",
            said("deadline"),
            MAX_DEADLINE_TEXT,
            required=True,
        ),
        _choice("repeat", "Shall this go on by itself?", REPEATS, said("repeat")),
        _choice("results", "Who sees results before the close?", RESULTS, said("results")),
    ]
    intro = ("You see a preview first. A lunch of the month is planned beside every happy hour.",)
    return Form("happy_hour.draft", "Plan a happy hour", tuple(fields), draft, "Preview", intro)


def poll_preview_card(card: Card, poll: Poll, every: str, fewer: str) -> Card:
    """Show a poll before anybody else sees it."""
    room = ChannelMention(poll.channel, poll.channel_name)
    told: list[Part] = [Paragraph(("This is what ", room, " will see. Nothing is posted yet."))]
    told += [Paragraph((every,))] if every else []
    told += [Paragraph((fewer,), soft=True)] if fewer else []
    shown = [still for part in card.parts[:-1] if (still := _still(part, card))]
    number = str(poll.id)
    choice = Actions(
        (
            Button("poll.post", "Post", number, "main"),
            Button("poll.change", "Change", number),
            Button("poll.discard", "Discard", number),
        )
    )
    return Card("prompt", card.title, (*told, *shown, choice), card.footer)


def every_month_text(cadence: str) -> str:
    """Say what goes on by itself."""
    return (
        f"From then on it goes on by itself: {cadence}, each time with a new poll, other "
        "places, and its lunch."
    )


def fewer_found_text(dates: int, venues: int) -> str:
    """Say where less was found than was asked for."""
    found = [] if dates >= 3 else [f"only {dates} good date{'s' if dates != 1 else ''}"]
    if venues == 0:
        found.append("no place that is free to be visited again; members can propose one")
    elif venues < 3:
        found.append(
            f"only {venues} place{'s' if venues != 1 else ''} that fit{'s' if venues == 1 else ''}"
        )
    return f"I found {' and '.join(found)}." if found else ""


def poll_posted_card(poll: Poll, following: dt.date | None) -> Card:
    """Confirm that a poll is on its way."""
    goes_on: Text = (
        f" The next poll opens {following.day} {following:%B}, by itself." if following else "",
    )
    where: Text = (
        "It goes to ",
        ChannelMention(poll.channel, poll.channel_name),
        " now and closes ",
    )
    until: Text = (
        Instant(poll.closes_at, poll.zone),
        ". “/happyhour polls” closes it sooner, or later.",
        *goes_on,
    )
    return Card("prompt", "The poll is on its way", (Paragraph((*where, *until)),))


def draft_discarded_card() -> Card:
    """Confirm that a draft is gone."""
    return note_card("Discarded", "Nobody saw it. “/happyhour” starts anew.")


def polls_card(
    polls: Sequence[tuple[Poll, int]], series: Sequence[tuple[HappyHourSeries, str, dt.date | None]]
) -> Card:
    """Show what goes on, and what can be done about it."""
    if not polls and not series:
        return note_card("Nothing planned", "“/happyhour” asks people when and where to meet.")
    parts: list[Part] = []
    for poll, voters in polls:
        parts += [Paragraph(_state(poll, voters)), Actions(tuple(_doable(poll)))]
    for each, cadence, following in series:
        next_: str = (
            f" The next poll opens {following.day} {following:%B}."
            if following and each.active
            else ""
        )
        state = f"{cadence}.{next_}" if each.active else "stopped for now."
        parts.append(
            Paragraph(
                (
                    Bold(each.title),
                    " in ",
                    ChannelMention(each.channel, each.channel_name),
                    f": {state}",
                )
            )
        )
        switch = ("happy_hour.stop", "Stop it") if each.active else ("happy_hour.go_on", "Go on")
        parts.append(Actions((Button(*switch, str(each.id)),)))
    return Card("prompt", "Happy hours", tuple(parts))


def poll_changed_card(what: str, poll: Poll) -> Card:
    """Confirm what an organiser did to a poll."""
    match what:
        case "extended":
            return Card(
                "note",
                "Later",
                (Paragraph(("It closes ", Instant(poll.closes_at, poll.zone), " now.")),),
            )
        case "reopened":
            return Card(
                "note",
                "Open again",
                (Paragraph(("Votes count until ", Instant(poll.closes_at, poll.zone), ".")),),
            )
        case "closed":
            return note_card(
                "Closed", "The result stands on the poll, and I announce what was decided."
            )
        case "cancelled":
            return note_card(
                "Called off",
                "The poll says so. If you change your mind, “/happyhour polls” opens it again.",
            )
    words = "The poll says that results show as votes come in."
    return note_card("Results are open", words)


def series_changed_card(what: Literal["stopped", "goes on"]) -> Card:
    """Confirm what an organiser did to what goes on every month."""
    return note_card("Stopped" if what == "stopped" else "It goes on", _SERIES[what])


def proposal_card(poll: Poll, option: int, venue: Venue, by: Text) -> Card:
    """Ask organisers about a place that a member proposes."""
    where = ", ".join(word for word in (venue.name, venue.part, venue.address) if word)
    return Card(
        "prompt",
        "A place for the poll?",
        (
            Paragraph((*by, f" proposes {where} for “{poll.title}”.")),
            Actions(
                (
                    Button("poll.approve", "Put it on the poll", str(option), "main"),
                    Button("poll.decline", "Leave it out", str(option)),
                )
            ),
        ),
    )


def proposal_decided_card(name: str, *, taken: bool) -> Card:
    """Confirm what an organiser decided about a proposal."""
    return note_card(
        "Thank you",
        f"{name} {'stands on the poll and on the list of places' if taken else 'is left out'} now.",
    )


def nothing_decided_card(poll: Poll, why: str) -> Card:
    """Tell organisers that a poll ended without a result, with two next steps."""
    number = str(poll.id)
    steps = (
        Button("poll.reopen", "Ask for two more days", number, "main"),
        Button("poll.take", "Take the first that is left", number),
    )
    return Card("prompt", f"{poll.title}: nothing decided", (Paragraph((why,)), Actions(steps)))


def no_votes_text() -> str:
    """Say that nobody voted."""
    told = "Nobody voted, so I announced no happy hour. The lunch of the month takes place."
    return f"{told} What shall I do about the evening?"


def no_date_text() -> str:
    """Say that no date is left."""
    return (
        "By the time the poll closed, no date was left to meet on, so I announced no happy hour. "
        "The lunch of the month takes place. “/happyhour” asks anew with other dates."
    )


def took_first_card() -> Card:
    """Confirm that the first date and place are taken."""
    return note_card("Taken", "I announce it now, with the calendar entry.")


def no_poll_card(series: HappyHourSeries, why: str) -> Card:
    """Tell organisers that a month goes without a poll."""
    return note_card(
        f"{series.title}: no poll this time",
        why,
        "The next month comes by itself; “/happyhour” plans one by hand.",
    )


def venues_resting_card(series: HappyHourSeries) -> Card:
    """Tell organisers that every place rests."""
    return note_card(
        f"{series.title}: no place is free",
        "Every place I know was visited in the last half year or is too small. The poll asks for a "
        "date, and members "
        "can propose places; “/venues add” helps for next month.",
    )


def series_handed_over_card(series: HappyHourSeries, name: str) -> Card:
    """Tell organisers whose name stands under a series now."""
    return note_card(
        f"{series.title} goes on",
        f"Whoever planned it has left, so it goes on in the name of {name}. “/happyhour polls” "
        "stops it.",
    )


LEFT_OUT = "I was not running when it should have opened, and by now its date is too near."
NO_DAY = "I found no free working day for it."
_SERIES = {
    "stopped": "No new poll opens by itself. What is announced stays.",
    "goes on": "New polls open by themselves again.",
}


def _still(part: Part, card: Card) -> Part | None:
    """Show what can be clicked later as words, unless they stand there already."""
    if not isinstance(part, Actions):
        return part
    labels = [item.label for item in part.items if isinstance(item, Button)]
    told = [node for other in card.parts if isinstance(other, Paragraph) for node in other.text]
    named = {node.text for node in told if isinstance(node, Bold)}
    return None if named.issuperset(labels) else Paragraph((" · ".join(labels),))


def _venues_field(typed: Mapping[str, tuple[str, ...]], venues: Sequence[Venue]) -> list[Field]:
    choices = tuple(Choice(str(venue.id), venue.name) for venue in venues)
    chosen = tuple(
        value for value in typed.get("venues", ()) if value in {choice.value for choice in choices}
    )
    hint = "Choose none, and I suggest three"
    return (
        [ChoiceField("venues", "Places to choose from", choices, hint, chosen, MAX_OPTIONS)]
        if choices
        else []
    )


def _choice(name: str, question: str, choices: Mapping[str, str], chosen: str) -> ChoiceField:
    offered = tuple(Choice(value, words) for value, words in choices.items())
    return ChoiceField(name, question, offered, initial=(chosen,), required=True)


def _state(poll: Poll, voters: int) -> Text:
    voted = f"{voters} voted" if voters else "nobody has voted yet"
    when: Text = (
        ("closes ", Instant(poll.closes_at, poll.zone)) if poll.state == "open" else ("closed",)
    )
    return (
        Bold(poll.title),
        " in ",
        ChannelMention(poll.channel, poll.channel_name),
        f": {voted}, ",
        *when,
    )


def _doable(poll: Poll) -> list[Button]:
    number = str(poll.id)
    if poll.state != "open":
        return [Button("poll.reopen", "Open it again for two days", number)]
    shown = [] if poll.plan.live else [Button("poll.show", "Show results to all", number)]
    return [
        Button("poll.close", "Close it now", number, "main"),
        Button("poll.extend", "One day more", number),
        *shown,
        Button("poll.cancel", "Call it off", number, "danger"),
    ]

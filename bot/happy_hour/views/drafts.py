"""The form of a poll, its preview, and every mistake that the form can have."""

from collections.abc import Mapping, Sequence

from msgspec import structs

from bot.core.cadences import RHYTHM_LABELS
from bot.happy_hour.date_options import PollOpening
from bot.happy_hour.rules import MAX_OPTIONS, MAX_TITLE, Poll
from bot.happy_hour.views.organisers import opening_text
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
from bot.ui.fields import EXAMPLE_DAYS, clock_field, number_field
from bot.ui.notices import note_card
from bot.ui.speech import mark, say, say_many
from bot.ui.text import (
    Bold,
    ChannelMention,
    CommandMention,
    Instant,
    Text,
    clean_text,
    tell,
    weekday_name,
)
from bot.venues.rules import MAX_CAPACITY, Venue

MAX_PLACES_TEXT = 300
MAX_DATES_TEXT, MAX_AVOID_TEXT, MAX_DEADLINE_TEXT = 400, 300, 60
REPEATS = {"no": mark("No, just this once"), **RHYTHM_LABELS}
RESULTS = {
    "hidden": mark("Nobody sees results before the close"),
    "live": mark("Everybody sees results as votes come in"),
}

NO_CHANNEL = mark("Please choose one of your channels.")
NO_WEEKDAY = mark("Please choose one of the days.")
NO_TIME = mark("Please write a time such as 17:30.")
NO_REGION = mark(
    "I know no holidays of that region. Write a country such as DE, or a part of it such as GB-ENG."
)
NO_REPEAT = mark("Please choose one of these.")
NO_RESULTS = mark("Please choose one of these.")
NO_EXPECTED = mark("Please write how many people may come, from 2 to 2000.")
VENUE_GONE = mark("One of these places is not on the list any more. Please choose again.")
SERIES_THERE = mark(
    "Happy hours repeat in that channel already. Plan this one just once, or change those."
)
NO_SERIES = mark("These happy hours are not there any more.")
TWICE = mark("Two of these dates are the same. Please leave one out.")
TOO_FAR = mark("That is more than half a year away. Please choose something sooner.")
NO_DEADLINE = mark("I can't read that as a moment. Try “in 3 days” or “Friday 4pm”.")
PAST_DEADLINE = mark("That has already passed. When should the poll close?")
SOON = mark("Please leave people at least an hour to vote.")
LONG = mark("A poll is open for a month at most. Please choose a sooner close.")
AFTER_EVENT = mark(
    "The poll would close after the first date. Please let it close at least two hours before."
)
NOTHING_TO_CHOOSE = mark(
    "With one date and one place there is nothing to vote on. Please add another of either, or "
    "leave one empty."
)
NO_GOOD_DATE = mark(
    "I find no free working day around then. Please write dates yourself, or leave out some of "
    "the days to avoid."
)
TOO_LONG = mark("Please make this shorter; a few dates are enough.")
WAITED_TOO_LONG = mark(
    "By now this would close too soon. “Change” keeps what you typed and lets you choose another "
    "close."
)
VENUE_LEFT = mark(
    "One of these places was taken off the list meanwhile. “Change” lets you choose again."
)


def unreadable_date_text(words: str) -> str:
    """Return the answer to a date that cannot be read."""
    return say(
        "I can't read “{words}” as a date. Try “next Thu 6pm” or “19 March 17:30”.",
        words=clean_text(words, 40),
    )


def unreadable_days_text(words: str) -> str:
    """Return the answer to a day to avoid that cannot be read."""
    return say(
        "I can't read “{words}”. Days look like 2026-12-24..2027-01-02, with commas between them.",
        words=clean_text(words, 40),
    )


def past_date_text(words: str) -> str:
    """Return the answer to a date in the past."""
    return say(
        "“{words}” has already passed. Which date did you mean?", words=clean_text(words, 40)
    )


def poll_form(typed: Mapping[str, tuple[str, ...]], venues: Sequence[Venue], draft: str) -> Form:
    """Ask for everything at once, with what was typed before."""
    fields = (*_date_fields(typed), *_venues_field(typed, venues), *_rules_fields(typed))
    intro = (
        say("You see a preview first. A lunch of the month is planned beside every happy hour."),
    )
    return Form("happy_hour.draft", say("Plan a happy hour"), fields, draft, say("Preview"), intro)


def series_form(typed: Mapping[str, tuple[str, ...]], number: int) -> Form:
    """Ask how happy hours that repeat go on; what is announced stays."""
    title, _, _, *about_days = _date_fields(typed)
    expected, _, repeat, results = _rules_fields(typed)
    repeats = structs.replace(
        repeat,
        label=say("How often"),
        choices=tuple(Choice(value, say(words)) for value, words in RHYTHM_LABELS.items()),
    )
    fields = (title, *about_days, expected, repeats, results)
    intro = (say("From the next poll on. What is announced or open for votes stays as it is."),)
    return Form("happy_hour.change", say("Change happy hours"), fields, str(number), intro=intro)


def poll_preview_card(card: Card, poll: Poll, every: str, fewer: str) -> Card:
    """Show a poll to its organiser before anybody else sees it."""
    room = ChannelMention(poll.channel, poll.channel_name)
    parts: list[Part] = [
        Paragraph(tell("This is what {room} will see. Nothing is posted yet.", room=room))
    ]
    if every:
        parts.append(Paragraph((every,)))
    if fewer:
        parts.append(Paragraph((fewer,), soft=True))
    for part in card.parts[:-1]:
        parts += _without_buttons(part, card)

    number = str(poll.id)
    buttons = (
        Button("poll.post", say("Post"), number, "main"),
        Button("poll.change", say("Change"), number),
        Button("poll.discard", say("Discard"), number),
    )
    return Card("prompt", card.title, (*parts, Actions(buttons)), card.footer)


def every_time_text(cadence: str) -> str:
    """Return what a poll that repeats does by itself."""
    return say(
        "From then on it goes on by itself: {cadence}, each time with a new poll and other "
        "places. A lunch stands beside it once a month.",
        cadence=cadence,
    )


def fewer_found_text(dates: int, venues: int) -> str:
    """Return what was found where fewer than three dates or places were, or an empty string."""
    found: list[str] = []
    if dates < 3:
        found.append(say_many("only {count} good date", "only {count} good dates", dates))
    if venues == 0:
        found.append(say("no place that is free to be visited again; members can propose one"))
    elif venues < 3:
        found.append(
            say_many("only {count} place that fits", "only {count} places that fit", venues)
        )
    if found:
        return say("I found {found}.", found=say(" and ").join(found))
    return ""


def poll_posted_card(poll: Poll, following: PollOpening | None) -> Card:
    """Confirm that a poll is being posted."""
    text = tell(
        "It goes to {channel} now and closes {time}. {command} closes it sooner, or later.",
        channel=ChannelMention(poll.channel, poll.channel_name),
        time=Instant(poll.closes_at, poll.zone),
        command=CommandMention("happyhour polls"),
    )
    if following:
        text = tell(
            "{text} The next poll opens by itself, on {opening}.",
            text=text,
            opening=opening_text(following),
        )
    return Card("prompt", say("I'm posting the poll"), (Paragraph(text),))


def draft_discarded_card() -> Card:
    """Confirm that a draft was deleted."""
    return note_card(
        say("Discarded"),
        tell("Nobody saw it. {command} starts anew.", command=CommandMention("happyhour")),
    )


def _date_fields(typed: Mapping[str, tuple[str, ...]]) -> list[Field]:
    weekdays = {str(number): weekday_name(number) for number in range(7)}
    return [
        TextField(
            "title",
            say("What is it called?"),
            initial=_first(typed, "title"),
            limit=MAX_TITLE,
            required=True,
            example=say("Happy hour in March"),
        ),
        ChannelField(
            "channel",
            say("Who is invited? Everybody in"),
            initial=_first(typed, "channel"),
            purpose="announce",
        ),
        TextField(
            "dates",
            say("Dates to choose from"),
            say("One a line. Leave it empty, and I find three good ones."),
            _first(typed, "dates"),
            MAX_DATES_TEXT,
            multiline=True,
            example=say("next Thu 6pm"),
        ),
        _choice("weekday", say("A day that suits"), weekdays, typed, say("For the dates I find")),
        clock_field("time", say("At what time"), _first(typed, "time"), "17:30"),
        TextField(
            "avoid",
            say("Days to avoid"),
            "",
            _first(typed, "avoid"),
            MAX_AVOID_TEXT,
            example=EXAMPLE_DAYS,
        ),
        TextField(
            "region",
            say("Whose holidays to avoid"),
            "",
            _first(typed, "region"),
            8,
            example=say("DE, DE-BE or GB-ENG"),
        ),
    ]


def _venues_field(typed: Mapping[str, tuple[str, ...]], venues: Sequence[Venue]) -> list[Field]:
    places = TextField(
        "places",
        say("Other places to choose from") if venues else say("Where could it be?"),
        say("One a line. I remember them for the next time.")
        if venues
        else say("One a line. Leave it empty to decide later; people can propose places."),
        _first(typed, "places"),
        MAX_PLACES_TEXT,
        multiline=True,
        example=say("Ramen bar, Karlstr. 5"),
    )
    if not venues:
        return [places]
    choices = tuple(Choice(str(venue.id), venue.name) for venue in venues)
    known = {choice.value for choice in choices}
    chosen = tuple(value for value in typed.get("venues", ()) if value in known)
    hint = say("Choose none, and I suggest three")
    known_places = ChoiceField(
        "venues", say("Places to choose from"), choices, hint, chosen, MAX_OPTIONS
    )
    return [known_places, places]


def _rules_fields(typed: Mapping[str, tuple[str, ...]]) -> list[Field]:
    return [
        number_field(
            "expected",
            say("How many may come"),
            _first(typed, "expected"),
            (2, MAX_CAPACITY),
            "12",
            required=True,
        ),
        TextField(
            "deadline",
            say("The poll closes"),
            "",
            _first(typed, "deadline"),
            MAX_DEADLINE_TEXT,
            required=True,
            example=say("in 3 days"),
        ),
        _choice("repeat", say("Shall this go on by itself?"), REPEATS, typed),
        _choice("results", say("Who sees results before the close?"), RESULTS, typed),
    ]


def _choice(
    name: str,
    question: str,
    choices: Mapping[str, str],
    typed: Mapping[str, tuple[str, ...]],
    hint: str = "",
) -> ChoiceField:
    offered = tuple(Choice(value, say(words)) for value, words in choices.items())
    chosen = (_first(typed, name),)
    return ChoiceField(name, question, offered, hint, chosen, required=True)


def _first(typed: Mapping[str, tuple[str, ...]], name: str) -> str:
    values = typed.get(name)
    if values:
        return values[0]
    return ""


def _without_buttons(part: Part, card: Card) -> list[Part]:
    """Return buttons as words, or nothing where the card names them in bold already."""
    if not isinstance(part, Actions):
        return [part]

    labels = [item.label for item in part.items if isinstance(item, Button)]
    bold: set[str] = set()
    for paragraph in card.parts:
        if isinstance(paragraph, Paragraph):
            bold |= {node.text for node in paragraph.text if isinstance(node, Bold)}
    if bold.issuperset(labels):
        return []
    return [Paragraph((" · ".join(labels),))]


def no_title() -> str:
    """Reject a title that is empty or too long."""
    return say("Please give it a name of at most {limit} characters.", limit=MAX_TITLE)


def no_venues() -> str:
    """Reject a choice of too many places."""
    return say(
        "Please choose at most {limit} places from the list, or none: then I suggest three.",
        limit=MAX_OPTIONS,
    )


def no_places() -> str:
    """Reject places that are too many, or written at length."""
    return say(
        "Please write at most {limit} places, one a line, each in a few words.",
        limit=MAX_OPTIONS,
    )


def too_many() -> str:
    """Reject a poll of too many dates."""
    return say("Please write at most {limit} dates.", limit=MAX_OPTIONS)


def no_draft() -> Text:
    """Refuse a button of a preview that is gone."""
    return tell("That preview is gone. {command} starts anew.", command=CommandMention("happyhour"))


def posted() -> Text:
    """Refuse a button of a preview that is posted."""
    return tell(
        "That poll is posted already. {command} shows it.",
        command=CommandMention("happyhour polls"),
    )

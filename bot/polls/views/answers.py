"""Forms and private cards of polls: what is asked, one's own answer, what can be done."""

from collections.abc import Mapping, Sequence
from typing import Literal

from bot.dates.rhythms import RHYTHMS
from bot.polls.rules import MAX_CHOICE, MAX_CHOICES, MAX_QUESTION, Question, QuestionChoice
from bot.polls.views.cards import how_text
from bot.ui.cards import (
    LABEL_LIMIT,
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
from bot.ui.text import Bold, ChannelMention, CommandMention, Instant, Node, Text, join_nodes

Change = Literal["closed", "cancelled", "reopened", "stopped"]

MAX_CHOICES_TEXT, MAX_WHEN = 2000, 60
REPEATS = {"no": "Just this once", **RHYTHMS}
SEVERAL = {"no": "Just one", "yes": "As many as people like"}
SECRET = {"secret": "Nobody sees who chose what", "named": "Names show beside the choices"}
RESULTS = {"hidden": "Results show once it has closed", "live": "Results show as votes come in"}

CLOSES_HINT = "A day without a time means 16:00."
NO_QUESTION = f"Please write a question of at most {MAX_QUESTION} characters."
FEW_CHOICES = "Please write at least two different choices, one a line."
MANY_CHOICES = f"Please write at most {MAX_CHOICES} choices."
LONG_CHOICE = f"Please keep each choice within {MAX_CHOICE} characters."
NO_CHANNEL = "Please choose one of your channels."
NO_CHOICE = "Please choose from what is offered."
ONE_ONLY = "Please choose just one here."
NO_WHEN = "I didn't understand that. Try “tomorrow 16:00” or “in 3 days”."
PAST = "That has already passed. Please choose a later moment."
TOO_FAR = "Please choose a moment within half a year."
CLOSES_SOON = "Please leave people at least five minutes to vote."
CLOSES_LATE = "A poll can stay open for a month at most."
CLOSES_TOO_LATE = "It has to close before the next one opens."
NOT_YOURS = "Only whoever asked, or an organiser, can change this poll."
NO_LONGER = "That poll is not in a state for this any more."
POSTED_THERE = "It's posted there already. Call it off, and ask it anew elsewhere."
VOTED_ALREADY = "People have voted already, so the choices stay. The rest can be changed."
ONLY_ORGANISERS = "In this workspace organisers ask the polls. Ask one of them to post yours."


def poll_form(
    typed: Mapping[str, str], channel: str, value: str = "", *, asks_back: bool = False
) -> Form:
    """Ask for everything at once, with what was understood; `asks_back` where choices lack."""
    intro = "Between what? Write the choices, one a line." if asks_back else ""
    fields: tuple[Field, ...] = (
        TextField(
            "words", "Question", "", typed.get("words", ""), MAX_QUESTION, required=True,
            example="Where shall we meet?",
        ),
        TextField(
            "choices", "Choices, one a line", "", typed.get("choices", ""), MAX_CHOICES_TEXT,
            multiline=True, required=True, example="Thursday",
        ),
        ChannelField("channel", "Ask in", initial=channel),
        TextField(
            "closes", "Closes", CLOSES_HINT, typed.get("closes", "in 1 day"), MAX_WHEN,
            required=True, example="tomorrow 16:00",
        ),
        _choice("several", "How many answers", SEVERAL, typed),
        _choice("secret", "Who sees the answers", SECRET, typed),
        _choice("results", "When results show", RESULTS, typed),
        TextField(
            "opens", "Opens", "Empty: now", typed.get("opens", ""), MAX_WHEN,
            example="Monday 9:00",
        ),
        _choice("repeat", "Ask again by itself", REPEATS, typed),
    )  # fmt: skip
    title = "Change the poll" if value else "Ask a poll"
    submit = "Save" if value else "Post"
    return Form("question.save", title, fields, value, submit, (intro,) if intro else ())


def posted_card(
    poll: Question, choices: Sequence[QuestionChoice], following: Question | None = None
) -> Card:
    """Show whoever may change a poll what was understood, and what they can do with it."""
    channel = ChannelMention(poll.channel, poll.channel_name)
    closes = Instant(poll.closes_at, poll.zone)
    text: Text = (Bold(poll.words), " is in ", channel, ", open until ", closes, ".")
    if poll.state in ("closed", "cancelled"):
        text = (Bold(poll.words), " in ", channel, " is over.")
    elif poll.state == "planned":
        opens = Instant(poll.opens_at, poll.zone)
        text = (Bold(poll.words), " opens in ", channel, " on ", opens, " until ", closes, ".")
    listed: list[Node] = [choice.words for choice in choices]
    parts: list[Part] = [
        Paragraph(text),
        Paragraph(("Choices: ", *join_nodes(listed), ". ", how_text(poll))),
    ]
    buttons = _manage_buttons(poll)
    if following:
        again = Instant(following.opens_at, following.zone)
        parts.append(Paragraph(("I'll ask it again on ", again, ".")))
        buttons.append(Button("question.stop", "Don't ask again", str(poll.id)))
    return Card("prompt", "Your poll", (*parts, Actions(tuple(buttons))))


def _manage_buttons(poll: Question) -> list[Button]:
    """Return what can be done with a poll in its state."""
    number = str(poll.id)
    match poll.state:
        case "open":
            buttons = [
                Button("question.close", "Close it now", number, "main"),
                Button("question.change", "Change it", number),
                Button("question.cancel", "Call it off", number, "danger"),
            ]
        case "planned":
            buttons = [
                Button("question.change", "Change it", number),
                Button("question.cancel", "Don't open it", number, "danger"),
            ]
        case _:
            buttons = [Button("question.reopen", "Open it for another day", number)]
    return buttons


def changed_card(what: Change, poll: Question) -> Card:
    """Confirm what became of a poll."""
    match what:
        case "closed":
            return note_card("Closed", "Its card says what came out.")
        case "reopened":
            closes = Instant(poll.closes_at, poll.zone)
            return note_card("Open again", ("Votes count until ", closes, "."))
        case "stopped":
            return note_card("It ends here", "I won't ask it again.")
    if poll.state == "planned":
        return note_card("Called off", "It won't open, and I won't ask it again.")
    return note_card("Called off", "Its card says so. I don't show who chose what.")


def ballot_card(poll: Question, mine: Sequence[QuestionChoice]) -> Card:
    """Show somebody their own answer."""
    text: Text = ("You haven't answered.",)
    parts: list[Part] = []
    if mine:
        names: list[Node] = [Bold(choice.words) for choice in mine]
        text = ("You chose ", *join_nodes(names), ".")
    parts.append(Paragraph(text))
    number = str(poll.id)
    buttons = [Button("question.ballot", "Change it" if mine else "Answer", number)]
    if mine:
        buttons.append(Button("question.withdraw", "Take it back", number))
    closes = Instant(poll.closes_at, poll.zone)
    who = "Your name shows beside it." if poll.settings.named else "Nobody else sees this."
    footer: Text = (f"{who} You can change it until ", closes, ".")
    return Card("note", poll.words, (*parts, Actions(tuple(buttons))), footer)


def ballot_form(poll: Question, choices: Sequence[QuestionChoice], mine: Sequence[int]) -> Form:
    """Ask for somebody's answer."""
    offered = tuple(Choice(str(choice.id), choice.words[:LABEL_LIMIT]) for choice in choices)
    most = len(offered) if poll.settings.several else 1
    chosen = tuple(str(number) for number in mine)[:most]
    field = ChoiceField("chosen", "Your answer", offered, initial=chosen, most=most)
    intro = (Bold(poll.words), f"\n{how_text(poll)}")
    return Form("question.ballot", "Your answer", (field,), str(poll.id), "Vote", intro)


def not_opened_card(poll: Question, why: str) -> Card:
    """Return the news for whoever planned a poll that it was not opened, and what to do."""
    channel = ChannelMention(poll.channel, poll.channel_name)
    reason = f"I can't post there. {why}" if why else "I wasn't running, and it would be over."
    again: Text = (CommandMention("poll"), " asks it now.")
    text: Text = (Bold(poll.words), " was to open in ", channel, f". {reason} ", *again)
    return Card("note", "Your poll didn't open", (Paragraph(text),))


def polls_card(polls: Sequence[Question], more: int, *, only_organisers: bool) -> Card:
    """List polls to organisers, and who may ask."""
    parts: list[Part] = []
    for poll in polls:
        channel = ChannelMention(poll.channel, poll.channel_name)
        when = Instant(poll.opens_at if poll.state == "planned" else poll.closes_at, poll.zone)
        verb = "opens" if poll.state == "planned" else "closes"
        text: Text = (Bold(poll.words or "A poll"), " in ", channel, f" {verb} ", when)
        parts += [Paragraph(text), Actions(tuple(_manage_buttons(poll)))]
    if not polls:
        parts.append(Paragraph(("No poll is open or planned.",)))
    if more:
        parts.append(Paragraph((f"And {more} more.",)))
    who, button = "Anybody can ask a poll.", Button("polls.limit", "Only organisers", "organisers")
    if only_organisers:
        who, button = "Only organisers ask polls.", Button("polls.limit", "Anybody", "everybody")
    return Card("prompt", "Polls", (*parts, Paragraph((who,), soft=True), Actions((button,))))


def _choice(
    name: str, question: str, choices: Mapping[str, str], typed: Mapping[str, str]
) -> ChoiceField:
    offered = tuple(Choice(value, words) for value, words in choices.items())
    first = typed.get(name, next(iter(choices)))
    return ChoiceField(name, question, offered, "", (first,), required=True)


def date_over(words: str) -> str:
    """Return that a date among the choices is over."""
    return f"“{words}” is over already. Please choose a date to come."


def date_stays(words: str) -> str:
    """Return that a date among the choices cannot come again and again."""
    return (
        f"This poll repeats, and “{words}” comes only once. Name a weekday, such as Thursday, or "
        "ask just once."
    )

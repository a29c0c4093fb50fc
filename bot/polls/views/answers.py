"""Forms and private cards of polls: what is asked, one's own answer, what can be done."""

from collections.abc import Mapping, Sequence
from typing import Literal

from bot.core.cadences import RHYTHM_LABELS
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
from bot.ui.speech import mark, say, say_many
from bot.ui.text import (
    Bold,
    ChannelMention,
    CommandMention,
    Instant,
    Node,
    Text,
    join_nodes,
    merge_words,
    tell,
)

Change = Literal["closed", "cancelled", "reopened", "stopped"]

MAX_CHOICES_TEXT, MAX_WHEN = 2000, 60
REPEATS = {"no": mark("Just this once"), **RHYTHM_LABELS}
SEVERAL = {"no": mark("Just one"), "yes": mark("As many as people like")}
SECRET = {
    "secret": mark("Nobody sees who chose what"),
    "named": mark("Names show beside the choices"),
}
RESULTS = {
    "hidden": mark("Results show once it has closed"),
    "live": mark("Results show as votes come in"),
}

CLOSES_HINT = mark("A day without a time means 16:00.")
FEW_CHOICES = mark("Please write at least two different choices, one a line.")
NO_CHANNEL = mark("Please choose one of your channels.")
NO_CHOICE = mark("Please choose from what is offered.")
ONE_ONLY = mark("Please choose just one here.")
NO_WHEN = mark("I didn't understand that. Try “tomorrow 16:00” or “in 3 days”.")
PAST = mark("That has already passed. Please choose a later moment.")
TOO_FAR = mark("Please choose a moment within half a year.")
CLOSES_SOON = mark("Please leave people at least five minutes to vote.")
CLOSES_LATE = mark("A poll can stay open for a month at most.")
CLOSES_TOO_LATE = mark("It has to close before the next one opens.")
NOT_YOURS = mark("Only whoever asked, or an organiser, can change this poll.")
NO_LONGER = mark("That poll is not in a state for this any more.")
POSTED_THERE = mark("It's posted there already. Call it off, and ask it anew elsewhere.")
VOTED_ALREADY = mark("People have voted already, so the choices stay. The rest can be changed.")
ONLY_ORGANISERS = mark("In this workspace organisers ask the polls. Ask one of them to post yours.")


def poll_form(
    typed: Mapping[str, str], channel: str, value: str = "", *, asks_back: bool = False
) -> Form:
    """Ask for everything at once, with what was understood; `asks_back` where choices lack."""
    intro = say("Between what? Write the choices, one a line.") if asks_back else ""
    fields: tuple[Field, ...] = (
        TextField(
            "words", say("Question"), "", typed.get("words", ""), MAX_QUESTION, required=True,
            example=say("Where shall we meet?"),
        ),
        TextField(
            "choices", say("Choices, one a line"), "", typed.get("choices", ""), MAX_CHOICES_TEXT,
            multiline=True, required=True, example=say("Thursday"),
        ),
        ChannelField("channel", say("Ask in"), initial=channel),
        TextField(
            "closes", say("Closes"), say(CLOSES_HINT), typed.get("closes", "in 1 day"), MAX_WHEN,
            required=True, example=say("tomorrow 16:00"),
        ),
        _choice("several", say("How many answers"), SEVERAL, typed),
        _choice("secret", say("Who sees the answers"), SECRET, typed),
        _choice("results", say("When results show"), RESULTS, typed),
        TextField(
            "opens", say("Opens"), say("Empty: now"), typed.get("opens", ""), MAX_WHEN,
            example=say("Monday 9:00"),
        ),
        _choice("repeat", say("Ask again by itself"), REPEATS, typed),
    )  # fmt: skip
    title = say("Change the poll") if value else say("Ask a poll")
    submit = say("Save") if value else say("Post")
    return Form("question.save", title, fields, value, submit, (intro,) if intro else ())


def posted_card(
    poll: Question, choices: Sequence[QuestionChoice], following: Question | None = None
) -> Card:
    """Show whoever may change a poll what was understood, and what they can do with it."""
    channel = ChannelMention(poll.channel, poll.channel_name)
    closes = Instant(poll.closes_at, poll.zone)
    text: Text = tell(
        "{poll} is in {channel}, open until {closes}.",
        poll=Bold(poll.words),
        channel=channel,
        closes=closes,
    )
    if poll.state in ("closed", "cancelled"):
        text = tell("{poll} in {channel} is over.", poll=Bold(poll.words), channel=channel)
    elif poll.state == "planned":
        opens = Instant(poll.opens_at, poll.zone)
        text = tell(
            "{poll} opens in {channel} on {opens} until {closes}.",
            poll=Bold(poll.words),
            channel=channel,
            opens=opens,
            closes=closes,
        )
    listed: list[Node] = [choice.words for choice in choices]
    parts: list[Part] = [
        Paragraph(text),
        Paragraph(
            tell("Choices: {choices}. {how}", choices=join_nodes(listed), how=how_text(poll))
        ),
    ]
    buttons = _manage_buttons(poll)
    if following:
        again = Instant(following.opens_at, following.zone)
        parts.append(Paragraph(tell("I'll ask it again on {again}.", again=again)))
        buttons.append(Button("question.stop", say("Don't ask again"), str(poll.id)))
    return Card("prompt", say("Your poll"), (*parts, Actions(tuple(buttons))))


def _manage_buttons(poll: Question) -> list[Button]:
    """Return what can be done with a poll in its state."""
    number = str(poll.id)
    match poll.state:
        case "open":
            buttons = [
                Button("question.close", say("Close it now"), number, "main"),
                Button("question.change", say("Change it"), number),
                Button("question.cancel", say("Call it off"), number, "danger"),
            ]
        case "planned":
            buttons = [
                Button("question.change", say("Change it"), number),
                Button("question.cancel", say("Don't open it"), number, "danger"),
            ]
        case _:
            buttons = [Button("question.reopen", say("Open it for another day"), number)]
    return buttons


def changed_card(what: Change, poll: Question) -> Card:
    """Confirm what became of a poll."""
    match what:
        case "closed":
            return note_card(say("Closed"), say("Its card says what came out."))
        case "reopened":
            closes = Instant(poll.closes_at, poll.zone)
            return note_card(say("Open again"), tell("Votes count until {closes}.", closes=closes))
        case "stopped":
            return note_card(say("It ends here"), say("I won't ask it again."))
    if poll.state == "planned":
        return note_card(say("Called off"), say("It won't open, and I won't ask it again."))
    return note_card(say("Called off"), say("Its card says so. I don't show who chose what."))


def ballot_card(poll: Question, mine: Sequence[QuestionChoice]) -> Card:
    """Show somebody their own answer."""
    text: Text = (say("You haven't answered."),)
    parts: list[Part] = []
    if mine:
        names: list[Node] = [Bold(choice.words) for choice in mine]
        text = tell("You chose {choices}.", choices=join_nodes(names))
    parts.append(Paragraph(text))
    number = str(poll.id)
    buttons = [Button("question.ballot", say("Change it") if mine else say("Answer"), number)]
    if mine:
        buttons.append(Button("question.withdraw", say("Take it back"), number))
    closes = Instant(poll.closes_at, poll.zone)
    who = (
        say("Your name shows beside it.") if poll.settings.named else say("Nobody else sees this.")
    )
    until = tell("You can change it until {closes}.", closes=closes)
    footer = merge_words((who, " ", *until))
    return Card("note", poll.words, (*parts, Actions(tuple(buttons))), footer)


def ballot_form(poll: Question, choices: Sequence[QuestionChoice], mine: Sequence[int]) -> Form:
    """Ask for somebody's answer."""
    offered = tuple(Choice(str(choice.id), choice.words[:LABEL_LIMIT]) for choice in choices)
    most = len(offered) if poll.settings.several else 1
    chosen = tuple(str(number) for number in mine)[:most]
    field = ChoiceField("chosen", say("Your answer"), offered, initial=chosen, most=most)
    intro = (Bold(poll.words), f"\n{how_text(poll)}")
    return Form("question.ballot", say("Your answer"), (field,), str(poll.id), say("Vote"), intro)


def not_opened_card(poll: Question, why: str) -> Card:
    """Return the news for whoever planned a poll that it was not opened, and what to do."""
    channel = ChannelMention(poll.channel, poll.channel_name)
    reason = (
        say("I can't post there. {why}", why=why)
        if why
        else say("I wasn't running, and it would be over.")
    )
    text: Text = tell(
        "{poll} was to open in {channel}. {reason} {command} asks it now.",
        poll=Bold(poll.words),
        channel=channel,
        reason=reason,
        command=CommandMention("poll"),
    )
    return Card("note", say("Your poll didn't open"), (Paragraph(text),))


def polls_card(polls: Sequence[Question], more: int, *, only_organisers: bool) -> Card:
    """List polls to organisers, and who may ask."""
    parts: list[Part] = []
    for poll in polls:
        channel = ChannelMention(poll.channel, poll.channel_name)
        when = Instant(poll.opens_at if poll.state == "planned" else poll.closes_at, poll.zone)
        title = Bold(poll.words or say("A poll"))
        text = tell("{poll} in {channel} closes {when}", poll=title, channel=channel, when=when)
        if poll.state == "planned":
            text = tell("{poll} in {channel} opens {when}", poll=title, channel=channel, when=when)
        parts += [Paragraph(text), Actions(tuple(_manage_buttons(poll)))]
    if not polls:
        parts.append(Paragraph((say("No poll is open or planned."),)))
    if more:
        parts.append(Paragraph((say_many("And {count} more.", "And {count} more.", more),)))
    who, button = (
        say("Anybody can ask a poll."),
        Button("polls.limit", say("Only organisers"), "organisers"),
    )
    if only_organisers:
        who, button = (
            say("Only organisers ask polls."),
            Button("polls.limit", say("Anybody"), "everybody"),
        )
    return Card("prompt", say("Polls"), (*parts, Paragraph((who,), soft=True), Actions((button,))))


def _choice(
    name: str, question: str, choices: Mapping[str, str], typed: Mapping[str, str]
) -> ChoiceField:
    offered = tuple(Choice(value, say(words)) for value, words in choices.items())
    first = typed.get(name, next(iter(choices)))
    return ChoiceField(name, question, offered, "", (first,), required=True)


def date_over(words: str) -> str:
    """Return that a date among the choices is over."""
    return say("“{words}” is over already. Please choose a date to come.", words=words)


def date_stays(words: str) -> str:
    """Return that a date among the choices cannot come again and again."""
    return say(
        "This poll repeats, and “{words}” comes only once. Name a weekday, such as Thursday, or "
        "ask just once.",
        words=words,
    )


def no_question() -> str:
    """Reject a question that is empty or too long."""
    return say("Please write a question of at most {limit} characters.", limit=MAX_QUESTION)


def many_choices() -> str:
    """Reject too many choices."""
    return say("Please write at most {limit} choices.", limit=MAX_CHOICES)


def long_choice() -> str:
    """Reject a choice that is too long."""
    return say("Please keep each choice within {limit} characters.", limit=MAX_CHOICE)

"""What people read who say that something is wrong: the choices, the forms, what became of it."""

from collections.abc import Sequence

from bot.conduct.rules import MAX_WORDS, REASONS
from bot.core.concerns import WrittenText
from bot.people.records import Person
from bot.people.views.private import ENDED_TOGETHER
from bot.ui.cards import (
    LABEL_LIMIT,
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    Field,
    Form,
    Paragraph,
    Part,
    TextField,
)
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Mention, Node, Text, Words, flatten_text, join_nodes, tell

TITLE = mark("Something wrong?")
_NAME = 40  # characters of a name on a button
_SNIPPET = 60  # characters of a text in a list

REASON_WORDS = {
    "unkind": mark("It's unkind to somebody"),
    "private": mark("It's somebody's private matter"),
    "confidential": mark("It's confidential"),
    "elsewhere": mark("It doesn't belong here"),
}


def gone() -> Text:
    """Return that what was wrong is no longer known."""
    return tell(
        "I no longer know what this was about. {wrong} works without a card.",
        wrong=CommandMention("mingle wrong"),
    )


def nobody_on_it() -> Text:
    """Return that nobody else is on a card."""
    return tell(
        "Nobody else is on this card. {rather_not} has your whole list.",
        rather_not=CommandMention("mingle rather-not"),
    )


NO_TEXT = mark("Nobody's words are on this card now, so there is nothing to hide.")
CHOOSE_SOMEBODY = mark("Please choose somebody from the list.")
CHOOSE_TEXT = mark("Please choose a text from the list.")
CHOOSE_REASON = mark("Please choose a reason from the list.")
EMPTY = mark("Please write what happened, or close the form.")
NOBODY_TO_TELL = mark(
    "Nobody is named here whom I could tell, so nothing was sent. Please talk to somebody "
    "you trust."
)
ENOUGH_TODAY = mark(
    "That's as much as I pass on in a day, so this wasn't sent. Please write to them yourself."
)
NO_ORGANISER = mark(
    "I don't know any organiser here yet, so nobody was asked. Ask whoever looks after "
    "Mingle here to use it once."
)


def enough_requests() -> Text:
    """Return that organisers have enough requests."""
    return tell(
        "Organisers have enough of your requests for this week, so this wasn't sent. Whoever is "
        "named under {conduct} can be told as well.",
        conduct=CommandMention("mingle help conduct"),
    )


def too_long(length: int) -> str:
    """Reject what somebody tells, of so many characters."""
    return say(
        "That is {length} characters; please keep it within {number}.",
        length=length,
        number=MAX_WORDS,
    )


def choices_card(
    value: str,
    others: Sequence[Person],
    trusted: Sequence[Person],
    *,
    texts: bool,
    organiser: bool,
) -> Card:
    """Offer what somebody can do about a card; nobody learns that they look."""
    shown: list[Part] = [
        Paragraph((say("Only you see this, and nobody learns that you opened it."),))
    ]
    buttons: list[Button] = []
    if others:
        shown.append(Paragraph((_avoiding(others),), soft=True))
        buttons.append(Button("wrong.avoid", _avoid_label(others), value))
    if trusted:
        shown.append(Paragraph((_telling(trusted),), soft=True))
        buttons.append(Button("wrong.tell", _tell_label(trusted), value))
    else:
        shown.append(Paragraph(nobody_named(), soft=True))
    if texts:
        shown.append(Paragraph((_hiding(organiser=organiser),), soft=True))
        label = say("Hide what's written") if organiser else say("Ask to hide what's written")
        buttons.append(Button("wrong.hide", label, value))
    if not others:
        buttons.append(Button("wrong.list", say("Rather not meet someone")))
    buttons.append(Button("conduct.show", say("What to expect")))
    return Card("note", say(TITLE), (*shown, Actions(tuple(buttons))))


def nobody_named() -> Text:
    """Return that nobody is named whom to tell."""
    return tell(
        "No one is named here yet whom I could tell for you. Talk to somebody you trust: a "
        "manager, HR, a works council. Organisers can name someone with {trusted}.",
        trusted=CommandMention("mingle trusted"),
    )


def _avoid_label(others: Sequence[Person]) -> str:
    if len(others) == 1:
        return say("Not with {name} again", name=others[0].name[:_NAME])
    return say("Not with someone again")


def _tell_label(trusted: Sequence[Person]) -> str:
    return (
        say("Tell {name}", name=trusted[0].name[:_NAME])
        if len(trusted) == 1
        else say("Tell someone you trust")
    )


def _avoiding(others: Sequence[Person]) -> str:
    whom = others[0].name if len(others) == 1 else say("whom you choose")
    return say(
        "Not with {whom} again: from now on I won't introduce you or seat you together. A lunch "
        "that you have coming up ends as if you couldn't make it. Nobody is told why.",
        whom=whom,
    )


def _telling(trusted: Sequence[Person]) -> str:
    names: list[Node] = [person.name for person in trusted]
    who = flatten_text(join_nodes(names, say(" or ")))
    return say("Tell {who}: only they read it, with your name. Organisers don't.", who=who)


def _hiding(*, organiser: bool) -> str:
    if organiser:
        return say("Hide what's written: it goes from every card, and its author hears why.")
    return say(
        "Ask to hide what's written: organisers are asked without your name. One person alone "
        "can't take down another's words."
    )


def avoid_form(value: str, others: Sequence[Person]) -> Form:
    """Ask with whom of several somebody would rather not be any more."""
    choices = tuple(Choice(person.id, person.name) for person in others)
    field = ChoiceField("people", say("Not with"), choices, most=len(choices), required=True)
    intro = (say("Nobody learns of it. A lunch that you have coming up with them ends for you."),)
    return Form(
        "wrong.avoid", say("Not again"), (field,), value=value, submit=say("Not again"), intro=intro
    )


def avoided_card(others: Sequence[Person], *, ended: bool) -> Card:
    """Confirm that somebody is on the list, and what ended with it."""
    names: list[Node] = [person.name for person in others]
    words = say(
        "I won't introduce you to {people} again. Nobody learns of it, neither they nor any "
        "organiser.",
        people=flatten_text(join_nodes(names, say(" or "))),
    )
    lines: list[Words] = [words]
    if ended:
        lines.append(say(ENDED_TOGETHER))
    lines.append(
        tell(
            "{rather_not} shows and changes your list.",
            rather_not=CommandMention("mingle rather-not"),
        )
    )
    return note_card(say("This stays between us"), *lines)


def tell_form(value: str, trusted: Sequence[Person], about: Text) -> Form:
    """Ask what happened; say before who will read what."""
    fields: list[Field] = []
    if len(trusted) > 1:
        choices = tuple(Choice(person.id, person.name) for person in trusted)
        fields.append(
            ChoiceField("to", say("Whom to tell"), choices, initial=(trusted[0].id,), required=True)
        )
    hint = say("As much or as little as you like")
    fields.append(
        TextField(
            "words",
            say("What happened?"),
            hint,
            limit=MAX_WORDS,
            multiline=True,
            required=True,
            example=say("What was said, when and where"),
        )
    )
    who = trusted[0].name if len(trusted) == 1 else say("The one you choose")
    intro = tell("{who} reads your name, what you write here. Nobody else does.", who=who)
    if about:
        intro = tell(
            "{who} reads your name, what you write here, {about}. Nobody else does.",
            who=who,
            about=about,
        )
    return Form(
        "wrong.tell", say(TITLE), tuple(fields), value=value, submit=say("Send"), intro=intro
    )


def about_text(*, people: bool, texts: bool, shows: bool) -> Text:
    """Return what is sent besides somebody's own words, or nothing, to end a list with."""
    if not people and not texts:
        return ()
    if people and texts:
        if shows:
            words = say("who is on the card and what is written on it, with a button that shows it")
            return (words,)
        return (say("who is on the card and what is written on it"),)
    if people:
        if shows:
            return (say("who is on the card, with a button that shows it"),)
        return (say("who is on the card"),)
    if shows:
        return (say("what is written on it, with a button that shows it"),)
    return (say("what is written on it"),)


def told_card(recipient: Mention, words: str, about: Text) -> Card:
    """Confirm what was sent, to whom, and when they read it."""
    sent = tell(
        "I'm sending this to {recipient} privately, within their working hours: your name, what "
        "you wrote.",
        recipient=recipient,
    )
    if about:
        sent = tell(
            "I'm sending this to {recipient} privately, within their working hours: your name, "
            "what you wrote, {about}.",
            recipient=recipient,
            about=about,
        )
    then = say(
        "I'll tell you when they say that they have read it, or if I can't reach them. I'll tell "
        "nobody else."
    )
    written = Paragraph((say("You wrote: “{words}”", words=words),), soft=True)
    return Card("note", say("It's on its way"), (Paragraph(sent), written, Paragraph((then,))))


def hide_form(value: str, texts: Sequence[WrittenText], *, organiser: bool) -> Form:
    """Ask which text to hide, and why."""
    fields: list[Field] = []
    choices = tuple(Choice(f"{text.about}", _snippet(text.words)) for text in texts)
    if len(texts) > 1:
        fields.append(ChoiceField("text", say("Which text"), choices, required=True))
    reasons = tuple(Choice(reason, say(REASON_WORDS[reason])) for reason in REASONS)
    fields.append(ChoiceField("reason", say("Why"), reasons, required=True))
    if organiser:
        words = say(
            "It goes from every card. The log of changes has your name. You can show it again."
        )
        if any(text.author for text in texts):
            words = say(
                "It goes from every card, and whoever wrote it hears it from me, with your reason, "
                "without your name. The log of changes has your name. You can show it again."
            )
        intro = (words,)
        return Form(
            "text.hide", say("Hide a text"), tuple(fields), value, submit=say("Hide"), intro=intro
        )
    intro = (
        say(
            "Organisers read the text and your reason, without your name, and decide. Until then "
            "it stays."
        ),
    )
    return Form(
        "wrong.ask", say("Ask to hide a text"), tuple(fields), value, submit=say("Ask"), intro=intro
    )


def _snippet(words: str) -> str:
    line = " ".join(words.split())
    short = line if len(line) <= _SNIPPET else f"{line[:_SNIPPET]}…"
    return f"“{short}”"[:LABEL_LIMIT]


def hiding_asked_card() -> Card:
    """Confirm that organisers are asked; the same however often others asked before."""
    return note_card(
        say("Asked"),
        say("Organisers are asked to hide it, without your name. Until they decide, it stays."),
    )

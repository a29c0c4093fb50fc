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
from bot.ui.speech import say
from bot.ui.text import CommandMention, Mention, Node, Text, Words, flatten_text, join_nodes

TITLE = "Something wrong?"
_NAME = 40  # characters of a name on a button
_SNIPPET = 60  # characters of a text in a list

REASON_WORDS = {
    "unkind": "It's unkind to somebody",
    "private": "It's somebody's private matter",
    "confidential": "It's confidential",
    "elsewhere": "It doesn't belong here",
}
REASON_CHOICES = tuple(Choice(reason, REASON_WORDS[reason]) for reason in REASONS)

GONE = (
    "I no longer know what this was about. ",
    CommandMention("mingle wrong"),
    " works without a card.",
)
NOBODY_ON_IT = (
    "Nobody else is on this card. ",
    CommandMention("mingle rather-not"),
    " has your whole list.",
)
NO_TEXT = "Nobody's words are on this card now, so there is nothing to hide."
CHOOSE_SOMEBODY = "Please choose somebody from the list."
CHOOSE_TEXT = "Please choose a text from the list."
CHOOSE_REASON = "Please choose a reason from the list."
EMPTY = "Please write what happened, or close the form."
NOBODY_TO_TELL = (
    "Nobody is named here whom I could tell, so nothing was sent. Please talk to somebody you "
    "trust."
)
ENOUGH_TODAY = (
    "That's as much as I pass on in a day, so this wasn't sent. Please write to them yourself."
)
NO_ORGANISER = (
    "I don't know any organiser here yet, so nobody was asked. Ask whoever looks after Mingle here "
    "to use it once."
)
ENOUGH_REQUESTS = (
    "Organisers have enough of your requests for this week, so this wasn't sent. Whoever "
    "is named under ",
    CommandMention("mingle help conduct"),
    " can be told as well.",
)


def too_long(length: int) -> str:
    """Reject what somebody tells, of so many characters."""
    return f"That is {length} characters; please keep it within {MAX_WORDS}."


def choices_card(
    value: str,
    others: Sequence[Person],
    trusted: Sequence[Person],
    *,
    texts: bool,
    organiser: bool,
) -> Card:
    """Offer what somebody can do about a card; nobody learns that they look."""
    shown: list[Part] = [Paragraph(("Only you see this, and nobody learns that you opened it.",))]
    buttons: list[Button] = []
    if others:
        shown.append(Paragraph((_avoiding(others),), soft=True))
        buttons.append(Button("wrong.avoid", _avoid_label(others), value))
    if trusted:
        shown.append(Paragraph((_telling(trusted),), soft=True))
        buttons.append(Button("wrong.tell", _tell_label(trusted), value))
    else:
        shown.append(Paragraph(NOBODY_NAMED, soft=True))
    if texts:
        shown.append(Paragraph((_hiding(organiser=organiser),), soft=True))
        label = "Hide what's written" if organiser else "Ask to hide what's written"
        buttons.append(Button("wrong.hide", label, value))
    if not others:
        buttons.append(Button("wrong.list", "Rather not meet someone"))
    buttons.append(Button("conduct.show", "What to expect"))
    return Card("note", TITLE, (*shown, Actions(tuple(buttons))))


NOBODY_NAMED = (
    "No one is named here yet whom I could tell for you. Talk to somebody you trust: a "
    "manager, HR, a works council. Organisers can name someone with ",
    CommandMention("mingle trusted"),
    ".",
)


def _avoid_label(others: Sequence[Person]) -> str:
    if len(others) == 1:
        return f"Not with {others[0].name[:_NAME]} again"
    return "Not with someone again"


def _tell_label(trusted: Sequence[Person]) -> str:
    return f"Tell {trusted[0].name[:_NAME]}" if len(trusted) == 1 else "Tell someone you trust"


def _avoiding(others: Sequence[Person]) -> str:
    whom = others[0].name if len(others) == 1 else "whom you choose"
    return (
        f"Not with {whom} again: from now on I won't introduce you or seat you together. A lunch "
        "that you have coming up ends as if you couldn't make it. Nobody is told why."
    )


def _telling(trusted: Sequence[Person]) -> str:
    names: list[Node] = [person.name for person in trusted]
    who = flatten_text(join_nodes(names, " or "))
    return f"Tell {who}: only they read it, with your name. Organisers don't."


def _hiding(*, organiser: bool) -> str:
    if organiser:
        return "Hide what's written: it goes from every card, and its author hears why."
    return (
        "Ask to hide what's written: organisers are asked without your name. One person alone "
        "can't take down another's words."
    )


def avoid_form(value: str, others: Sequence[Person]) -> Form:
    """Ask with whom of several somebody would rather not be any more."""
    choices = tuple(Choice(person.id, person.name) for person in others)
    field = ChoiceField("people", "Not with", choices, most=len(choices), required=True)
    intro = ("Nobody learns of it. A lunch that you have coming up with them ends for you.",)
    return Form("wrong.avoid", "Not again", (field,), value=value, submit="Not again", intro=intro)


def avoided_card(others: Sequence[Person], *, ended: bool) -> Card:
    """Confirm that somebody is on the list, and what ended with it."""
    names: list[Node] = [person.name for person in others]
    words = f"I won't introduce you to {flatten_text(join_nodes(names, ' or '))} again. "
    lines: list[Words] = [words + "Nobody learns of it, neither they nor any organiser."]
    if ended:
        lines.append(say(ENDED_TOGETHER))
    lines.append((CommandMention("mingle rather-not"), " shows and changes your list."))
    return note_card("This stays between us", *lines)


def tell_form(value: str, trusted: Sequence[Person], about: Text) -> Form:
    """Ask what happened; say before who will read what."""
    fields: list[Field] = []
    if len(trusted) > 1:
        choices = tuple(Choice(person.id, person.name) for person in trusted)
        fields.append(
            ChoiceField("to", "Whom to tell", choices, initial=(trusted[0].id,), required=True)
        )
    hint = "As much or as little as you like"
    fields.append(
        TextField(
            "words",
            "What happened?",
            hint,
            limit=MAX_WORDS,
            multiline=True,
            required=True,
            example="What was said, when and where",
        )
    )
    who = trusted[0].name if len(trusted) == 1 else "The one you choose"
    intro = (f"{who} reads your name, what you write here", *about, ". Nobody else does.")
    return Form("wrong.tell", TITLE, tuple(fields), value=value, submit="Send", intro=intro)


def about_text(*, people: bool, texts: bool, shows: bool) -> Text:
    """Return what is sent besides somebody's own words, to end a sentence with."""
    sent = []
    if people:
        sent.append("who is on the card")
    if texts:
        sent.append("what is written on it")
    if not sent:
        return ()
    button = ", with a button that shows it" if shows else ""
    return (f", {' and '.join(sent)}{button}",)


def told_card(recipient: Mention, words: str, about: Text) -> Card:
    """Confirm what was sent, to whom, and when they read it."""
    return Card(
        "note",
        "It's on its way",
        (
            Paragraph(
                (
                    "I'm sending this to ",
                    recipient,
                    " privately, within their working hours: your name, what you wrote",
                    *about,
                    ".",
                )
            ),
            Paragraph((f"You wrote: “{words}”",), soft=True),
            Paragraph(
                (
                    "I'll tell you when they say that they have read it, or if I can't reach "
                    "them. I'll tell nobody else.",
                )
            ),
        ),
    )


def hide_form(value: str, texts: Sequence[WrittenText], *, organiser: bool) -> Form:
    """Ask which text to hide, and why."""
    fields: list[Field] = []
    choices = tuple(Choice(f"{text.about}", _snippet(text.words)) for text in texts)
    if len(texts) > 1:
        fields.append(ChoiceField("text", "Which text", choices, required=True))
    fields.append(ChoiceField("reason", "Why", REASON_CHOICES, required=True))
    if organiser:
        heard = ""
        if any(text.author for text in texts):
            heard = ", and whoever wrote it hears it from me, with your reason, without your name"
        intro = (
            f"It goes from every card{heard}. The log of changes has your name. You can show it "
            "again.",
        )
        return Form("text.hide", "Hide a text", tuple(fields), value, submit="Hide", intro=intro)
    intro = (
        "Organisers read the text and your reason, without your name, and decide. Until then it "
        "stays.",
    )
    return Form("wrong.ask", "Ask to hide a text", tuple(fields), value, submit="Ask", intro=intro)


def _snippet(words: str) -> str:
    line = " ".join(words.split())
    short = line if len(line) <= _SNIPPET else f"{line[:_SNIPPET]}…"
    return f"“{short}”"[:LABEL_LIMIT]


def hiding_asked_card() -> Card:
    """Confirm that organisers are asked; the same however often others asked before."""
    return note_card(
        "Asked",
        "Organisers are asked to hide it, without your name. Until they decide, it stays.",
    )

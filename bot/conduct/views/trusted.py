"""What trusted people read, and those who told them something."""

from collections.abc import Sequence

from bot.conduct.records import ToldConcern
from bot.conduct.rules import MAX_TRUSTED
from bot.ui.cards import Actions, Button, Card, Form, Paragraph, Part, PeopleField, Quote
from bot.ui.notices import note_card
from bot.ui.text import CommandMention, Mention, Node, Text, join_nodes

WHY_NAMED = "An organiser named you as someone whom colleagues can tell when something is wrong."
WHY_TOLD = "You are named as someone to tell, and a colleague told you that something is wrong."
WHY_READ = "You told a trusted person that something is wrong, and there is news of it."

NOT_YOURS = "This was told to somebody else."
NOT_NAMED = "You aren't named any more, so there is nothing to step back from."
TOO_MANY = f"Up to {MAX_TRUSTED} people, please; it should be clear who reads what."
UNKNOWN = "I don't know one of these people. Please choose colleagues who share a channel with me."
CARD_GONE = "That card is gone by now; the texts above are as they were."


def trusted_form(named: Sequence[str]) -> Form:
    """Ask organisers whom colleagues can tell when something is wrong."""
    field = PeopleField("people", "Whom to tell", f"Up to {MAX_TRUSTED}", tuple(named), MAX_TRUSTED)
    intro = (
        "Colleagues can tell them privately when something is wrong. Choose people who aren't "
        "everybody's boss, and ask them first: I write to each of them. What they are told, "
        "organisers don't read. They alone can then change the words of ",
        CommandMention("mingle secrets"),
        ".",
    )
    return Form("trusted.save", "Someone to tell", (field,), intro=intro)


def trusted_saved_card(named: Sequence[Mention]) -> Card:
    """Confirm whom colleagues can tell."""
    if not named:
        return note_card(
            "Nobody is named",
            "“Something wrong?” now says that there is no one to tell here yet.",
        )
    words = (*join_nodes(list(named)), " can be told from now on, under “Something wrong?”.")
    told = "I write to whoever is new, and they can say no."
    return Card("note", "Saved", (Paragraph(words), Paragraph((told,))))


def named_card(by: Mention) -> Card:
    """Return the news for somebody that they are named, what it means, and how to say no."""
    words = (
        by,
        " named you as someone whom colleagues here can tell when something is wrong. If that "
        "happens I'll write to you alone, with their name. Organisers don't read it. The words "
        "that stay inside the company, such as code names, are also yours to change.",
    )
    no = Button("trusted.decline", "I'd rather not")
    what = Button("conduct.show", "What to expect")
    kept = Button("kept_words.show", "Words that stay inside")
    return Card("note", "Someone to tell", (Paragraph(words), Actions((no, what, kept))))


def declined_card() -> Card:
    """Confirm that somebody is no longer named."""
    return note_card("You aren't named any more", "Organisers hear of it. Thank you for saying so.")


def stepped_back_card(who: Mention, *, left: bool, others: int) -> Card:
    """Return the news for organisers that somebody is no longer there to be told."""
    why = " has left" if left else " would rather not be the one to tell"
    rest: Text = ("Others are still named.",)
    if not others:
        rest = ("Nobody is named now. ", CommandMention("mingle trusted"), " names somebody else.")
    return Card("note", "Someone to tell is missing", (Paragraph((who, f"{why}. ", *rest)),))


def concern_card(
    told: ToldConcern, reporter: Mention | None, people: Sequence[Mention], *, shows: bool
) -> Card:
    """Show a trusted person what somebody told them."""
    by: Node = reporter or "Somebody who has left"
    shown: list[Part] = [Paragraph((by, " tells you, and nobody else, that something is wrong:"))]
    shown.append(Quote(told.words))
    if people:
        shown.append(Paragraph(("On the card: ", *join_nodes(list(people)), ".")))
    if told.quoted:
        shown.append(Paragraph(("What was written on it then:",)))
        shown += [Quote(words) for words in told.quoted]

    buttons = []
    if told.read_at is None:
        buttons.append(Button("concern.read", "I've read it", str(told.id), "main"))
    if shows:
        buttons.append(Button("concern.show", "Show the card", str(told.id)))
    if buttons:
        shown.append(Actions(tuple(buttons)))
    footer = "You said that you read it."
    if told.read_at is None:
        footer = "Once you press “I've read it”, they hear that you did. What next is up to you."
    return Card("note", "Something is wrong", tuple(shown), (footer,))


def read_thanks_card(reporter: Mention | None) -> Card:
    """Confirm that the reporter hears that it was read."""
    who: Node = reporter or "Whoever told you"
    words = (who, " hears that you've read it. Write to them when you can.")
    return Card("note", "Thank you", (Paragraph(words),))


def was_read_card(recipient: Mention) -> Card:
    """Return the news for a reporter that the trusted person has read it."""
    return Card("note", "It was read", (Paragraph((recipient, " has read what you told them.")),))


def not_reached_card(recipient: Mention | None, *, left: bool) -> Card:
    """Return the news for a reporter that nobody reads what they wrote."""
    who: Node = recipient or "The person you told"
    why = " has left before saying that they read what you told them."
    if not left:
        why = " can't be reached by me, so they haven't read what you told them."
    lines = Paragraph((who, why)), Paragraph(_ELSE)
    return Card("note", "Your words didn't arrive", lines)


_ELSE = (
    CommandMention("mingle wrong"),
    " shows who else can be told; or talk to somebody you trust.",
)

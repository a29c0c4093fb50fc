"""What trusted people read, and those who told them something."""

from collections.abc import Sequence

from bot.conduct.records import ToldConcern
from bot.conduct.rules import MAX_TRUSTED
from bot.ui.cards import Actions, Button, Card, Form, Paragraph, Part, PeopleField, Quote
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Mention, Node, Text, join_nodes, merge_words, tell

WHY_NAMED = mark(
    "An organiser named you as someone whom colleagues can tell when something is wrong."
)
WHY_TOLD = mark(
    "You are named as someone to tell, and a colleague told you that something is wrong."
)
WHY_READ = mark("You told a trusted person that something is wrong, and there is news of it.")

NOT_YOURS = mark("This was told to somebody else.")
NOT_NAMED = mark("You aren't named any more, so there is nothing to step back from.")
UNKNOWN = mark(
    "I don't know one of these people. Please choose colleagues who share a channel with me."
)
CARD_GONE = mark("That card is gone by now; the texts above are as they were.")


def too_many() -> str:
    """Refuse more trusted people than one can keep in mind."""
    return say(
        "Up to {number} people, please; it should be clear who reads what.", number=MAX_TRUSTED
    )


def trusted_form(named: Sequence[str]) -> Form:
    """Ask organisers whom colleagues can tell when something is wrong."""
    field = PeopleField(
        "people",
        say("Whom to tell"),
        say("Up to {number}", number=MAX_TRUSTED),
        tuple(named),
        MAX_TRUSTED,
    )
    intro = tell(
        "Colleagues can tell them privately when something is wrong. Choose people who aren't "
        "everybody's boss, and ask them first: I write to each of them. What they are told, "
        "organisers don't read. They alone can then change the words of {secrets}.",
        secrets=CommandMention("mingle secrets"),
    )
    return Form("trusted.save", say("Someone to tell"), (field,), intro=intro)


def trusted_saved_card(named: Sequence[Mention]) -> Card:
    """Confirm whom colleagues can tell."""
    if not named:
        return note_card(
            say("Nobody is named"),
            say("“Something wrong?” now says that there is no one to tell here yet."),
        )
    words = tell(
        "{people} can be told from now on, under “Something wrong?”.",
        people=join_nodes(list(named)),
    )
    told = say("I write to whoever is new, and they can say no.")
    return Card("note", say("Saved"), (Paragraph(words), Paragraph((told,))))


def named_card(by: Mention) -> Card:
    """Return the news for somebody that they are named, what it means, and how to say no."""
    words = tell(
        "{by} named you as someone whom colleagues here can tell when something is wrong. If "
        "that happens I'll write to you alone, with their name. Organisers don't read it. The "
        "words that stay inside the company, such as code names, are also yours to change.",
        by=by,
    )
    no = Button("trusted.decline", say("I'd rather not"))
    what = Button("conduct.show", say("What to expect"))
    kept = Button("kept_words.show", say("Words that stay inside"))
    return Card("note", say("Someone to tell"), (Paragraph(words), Actions((no, what, kept))))


def declined_card() -> Card:
    """Confirm that somebody is no longer named."""
    return note_card(
        say("You aren't named any more"), say("Organisers hear of it. Thank you for saying so.")
    )


def stepped_back_card(who: Mention, *, left: bool, others: int) -> Card:
    """Return the news for organisers that somebody is no longer there to be told."""
    why = tell("{who} would rather not be the one to tell.", who=who)
    if left:
        why = tell("{who} has left.", who=who)
    rest: Text = (say("Others are still named."),)
    if not others:
        rest = tell(
            "Nobody is named now. {trusted} names somebody else.",
            trusted=CommandMention("mingle trusted"),
        )
    return Card(
        "note", say("Someone to tell is missing"), (Paragraph(merge_words((*why, " ", *rest))),)
    )


def concern_card(
    told: ToldConcern, reporter: Mention | None, people: Sequence[Mention], *, shows: bool
) -> Card:
    """Show a trusted person what somebody told them."""
    by: Node = reporter or say("Somebody who has left")
    shown: list[Part] = [
        Paragraph(tell("{by} tells you, and nobody else, that something is wrong:", by=by))
    ]
    shown.append(Quote(told.words))
    if people:
        shown.append(Paragraph(tell("On the card: {people}.", people=join_nodes(list(people)))))
    if told.quoted:
        shown.append(Paragraph((say("What was written on it then:"),)))
        shown += [Quote(words) for words in told.quoted]

    buttons = []
    if told.read_at is None:
        buttons.append(Button("concern.read", say("I've read it"), str(told.id), "main"))
    if shows:
        buttons.append(Button("concern.show", say("Show the card"), str(told.id)))
    if buttons:
        shown.append(Actions(tuple(buttons)))
    footer = say("You said that you read it.")
    if told.read_at is None:
        footer = say(
            "Once you press “I've read it”, they hear that you did. What next is up to you."
        )
    return Card("note", say("Something is wrong"), tuple(shown), (footer,))


def read_thanks_card(reporter: Mention | None) -> Card:
    """Confirm that the reporter hears that it was read."""
    who: Node = reporter or say("Whoever told you")
    words = tell("{who} hears that you've read it. Write to them when you can.", who=who)
    return Card("note", say("Thank you"), (Paragraph(words),))


def was_read_card(recipient: Mention) -> Card:
    """Return the news for a reporter that the trusted person has read it."""
    return Card(
        "note",
        say("It was read"),
        (Paragraph(tell("{recipient} has read what you told them.", recipient=recipient)),),
    )


def not_reached_card(recipient: Mention | None, *, left: bool) -> Card:
    """Return the news for a reporter that nobody reads what they wrote."""
    who: Node = recipient or say("The person you told")
    if left:
        why = tell("{who} has left before saying that they read what you told them.", who=who)
    else:
        why = tell(
            "{who} can't be reached by me, so they haven't read what you told them.", who=who
        )
    lines = Paragraph(why), Paragraph(_else())
    return Card("note", say("Your words didn't arrive"), lines)


def _else() -> Text:
    """Return who else can be told."""
    return tell(
        "{wrong} shows who else can be told; or talk to somebody you trust.",
        wrong=CommandMention("mingle wrong"),
    )

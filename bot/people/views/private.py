"""Cards, forms and texts about what stays between a person and Mingle: avoid lists and diets."""

from collections.abc import Sequence

from bot.people.diets import DIETS
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    Form,
    Paragraph,
    PeopleField,
)
from bot.ui.crowds import SMALL_CIRCLE
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Text, tell, tell_many

MAX_AVOIDED = 10
ENDED_TOGETHER = mark(
    "What you had coming up together is off for you. Others read that you can't make it, as "
    "with any other reason."
)
GROUP_WISHES = TWO, THREE = ("two", "three")


def unknown_group_wish() -> Text:
    """Return where to choose between two and three."""
    return tell("Please type {three} and choose there.", three=CommandMention("round three"))


def avoid_form(others: Sequence[str]) -> Form:
    """Ask whom somebody would rather not meet."""
    return Form(
        "avoid.save",
        say("Rather not meet"),
        (
            PeopleField(
                "others",
                say("Colleagues"),
                say("Up to {number}.", number=MAX_AVOIDED),
                tuple(others),
                MAX_AVOIDED,
            ),
        ),
        intro=(
            say(
                "I will not introduce you to each other. Nobody learns of this list: not the "
                "people on it, not organisers. A lunch that you two have coming up ends as if you "
                "couldn't make it. No reason needed. Where fewer than {number} take part, "
                "others may still guess: two who are never introduced can count, and somebody may "
                "have no company more often. Whatever I say reads the same with and without your "
                "list.",
                number=SMALL_CIRCLE,
            ),
        ),
    )


def avoid_list_saved_card(count: int, *, ended: bool) -> Card:
    """Confirm an avoid list without repeating the names; say if something ended with it."""
    if not count:
        return note_card(
            say("Your list is empty"),
            say("I may introduce you to anybody. Nobody learns that you looked."),
        )
    saved = tell_many(
        "I will not introduce you to one colleague. Nobody learns of it, neither they nor any "
        "organiser. {command} shows and changes the list.",
        "I will not introduce you to {count} colleagues. Nobody learns of it, neither they nor any "
        "organiser. {command} shows and changes the list.",
        count,
        command=CommandMention("mingle rather-not"),
    )
    lines = [saved, (say(ENDED_TOGETHER),)] if ended else [saved]
    return note_card(say("This stays between us"), *lines)


def not_yourself() -> str:
    """Reject an avoid list that contains its owner."""
    return say("You can leave yourself out: I never introduce you to yourself.")


def unknown_colleague() -> str:
    """Reject an avoid list with people whom Mingle does not know."""
    return say(
        "I don't know one of these people yet. Please choose colleagues who share a channel with "
        "me."
    )


def too_many_avoided() -> str:
    """Reject an avoid list that is too long."""
    return say(
        "I can keep {number} people. If you need more, talk to whoever looks after Mingle here.",
        number=MAX_AVOIDED,
    )


def diet_form(diets: Sequence[str]) -> Form:
    """Ask what places have to cook for somebody."""
    choices = tuple(Choice(value, say(label)) for value, label in DIETS.items())
    field = ChoiceField("diets", say("I eat"), choices, initial=tuple(diets), most=len(choices))
    return Form(
        "diet.save",
        say("What you eat"),
        (field,),
        intro=(
            say(
                "The places I suggest cook for as many diets as possible, whoever meets. If one "
                "doesn't suit you, “Another place” finds one that does. Nobody learns why: not the "
                "people you meet, not organisers. Where you are two or three, they may guess who "
                "asked for another place."
            ),
        ),
    )


def diets_saved_card(*, any_stated: bool) -> Card:
    """Confirm saved diets without repeating them."""
    if not any_stated:
        return note_card(
            say("Saved"), say("I keep nothing about what you eat. Any place may be suggested.")
        )
    return note_card(
        say("This stays between us"),
        say("“Another place” finds you one that cooks for you. Nobody learns why."),
    )


def unknown_diet() -> str:
    """Reject a diet that is not on the list."""
    return say("I don't know one of these. Please choose from the list.")


def group_wish_card(*, wished: bool) -> Card:
    """Return whether somebody would rather be three, with the button that changes it."""
    if wished:
        text = say(
            "Where lunches are for two, I'll put you in a group of three with others who'd like "
            "that, whenever it suits everyone. Nobody learns of your wish."
        )
        button = Button("three.wish", say("Two is fine again"), TWO)
        return Card("note", say("You'd rather be three"), (Paragraph((text,)), Actions((button,))))

    text = say(
        "Where lunches are for two, I'll introduce you to one person. If you'd rather meet two "
        "at once, say so. Nobody learns of it: not the people you meet, not organisers. Where "
        "fewer than {number} take part, others may guess it from who often is three.",
        number=SMALL_CIRCLE,
    )
    button = Button("three.wish", say("I'd rather be three"), THREE, "main")
    return Card("note", say("Two of you, or three?"), (Paragraph((text,)), Actions((button,))))

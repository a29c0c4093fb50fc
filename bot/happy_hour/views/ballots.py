"""Cards and the form of one person: their answers, their reminder, their wish."""

from collections.abc import Iterator, Mapping, Sequence

from bot.happy_hour.rules import NEED, WORKS, PollOption, offered_dates
from bot.happy_hour.views.polls import (
    FEW_MAY_GUESS,
    PollView,
    lunch_parts,
    option_label,
    option_text,
    votable_venues,
)
from bot.ui.cards import Actions, Button, Card, Choice, ChoiceField, Form, Paragraph, Part
from bot.ui.notices import note_card
from bot.ui.text import Instant, Text

BOTH = "Please choose each one once: it works for you, or it does if need be."
NO_CHOICE = "Please choose from what is offered."
ANSWERS = {WORKS: "works for you", NEED: "works if need be"}
_QUESTIONS = {WORKS: "work for you?", NEED: "work if need be?"}
_NOTHING = "Nothing works for you so far. That is fine too."
_PRIVATE = "Nobody else sees this, and no choice of places depends on it."


def ballot_card(
    view: PollView, answers: Mapping[int, str], last_option: PollOption | None, *, dry: bool
) -> Card:
    """Show somebody their own answers; `last_option` is the one they just answered to."""
    parts: list[Part] = []
    if dry:
        parts += lunch_parts(view)
    answered = [option for option in view.options if option.id in answers]
    for option in answered:
        parts.append(Paragraph((*option_text(option, view), f": {ANSWERS[answers[option.id]]}")))
    if not answered:
        parts.append(Paragraph((_NOTHING,)))

    buttons: list[Button] = []
    if last_option and last_option.id in answers:
        buttons += _change_buttons(last_option, answers[last_option.id])
    buttons.append(Button("poll.ballot", "All my answers", str(view.poll.id)))
    parts.append(Actions(tuple(buttons)))
    closes = Instant(view.poll.closes_at, view.poll.zone)
    footer: Text = ("Nobody else sees this. You can change it until ", closes, ".")
    return Card("note", "Your answers", tuple(parts), footer)


def ballot_form(view: PollView, answers: Mapping[int, str]) -> Form:
    """Ask for all answers at once."""
    fields = (
        *_fields("dates", "Which dates", offered_dates(view.options), view, answers),
        *_fields("venues", "Which places", votable_venues(view), view, answers),
    )
    intro = (f"Nobody else sees your answers. {FEW_MAY_GUESS}",)
    number = str(view.poll.id)
    return Form("poll.ballot", "Your answers", fields, number, submit="Vote", intro=intro)


def reminder_choice_card(*, wish: bool) -> Card:
    """Confirm that somebody is reminded of polls, or no longer."""
    if wish:
        return note_card(
            "I'll remind you",
            "A day before a poll closes, if you have not voted by then. Click again to stop it.",
        )
    return note_card(
        "No reminders", "I won't remind you of polls. Click again if you change your mind."
    )


def alcohol_wish_card(*, dry: bool) -> Card:
    """Show somebody their private wish, and a button to change it."""
    words = (
        "If you'd rather go without alcohol, tell me, and I name the lunch first to you. Polls "
        "offer places that are good without alcohol anyway. Nothing that others see depends on "
        "your wish, however few you are."
    )
    button = Button("happy_hour.wish", "I'd rather go without", "dry", "main")
    if dry:
        words = (
            "You'd rather go without alcohol, so I name the lunch first to you. Polls offer "
            "places that are good without alcohol anyway."
        )
        button = Button("happy_hour.wish", "I don't mind any more", "any")
    parts = (Paragraph((words,)), Actions((button,)))
    return Card("note", "With or without alcohol", parts, (_PRIVATE,))


def _change_buttons(option: PollOption, answer: str) -> list[Button]:
    number = str(option.id)
    other = Button("poll.works", "It works for me", number)
    if answer == WORKS:
        other = Button("poll.need", "Only if need be", number)
    return [other, Button("poll.none", "Take it back", number)]


def _fields(
    name: str,
    question: str,
    options: Sequence[PollOption],
    view: PollView,
    answers: Mapping[int, str],
) -> Iterator[ChoiceField]:
    """Yield one field for each answer, if there is something to choose from."""
    if len(options) < 2:
        return
    choices = tuple(Choice(str(option.id), option_label(option, view)) for option in options)
    for answer, words in _QUESTIONS.items():
        chosen = tuple(str(option.id) for option in options if answers.get(option.id) == answer)
        yield ChoiceField(
            f"{name}_{answer}",
            f"{question} {words}",
            choices,
            initial=chosen,
            most=len(choices),
        )

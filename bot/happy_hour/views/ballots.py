"""Cards and the form of one person: their answers, their reminder, their wish."""

from collections.abc import Iterator, Mapping, Sequence

from bot.happy_hour.rules import NEED, WORKS, PollOption, offered_dates
from bot.happy_hour.views.polls import (
    PollView,
    few_may_guess,
    lunch_parts,
    option_label,
    option_text,
    votable_venues,
)
from bot.ui.cards import Actions, Button, Card, Choice, ChoiceField, Form, Paragraph, Part
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import Instant, Text, tell

BOTH = mark("Please choose each one once: it works for you, or it does if need be.")
NO_CHOICE = mark("Please choose from what is offered.")
ANSWERS = {WORKS: mark("works for you"), NEED: mark("works if need be")}
_DATES = {
    WORKS: mark("Which dates work for you?"),
    NEED: mark("Which dates work if need be?"),
}
_PLACES = {
    WORKS: mark("Which places work for you?"),
    NEED: mark("Which places work if need be?"),
}
_NOTHING = mark("Nothing works for you so far. That is fine too.")
_PRIVATE = mark("Nobody else sees this, and no choice of places depends on it.")


def ballot_card(
    view: PollView, answers: Mapping[int, str], last_option: PollOption | None, *, dry: bool
) -> Card:
    """Show somebody their own answers; `last_option` is the one they just answered to."""
    parts: list[Part] = []
    if dry:
        parts += lunch_parts(view)
    answered = [option for option in view.options if option.id in answers]
    for option in answered:
        parts.append(
            Paragraph((*option_text(option, view), f": {say(ANSWERS[answers[option.id]])}"))
        )
    if not answered:
        parts.append(Paragraph((say(_NOTHING),)))

    buttons: list[Button] = []
    if last_option and last_option.id in answers:
        buttons += _change_buttons(last_option, answers[last_option.id])
    buttons.append(Button("poll.ballot", say("All my answers"), str(view.poll.id)))
    parts.append(Actions(tuple(buttons)))
    closes = Instant(view.poll.closes_at, view.poll.zone)
    footer: Text = tell("Nobody else sees this. You can change it until {closes}.", closes=closes)
    return Card("note", say("Your answers"), tuple(parts), footer)


def ballot_form(view: PollView, answers: Mapping[int, str]) -> Form:
    """Ask for all answers at once."""
    fields = (
        *_fields("dates", _DATES, offered_dates(view.options), view, answers),
        *_fields("venues", _PLACES, votable_venues(view), view, answers),
    )
    intro = (" ".join((say("Nobody else sees your answers."), few_may_guess())),)
    number = str(view.poll.id)
    return Form("poll.ballot", say("Your answers"), fields, number, submit=say("Vote"), intro=intro)


def reminder_choice_card(*, wish: bool) -> Card:
    """Confirm that somebody is reminded of polls, or no longer."""
    if wish:
        return note_card(
            say("I'll remind you"),
            say(
                "A day before a poll closes, if you have not voted by then. Click again to stop it."
            ),
        )
    return note_card(
        say("No reminders"),
        say("I won't remind you of polls. Click again if you change your mind."),
    )


def alcohol_wish_card(*, dry: bool) -> Card:
    """Show somebody their private wish, and a button to change it."""
    words = say(
        "If you'd rather go without alcohol, tell me, and I name the lunch first to you. Polls "
        "offer places that are good without alcohol anyway. Nothing that others see depends on "
        "your wish, however few you are."
    )
    button = Button("happy_hour.wish", say("I'd rather go without"), "dry", "main")
    if dry:
        words = say(
            "You'd rather go without alcohol, so I name the lunch first to you. Polls offer "
            "places that are good without alcohol anyway."
        )
        button = Button("happy_hour.wish", say("I don't mind any more"), "any")
    parts = (Paragraph((words,)), Actions((button,)))
    return Card("note", say("With or without alcohol"), parts, (say(_PRIVATE),))


def _change_buttons(option: PollOption, answer: str) -> list[Button]:
    number = str(option.id)
    other = Button("poll.works", say("It works for me"), number)
    if answer == WORKS:
        other = Button("poll.need", say("Only if need be"), number)
    return [other, Button("poll.none", say("Take it back"), number)]


def _fields(
    name: str,
    questions: Mapping[str, str],
    options: Sequence[PollOption],
    view: PollView,
    answers: Mapping[int, str],
) -> Iterator[ChoiceField]:
    """Yield one field for each answer, if there is something to choose from."""
    if len(options) < 2:
        return
    choices = tuple(Choice(str(option.id), option_label(option, view)) for option in options)
    for answer, words in questions.items():
        chosen = tuple(str(option.id) for option in options if answers.get(option.id) == answer)
        yield ChoiceField(
            f"{name}_{answer}",
            say(words),
            choices,
            initial=chosen,
            most=len(choices),
        )

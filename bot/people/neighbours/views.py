"""Form, card and sentences of neighbouring towns."""

from collections.abc import Sequence

from bot.people.neighbours.rules import (
    MAX_TEXT,
    MAX_TOWNS,
    NoTown,
    TooManyTowns,
    TownAlone,
    Towns,
    write_groups,
)
from bot.people.views import problems
from bot.ui.cards import Actions, Button, Card, Form, Paragraph, TextField
from bot.ui.speech import say


def neighbours_form(groups: Sequence[Towns]) -> Form:
    """Ask an organiser which towns are near each other."""
    return Form(
        "neighbours.save",
        say("Neighbouring towns"),
        (
            TextField(
                "towns",
                say("Towns near each other"),
                say("One group a line. Leave it empty for none."),
                write_groups(groups),
                MAX_TEXT,
                multiline=True,
                example=say("Leeds, Bradford"),
            ),
        ),
        intro=(say("People in neighbouring towns can be introduced to meet in person."),),
    )


def neighbours_card(groups: Sequence[Towns], *, saved: bool = False) -> Card:
    """Return the neighbouring towns of a workspace, with a button that changes them."""
    change = Actions((Button("neighbours.open", say("Change them")),))
    if not groups:
        text = say("Whoever wants to meet in person is matched within their own town.")
        return Card("note", say("No neighbouring towns"), (Paragraph((text,)), change))

    title = say("Noted") if saved else say("Neighbouring towns")
    lines = [Paragraph((", ".join(towns),)) for towns in groups]
    footer = say("From the next draw on, people in neighbouring towns can meet in person.")
    return Card("note", title, (*lines, change), (footer,))


def input_problem(error: ValueError) -> str:
    """Return one sentence that names what is wrong with the towns and what to do."""
    match error:
        case NoTown():
            return say(
                "“{town}” is no town. Please write lines such as Leeds, Bradford.", town=error
            )
        case TownAlone():
            return say("“{town}” has no neighbour in its line. Try “Leeds, Bradford”.", town=error)
        case TooManyTowns():
            return say(
                "Please keep the line of “{town}” within {number} towns.",
                town=error,
                number=MAX_TOWNS,
            )
    return problems.input_problem(error)

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


def neighbours_form(groups: Sequence[Towns]) -> Form:
    """Ask an organiser which towns are near each other."""
    return Form(
        "neighbours.save",
        "Neighbouring towns",
        (
            TextField(
                "towns",
                "Towns near each other",
                "One group a line. Leave it empty for none.",
                write_groups(groups),
                MAX_TEXT,
                multiline=True,
                example="Leeds, Bradford",
            ),
        ),
        intro=("People in neighbouring towns can be introduced to meet in person.",),
    )


def neighbours_card(groups: Sequence[Towns], *, saved: bool = False) -> Card:
    """Return the neighbouring towns of a workspace, with a button that changes them."""
    change = Actions((Button("neighbours.open", "Change them"),))
    if not groups:
        text = "Whoever wants to meet in person is matched within their own town."
        return Card("note", "No neighbouring towns", (Paragraph((text,)), change))

    title = "Noted" if saved else "Neighbouring towns"
    lines = [Paragraph((", ".join(towns),)) for towns in groups]
    footer = "From the next draw on, people in neighbouring towns can meet in person."
    return Card("note", title, (*lines, change), (footer,))


def input_problem(error: ValueError) -> str:
    """Return one sentence that names what is wrong with the towns and what to do."""
    match error:
        case NoTown():
            return f"“{error}” is no town. Please write lines such as Leeds, Bradford."
        case TownAlone():
            return f"“{error}” has no neighbour in its line. Try “Leeds, Bradford”."
        case TooManyTowns():
            return f"Please keep the line of “{error}” within {MAX_TOWNS} towns."
    return problems.input_problem(error)

"""Parts of a card as running text, for platforms that have no such part of their own."""

from collections.abc import Iterable, Sequence

from bot.ui.cards import People, label_text
from bot.ui.speech import say_many
from bot.ui.text import Bold, CommandMention, Mention, Node, Text, join_nodes


def fact_lines(rows: Iterable[tuple[str | CommandMention, Text]]) -> Text:
    """Return a line for each fact: its label in bold, and its value."""
    nodes: list[Node] = []
    for label, value in rows:
        nodes += [Bold(label_text(label)), ": ", *value, "\n"]
    return tuple(nodes[:-1])


def people_text(part: People) -> Text:
    """Return people in one line; in a line each, where there is something to say about them."""
    if not any(part.about):
        return _people_line(part.people, part.free)

    nodes: list[Node] = []
    for who, line in zip(part.people, part.about, strict=True):
        nodes += [*person_text(who, line), "\n"]
    return (*nodes, free_seats(part.free)) if part.free else tuple(nodes[:-1])


def person_text(who: Mention, line: str) -> Text:
    """Return somebody and the line about them."""
    return (who, f": {line}") if line else (who,)


def _people_line(people: Sequence[Mention], free: int) -> Text:
    line = list(join_nodes(list(people), ", "))
    if free:
        if line:
            line.append(" · ")
        line.append(free_seats(free))
    return tuple(line)


def free_seats(free: int) -> str:
    """Return how many seats are free."""
    return say_many("one seat free", "{count} seats free", free)

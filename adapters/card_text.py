"""Parts of a card as running text, for platforms that have no such part of their own."""

from collections.abc import Iterable, Sequence

from bot.ui.text import Bold, Mention, Node, Text, join_nodes


def fact_lines(rows: Iterable[tuple[str, Text]]) -> Text:
    """Return a line for each fact: its label in bold, and its value."""
    nodes: list[Node] = []
    for label, value in rows:
        nodes += [Bold(label), ": ", *value, "\n"]
    return tuple(nodes[:-1])


def people_line(people: Sequence[Mention], free: int) -> Text:
    """Return the people around a table in one line, and how many seats are free."""
    line = list(join_nodes(list(people), ", "))
    if free:
        if line:
            line.append(" · ")
        line.append(free_seats(free))
    return tuple(line)


def free_seats(free: int) -> str:
    """Return how many seats are free."""
    return "one seat free" if free == 1 else f"{free} seats free"

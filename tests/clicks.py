"""See what can be clicked."""

from typing import Any

from bot.ui.cards import Actions, Card, Select


def clicks(card: Card) -> list[Any]:
    """Give the buttons and selects of a card."""
    return [item for part in card.parts if isinstance(part, Actions) for item in part.items]


def gestures_on(card: Card) -> list[tuple[str, str, str | None]]:
    """Give what can be clicked on a card: action, value, choice."""
    return [
        (item.action, item.value, choice.value if choice else None)
        for item in clicks(card)
        for choice in (item.choices if isinstance(item, Select) else (None,))
    ]

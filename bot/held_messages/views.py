"""Word what organisers are asked."""

from bot.ui.cards import Actions, Button, Card, Paragraph, Quote, as_text
from bot.ui.notices import note_card


def job_failed_card(kind: str) -> Card:
    """Say that something scheduled did not work out, several times."""
    return note_card(
        "Something I had planned did not work",
        f"I tried “{kind}” several times over some hours and gave up. The details are in Mingle's "
        "log. "
        "Nothing else is affected; the next one will be tried at its time.",
    )


def not_delivered_card(reason: str) -> Card:
    """Say that the platform refuses a message for good."""
    return note_card(
        "I could not deliver a message",
        f"The chat refused it and will refuse it again: {reason}. I stopped trying. "
        "If it is a channel, please check that I am a member of it.",
    )


def repeat_message_card(message_id: int, card: Card) -> Card:
    """Ask whether to repeat a message whose fate nobody can see."""
    return Card(
        "note",
        "I may already have posted this",
        (
            Paragraph(
                ("The chat did not answer, and I cannot look there. Shall I post it again?",)
            ),
            Quote(as_text(card)[:500]),
            Actions(
                (
                    Button("held.again", "Post it again", str(message_id), "main"),
                    Button("held.drop", "It is there already", str(message_id)),
                )
            ),
        ),
    )


def message_settled_card(again: bool) -> Card:
    """Confirm what an organiser decided."""
    return note_card(
        "Thank you", "I'll post it again now." if again else "Good, I'll leave it as it is."
    )


def already_settled() -> str:
    """Say that there is nothing left to decide."""
    return "That message is settled already; there is nothing left to decide."

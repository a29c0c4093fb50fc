"""Cards about held messages, failed jobs and refused deliveries."""

from bot.ui.cards import Actions, Button, Card, Paragraph, Quote, as_text
from bot.ui.notices import note_card


def job_failed_card(kind: str) -> Card:
    """Alert organisers that a job failed several times and was given up."""
    return note_card(
        "Something I had planned did not work",
        f"I tried “{kind}” several times over some hours and gave up. "
        "The details are in Mingle's log. "
        "Nothing else is affected; the next one will be tried at its time.",
    )


def not_delivered_card(reason: str) -> Card:
    """Alert organisers that the platform refuses a message for good."""
    return note_card(
        "I could not deliver a message",
        f"The chat refused it and will refuse it again: {reason}. I stopped trying. "
        "If it is a channel, please check that I am a member of it.",
    )


def repeat_message_card(message_id: int, card: Card) -> Card:
    """Ask organisers whether to repeat a message with an unknown outcome."""
    question = "The chat did not answer, and I cannot look there. Shall I post it again?"
    number = str(message_id)
    buttons = (
        Button("held.again", "Post it again", number, "main"),
        Button("held.drop", "It is there already", number),
    )
    parts = (Paragraph((question,)), Quote(as_text(card)[:500]), Actions(buttons))
    return Card("note", "I may already have posted this", parts)


def message_settled_card(again: bool) -> Card:
    """Confirm an organiser's decision on a held message."""
    words = "I'll post it again now." if again else "Good, I'll leave it as it is."
    return note_card("Thank you", words)


def already_settled() -> str:
    """Return the answer where another organiser has decided before."""
    return "That message is settled already; there is nothing left to decide."

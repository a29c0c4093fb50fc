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


def resting_card(channel: str, name: str, why: str) -> Card:
    """Return a card about a channel that takes no messages, and what brings it back."""
    text = (
        f"I can't post in {_place(name)}. {why} Until then its lunch rounds, prompts, polls and "
        "digests are on hold. I'll look again every night."
    )
    button = Button("channel.again", "Try again", channel, "main")
    return Card("note", f"{_place(name)} is on hold", (Paragraph((text,)), Actions((button,))))


def awake_card(name: str) -> Card:
    """Return a card that tells organisers that a channel takes messages again."""
    return note_card(f"{_place(name)} works again", "Everything planned there goes on.")


def looking_again_card(name: str) -> Card:
    """Answer an organiser who asks for another look at a channel."""
    return note_card(
        "Looking again", f"If {_place(name)} works, everything planned there goes on in a moment."
    )


def _place(name: str) -> str:
    return f"#{name}" if name else "A channel"


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


WORKS_ALREADY = "That channel works again; there is nothing to try."

"""Word how people tell what they learned."""

from bot.cards import Card, Choice, ChoiceField, Form, Paragraph, TextField

LIMIT = 500

SHARES = {"named": "Share it with my name", "unnamed": "Share it without my name", "private": "Keep it for myself"}
SHARING = tuple(Choice(value, label) for value, label in SHARES.items())


def form(about: str, text: str, share: str) -> Form:
    """Ask what somebody learned, or gave."""
    fields = (
        TextField(
            "text", "What did you learn, or give?", "One line is plenty", text, LIMIT, multiline=True, required=True
        ),
        ChoiceField("share", "Who may read it", SHARING, "Nothing confidential, please", (share,), required=True),
    )
    return Form("learning.save", "What did you learn?", fields, value=about)


def thanks(share: str) -> Card:
    """Thank somebody, and say who will read it."""
    told = {
        "named": "It may appear with your name in the channel's next post.",
        "unnamed": "It may appear in the channel's next post, without your name.",
        "private": "It stays with you.",
    }
    footer = ("Changed your mind? The same button opens it again.",)
    return Card("prompt", "Thank you", (Paragraph((told[share],)),), footer)


def too_long(length: int) -> str:
    """Say that a learning is too long."""
    return f"That is {length} characters; please keep it within {LIMIT}. One line is plenty."


NOBODY_RUNG = "Please leave out what rings for people, such as @everyone; those who read it come by themselves."
EMPTY = "Please write a line, or close the form."
SHARE = "Please choose who may read it."
UNKNOWN = "I no longer know what this was about. The button on the latest message works."

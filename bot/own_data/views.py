"""What `/mingle data` and `/mingle forget me` say."""

from bot.ui.cards import Actions, Button, Card, Facts, File, Paragraph
from bot.ui.notices import note_card
from bot.ui.text import CommandMention

JSON_NAME = "mingle-data.json"
PAGE_NAME = "mingle-data.html"
ME = "me"  # the value of buttons, which nobody presses by mistake
ONLY_YOURSELF = (
    "I can only forget you yourself. Type ",
    CommandMention("mingle forget me"),
    " if that's what you want.",
)
ANOTHER_BUTTON = ("Please type ", CommandMention("mingle forget me"), " and choose there.")


def on_its_way_card() -> Card:
    """Confirm that somebody's data is about to be sent to them."""
    return note_card(
        "Your data is on its way",
        "In a minute I'll send you two files, and nobody else: one to read, and one for programs.",
    )


def own_data_card(page: str, data: str) -> Card:
    """Return the message with everything that is kept about somebody."""
    text = (
        "Everything I keep about you, and why: a page to read, and the same as JSON. What others "
        "keep secret from you, such as whom they'd rather not meet, is theirs and not in it."
    )
    return Card(
        "note",
        "Your data",
        (
            Paragraph((text,)),
            File(PAGE_NAME, "text/html", page),
            File(JSON_NAME, "application/json", data),
        ),
        (
            CommandMention("mingle forget me"),
            " deletes it.",
        ),
    )


def forget_card() -> Card:
    """Ask once whether somebody shall be forgotten."""
    rows = (
        ("Deleted at once", ("your profile, your wishes, your answers, what you wrote to me",)),
        ("Ends", ("lunches, tables and events you're in; others are told that you can't come",)),
        ("Stays, without your name", ("that others met somebody, so that they meet others next",)),
        ("Not mine to delete", ("what you or I wrote in the chat before",)),
    )
    buttons = Actions(
        (
            Button("own_data.forget", "Forget me", ME, "danger"),
            Button("own_data.send", "Send me my data first", ME),
        )
    )
    ask = Paragraph(("This can't be taken back. You can join again later, as somebody new.",))
    return Card("note", "Shall I forget you?", (Facts(rows), ask, buttons))


def forgotten_card() -> Card:
    """Confirm that nothing names somebody any more."""
    return note_card(
        "I've forgotten you",
        "Nothing here names you any more, and I won't write to you again. If you ever use me "
        "again, you start as somebody new.",
    )

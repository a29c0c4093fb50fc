"""What `/mingle data` and `/mingle forget me` say."""

from bot.ui.cards import Actions, Button, Card, Facts, File, Paragraph
from bot.ui.notices import note_card
from bot.ui.speech import say
from bot.ui.text import CommandMention, Text, tell

JSON_NAME = "mingle-data.json"
PAGE_NAME = "mingle-data.html"
ME = "me"  # the value of buttons, which nobody presses by mistake
_FORGET = CommandMention("mingle forget me")


def only_yourself_text() -> Text:
    """Refuse to forget somebody else."""
    return tell(
        "I can only forget you yourself. Type {forget} if that's what you want.", forget=_FORGET
    )


def another_button_text() -> Text:
    """Refuse a button that is none of this card's."""
    return tell("Please type {forget} and choose there.", forget=_FORGET)


def on_its_way_card() -> Card:
    """Confirm that somebody's data is about to be sent to them."""
    return note_card(
        say("Your data is on its way"),
        say(
            "In a minute I'll send you two files, and nobody else: one to read, and one for "
            "programs."
        ),
    )


def own_data_card(page: str, data: str) -> Card:
    """Return the message with everything that is kept about somebody."""
    text = say(
        "Everything I keep about you, and why: a page to read, and the same as JSON. What "
        "others keep secret from you, such as whom they'd rather not meet, is theirs and not "
        "in it."
    )
    return Card(
        "note",
        say("Your data"),
        (
            Paragraph((text,)),
            File(PAGE_NAME, "text/html", page),
            File(JSON_NAME, "application/json", data),
        ),
        tell("{forget} deletes it.", forget=_FORGET),
    )


def forget_card() -> Card:
    """Ask once whether somebody shall be forgotten."""
    rows = (
        (
            say("Deleted at once"),
            (say("your profile, your wishes, your answers, what you wrote to me"),),
        ),
        (
            say("Ends"),
            (say("lunches, tables and events you're in; others are told that you can't come"),),
        ),
        (
            say("Stays, without your name"),
            (say("that others met somebody, so that they meet others next"),),
        ),
        (say("Not mine to delete"), (say("what you or I wrote in the chat before"),)),
    )
    buttons = Actions(
        (
            Button("own_data.forget", say("Forget me"), ME, "danger"),
            Button("own_data.send", say("Send me my data first"), ME),
        )
    )
    ask = Paragraph((say("This can't be taken back. You can join again later, as somebody new."),))
    return Card("note", say("Shall I forget you?"), (Facts(rows), ask, buttons))


def forgotten_card() -> Card:
    """Confirm that nothing names somebody any more."""
    return note_card(
        say("I've forgotten you"),
        say(
            "Nothing here names you any more, and I won't write to you again. If you ever use me "
            "again, you start as somebody new."
        ),
    )

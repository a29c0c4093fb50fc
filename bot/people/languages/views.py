"""Form and card of languages, and its sentences."""

from collections.abc import Mapping

from bot.ui.cards import ROUTE_LIMIT, Card, Choice, ChoiceField, Form
from bot.ui.languages import list_languages, native_name
from bot.ui.notices import note_card
from bot.ui.speech import say
from bot.ui.text import clean_text

CHOOSE, SAVE = "language.choose", "language.save"
OPEN = "open"  # the choice that leaves a language open
NAME_LIMIT = 40  # characters of a channel's name in a route


def language_form(chosen: Mapping[str, str], channel: str, name: str) -> Form:
    """Ask in which language somebody wants to read, and organisers in which others should.

    `chosen` has the language of each field that they may set, or nothing.
    """
    shown = {
        "own": (say("Your language"), say("As your chat is set"), ""),
        "channel": (say("Language of this channel"), say("As for everybody here"), ""),
        "everybody": (
            say("Language of everybody here"),
            native_name("en"),
            say("For whoever chose none, where the chat doesn't tell me one that I speak"),
        ),
    }
    fields = tuple(
        _field(name, *shown[name], chosen[name] or OPEN) for name in shown if name in chosen
    )
    whose = f"{channel} {clean_text(name, NAME_LIMIT)}" if "channel" in chosen else ""
    return Form(SAVE, say("Languages"), fields, value=whose[: ROUTE_LIMIT - len(f"{SAVE}:")])


def saved_card(language: str) -> Card:
    """Say, in the language that holds from now on, that it does."""
    return note_card(
        say("Saved"),
        say("From now on I speak {language} with you.", language=native_name(language)),
        say("Messages that you already have stay as they are until something in them changes."),
    )


def no_such_language() -> str:
    """Return the error about a language that nobody offered."""
    return say("Please choose from the list.")


def _field(name: str, label: str, otherwise: str, hint: str, chosen: str) -> ChoiceField:
    spoken = [Choice(language, native_name(language)) for language in list_languages()]
    choices = (Choice(OPEN, otherwise), *spoken)
    return ChoiceField(name, label, choices, hint, (chosen,), required=True)

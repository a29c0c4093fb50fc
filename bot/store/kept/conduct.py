"""Kept of conduct: whom to tell that something is wrong, what they were told, what is hidden."""

from collections.abc import Mapping

from bot.store.kept.declaration import (
    COLLEAGUES,
    CONCERNED,
    NOBODY,
    WORDS,
    Kept,
    aged,
    fact,
    kept,
    mine,
    named,
    text,
)

CONDUCT: Mapping[str, Kept] = {
    "trusted_person": kept(
        "Whom people can tell that something is wrong", "to offer them by name", COLLEAGUES,
        mine(person="who is named"),
        named(named_by="the organiser who named them"),
        fact(at="when"),
        until="organisers name others",
    ),
    "told_concern": kept(
        "What you told a trusted person", "so that they read it, and you hear that they did",
        "the person you told",
        mine(person="who told it"),
        named(recipient="whom you told"),
        text(
            about="which card it was about", words="what you wrote", people="who was on the card",
            quoted="what was written on it",
        ),
        fact(at="when", read_at="when they said that they read it"),
        aged=aged(WORDS, "at"),
        cards=(("concern", "id"),),
    ),
    "hidden_text": kept(
        "What you wrote that an organiser hid", "so that it can be shown again", CONCERNED,
        mine(author="who wrote it"),
        text(about="where it was", words="what it said", original="as it was stored"),
        named(hidden_by="who hid it"),
        fact(reason="why", at="when", shown_at="since when it is shown again"),
        aged=aged(WORDS, "at"),
        cards=(("hidden-text", "id"),),
    ),
    "hide_request": kept(
        "Texts that you asked organisers to hide", "so that each is decided once", NOBODY,
        mine(person="who asked"),
        text(about="which text"),
        fact(reason="why", state="asked, hidden or left", at="when"),
        aged=aged(WORDS, "at"),
        cards=(("hiding", "id"),),
    ),
}  # fmt: skip

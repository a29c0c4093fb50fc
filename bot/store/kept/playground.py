"""Kept of the playground, where people and their chat are rows too."""

from collections.abc import Mapping

from bot.store.kept.declaration import CHANNEL, NOBODY, Kept, fact, inner, kept, named, text

_ANEW = "the playground is started anew"

PLAYGROUND: Mapping[str, Kept] = {
    "playground_colleague": kept(
        "People of the playground", "to play them", CHANNEL,
        named(person="who it is"),
        fact(
            name="their name", zone="time zone", organiser="organises", colour="colour",
            simulated="clicks by itself", profile="what they say of themselves", habits="habits",
        ),
        until=_ANEW,
    ),
    "playground_channel": kept(
        "Conversations of the playground", "to show them", CHANNEL,
        fact(channel="which", kind="what it is", name="name", topic="topic"),
        until=_ANEW,
    ),
    "playground_member": kept(
        "Who is in a conversation of the playground", "to show it to them", CHANNEL,
        named(person="who"),
        fact(channel="which", read="the last message seen"),
        until=_ANEW,
    ),
    "playground_message": kept(
        "Messages of the playground", "to show them", CHANNEL,
        named(author="who wrote it", only_for="who alone sees it"),
        text(card="what it says", text="what was typed"),
        fact(channel="where", at="when", edited="edited when"),
        inner("key"),
        until=_ANEW,
    ),
    "playground_clock": kept(
        "The clock of the playground", "to pass time", NOBODY,
        inner("at"),
        until=_ANEW,
    ),
}  # fmt: skip

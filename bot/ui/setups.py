"""What a setup shows where something of its kind runs already: change that, or start another."""

from collections.abc import Sequence

from msgspec import Struct

from bot.ui.cards import Actions, Button, Card, CardKind, Paragraph, Part
from bot.ui.speech import say_many
from bot.ui.text import ChannelMention, CommandMention, Node, Text, join_nodes, tell, tell_many

BLANK = "new"  # the value of a setup form that was opened for no channel; else it is the channel
_MAX_SHOWN = 8


def is_elsewhere(value: str, channel: str) -> bool:
    """Return whether a setup form was opened for another channel than the one chosen in it."""
    return value.partition(" ")[0] not in ("", channel)


class Running(Struct, frozen=True):
    """Something that runs in a channel: when, in words, and the button that changes it."""

    channel: ChannelMention
    when: str
    change: Button


def running_card(
    kind: CardKind, title: str, running: Sequence[Running], command: str, another: Button
) -> Card:
    """Show what runs, each with its button, and the button that starts another."""
    parts: list[Part] = []
    for one in running[:_MAX_SHOWN]:
        parts += [
            Paragraph(tell("In {channel}: {when}.", channel=one.channel, when=one.when)),
            Actions((one.change,)),
        ]
    if len(running) > _MAX_SHOWN:
        rest = tell_many(
            "And {count} more: in its channel, {command} shows each.",
            "And {count} more: in its channel, {command} shows each.",
            len(running) - _MAX_SHOWN,
            command=CommandMention(command),
        )
        parts.append(Paragraph(rest))
    return Card(kind, title, (*parts, Actions((another,))))


def also_text(channels: Sequence[ChannelMention]) -> Text:
    """Return in which other channels the same goes on, or nothing."""
    if not channels:
        return ()
    shown: list[Node] = [*channels[:_MAX_SHOWN]]
    if len(channels) > _MAX_SHOWN:
        shown.append(
            say_many("{count} more channels", "{count} more channels", len(channels) - _MAX_SHOWN)
        )
    return tell("It goes on in {names} as well.", names=join_nodes(shown))

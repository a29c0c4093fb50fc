"""Cards and texts of `/mingle why`."""

from collections.abc import Mapping, Sequence

from bot.attention.records import ReceivedMessage
from bot.attention.rules import WEEKLY_LIMIT
from bot.ui.cards import Actions, Button, Card, Divider, Heading, Paragraph, Part
from bot.ui.notices import note_card
from bot.ui.text import CommandMention, Instant, Node, Text, Words, retell


def reasons_card(
    messages: Sequence[ReceivedMessage],
    reasons: Mapping[str, Words],
    muted: Sequence[str],
    zone: str,
) -> Card:
    """List messages with the reason for each, and what was turned off.

    The latest message of a reason carries the button that turns it off.
    """
    parts: list[Part] = []
    explained: set[str] = set(muted)
    for message in messages:
        parts.append(Paragraph(_reason(message, reasons, zone)))

        exempt = message.solicited or message.in_channel or message.introduction
        if not exempt and message.reason in reasons and message.reason not in explained:
            parts.append(Actions((Button("attention.mute", "Turn these off", message.reason),)))
            explained.add(message.reason)

    if not messages:
        parts.append(Paragraph(("I have sent you nothing yet.",)))
    return Card("note", "Why I wrote to you", (*parts, *_turned_off(muted, reasons)), (_budget(),))


def muted_card(reason_name: str, reason: Words) -> Card:
    """Confirm that a reason is turned off."""
    parts = (
        Paragraph(("I will not write to you for this reason again:",)),
        Paragraph(retell(reason), soft=True),
        Actions((Button("attention.unmute", "Turn it on again", reason_name),)),
    )
    return Card(
        "note",
        "Turned off",
        parts,
        (
            CommandMention("mingle why"),
            " lists what you turned off.",
        ),
    )


def unmuted_card(reason: Words) -> Card:
    """Confirm that a reason is turned on again."""
    return note_card("Turned on again", retell(reason))


def leave_instead_card() -> Card:
    """Explain that introductions end by leaving, not by turning their reason off."""
    return note_card(
        "This is what you joined for",
        (
            "I can't introduce you without telling you. ",
            CommandMention("mingle leave"),
            " in the channel takes you out, ",
            CommandMention("mingle skip"),
            " leaves out one round, and ",
            CommandMention("mingle pause"),
            " stops everything until a date.",
        ),
    )


def how_many(most: int) -> Text:
    """Reject a number of messages that is out of range."""
    return (
        f"Tell me how many messages to explain, from 1 to {most}. Try ",
        CommandMention("mingle why 10"),
        ".",
    )


def _reason(message: ReceivedMessage, reasons: Mapping[str, Words], zone: str) -> tuple[Node, ...]:
    when = Instant(message.at, zone)
    reason = retell(reasons.get(message.reason, "It belonged to something I no longer do."))
    if message.solicited:
        return (when, ", because somebody asked for it: ", *reason)
    if message.in_channel:
        return (when, ", in this channel: ", *reason)
    if message.introduction:
        return (
            when,
            ": ",
            *reason,
            " It is what you joined for; ",
            CommandMention("mingle leave"),
            " ends it.",
        )
    return (when, ": ", *reason)


def _turned_off(muted: Sequence[str], reasons: Mapping[str, Words]) -> tuple[Part, ...]:
    if not muted:
        return ()

    parts: list[Part] = [Divider(), Heading("Turned off")]
    for reason in muted:
        parts.append(Paragraph(retell(reasons[reason]), soft=True))
        parts.append(Actions((Button("attention.unmute", "Turn it on again", reason),)))
    return tuple(parts)


def _budget() -> str:
    return (
        f"Unasked, I send at most {WEEKLY_LIMIT} messages a week, on working days between 9:00 "
        "and 18:00 where you are."
    )

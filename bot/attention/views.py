"""Cards and texts of `/mingle why`."""

from collections.abc import Mapping, Sequence

from bot.attention.records import ReceivedMessage
from bot.attention.rules import WEEKLY_LIMIT
from bot.ui.cards import Actions, Button, Card, Divider, Heading, Paragraph, Part
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Instant, Node, Text, Words, retell, tell

_NO_REASON = mark("It belonged to something I no longer do.")


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
            parts.append(
                Actions((Button("attention.mute", say("Turn these off"), message.reason),))
            )
            explained.add(message.reason)

    if not messages:
        parts.append(Paragraph((say("I have sent you nothing yet."),)))
    return Card(
        "note", say("Why I wrote to you"), (*parts, *_turned_off(muted, reasons)), (_budget(),)
    )


def muted_card(reason_name: str, reason: Words) -> Card:
    """Confirm that a reason is turned off."""
    parts = (
        Paragraph((say("I will not write to you for this reason again:"),)),
        Paragraph(retell(reason), soft=True),
        Actions((Button("attention.unmute", say("Turn it on again"), reason_name),)),
    )
    return Card(
        "note",
        say("Turned off"),
        parts,
        tell("{why} lists what you turned off.", why=CommandMention("mingle why")),
    )


def unmuted_card(reason: Words) -> Card:
    """Confirm that a reason is turned on again."""
    return note_card(say("Turned on again"), retell(reason))


def leave_instead_card() -> Card:
    """Explain that introductions end by leaving, not by turning their reason off."""
    return note_card(
        say("This is what you joined for"),
        tell(
            "I can't introduce you without telling you. {leave} in the channel takes you out, "
            "{skip} leaves out one round, and {pause} stops everything until a date.",
            leave=CommandMention("mingle leave"),
            skip=CommandMention("mingle skip"),
            pause=CommandMention("mingle pause"),
        ),
    )


def how_many(most: int) -> Text:
    """Reject a number of messages that is out of range."""
    return tell(
        "Tell me how many messages to explain, from 1 to {most}. Try {command}.",
        most=f"{most}",
        command=CommandMention("mingle why 10"),
    )


def _reason(message: ReceivedMessage, reasons: Mapping[str, Words], zone: str) -> tuple[Node, ...]:
    when = Instant(message.at, zone)
    reason = retell(reasons.get(message.reason, _NO_REASON))
    if message.solicited:
        return tell("{when}, because somebody asked for it: {reason}", when=when, reason=reason)
    if message.in_channel:
        return tell("{when}, in this channel: {reason}", when=when, reason=reason)
    if message.introduction:
        return tell(
            "{when}: {reason} It is what you joined for; {leave} ends it.",
            when=when,
            reason=reason,
            leave=CommandMention("mingle leave"),
        )
    return (when, ": ", *reason)


def _turned_off(muted: Sequence[str], reasons: Mapping[str, Words]) -> tuple[Part, ...]:
    if not muted:
        return ()

    parts: list[Part] = [Divider(), Heading(say("Turned off"))]
    for reason in muted:
        parts.append(Paragraph(retell(reasons[reason]), soft=True))
        parts.append(Actions((Button("attention.unmute", say("Turn it on again"), reason),)))
    return tuple(parts)


def _budget() -> str:
    return say(
        "Unasked, I send at most {number} messages a week, on working days between 9:00 "
        "and 18:00 where you are.",
        number=WEEKLY_LIMIT,
    )

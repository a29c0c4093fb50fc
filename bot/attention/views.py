"""Word why Mingle wrote, and what turning it off means."""

from collections.abc import Mapping, Sequence

from bot.attention.records import Heard
from bot.attention.rules import LIMIT
from bot.ui.cards import Actions, Button, Card, Divider, Heading, Paragraph, Part
from bot.ui.notices import note
from bot.ui.text import Instant, Node


def why(heard: Sequence[Heard], rules: Mapping[str, str], off: Sequence[str], zone: str) -> Card:
    """List messages with the reason for each, and what was turned off."""
    parts: list[Part] = []
    explained: set[str] = set(off)
    for message in heard:
        parts.append(Paragraph(_reason(message, rules, zone)))
        if not (message.asked or message.here or message.introduction) and message.rule in rules:
            if message.rule not in explained:
                parts.append(Actions((Button("attention.mute", "Turn these off", message.rule),)))
            explained.add(message.rule)
    if not heard:
        parts.append(Paragraph(("I have sent you nothing yet.",)))
    return Card("note", "Why I wrote to you", (*parts, *_turned_off(off, rules)), (_budget(),))


def turned_off(rule: str, reason: str) -> Card:
    """Confirm that a rule is off."""
    parts = (
        Paragraph(("I will not write to you for this reason again:",)),
        Paragraph((reason,), soft=True),
        Actions((Button("attention.unmute", "Turn it on again", rule),)),
    )
    return Card("note", "Turned off", parts, ("“/mingle why” lists what you turned off.",))


def turned_on(reason: str) -> Card:
    """Confirm that a rule is on again."""
    return note("Turned on again", reason)


def leave_instead() -> Card:
    """Say how to be introduced to nobody."""
    return note(
        "This is what you joined for",
        "I can't introduce you without telling you. “/mingle leave” in the channel takes you out, “/mingle skip” "
        "leaves out one round, and “/mingle pause” stops everything until a date.",
    )


def how_many(most: int) -> str:
    """Decline a number of messages that makes no sense."""
    return f"Tell me how many messages to explain, from 1 to {most}. Try “/mingle why 10”."


def _reason(message: Heard, rules: Mapping[str, str], zone: str) -> tuple[Node, ...]:
    when = Instant(message.at, zone)
    reason = rules.get(message.rule, "It belonged to something I no longer do.")
    if message.asked:
        return (when, ", because somebody asked for it: ", reason)
    if message.here:
        return (when, ", in this channel: ", reason)
    if message.introduction:
        return (when, ": ", reason, " It is what you joined for; “/mingle leave” ends it.")
    return (when, ": ", reason)


def _turned_off(off: Sequence[str], rules: Mapping[str, str]) -> tuple[Part, ...]:
    if not off:
        return ()
    lines = [
        part
        for rule in off
        for part in (
            Paragraph((rules[rule],), soft=True),
            Actions((Button("attention.unmute", "Turn it on again", rule),)),
        )
    ]
    return (Divider(), Heading("Turned off"), *lines)


def _budget() -> str:
    return f"Unasked, I send at most {LIMIT} messages a week, on working days between 9:00 and 18:00 where you are."

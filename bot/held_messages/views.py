"""Cards about what is held or set aside, about channels that rest, and refused deliveries."""

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.held_messages.records import CALENDAR, CARD, MESSAGE, OCCURRENCE, RESTORE, SOURCE, Matter
from bot.pairings.health.records import TroubledProgram
from bot.pairings.views.health import troubled_parts
from bot.restores.views import decision_buttons
from bot.sources.views.failures import failing_parts
from bot.ui.cards import Actions, Button, Card, Paragraph, Part, Quote, as_text
from bot.ui.notices import note_card
from bot.ui.text import Bold, ChannelMention, Mention, Text, join_nodes

MAX_SHOWN = 8  # matters on one card
MAX_QUOTED = 500  # characters of a card that is quoted

UNREADABLE = "What is kept about it can't be read by this version of Mingle."

# What a job, a message or a card is about, by the first word of its kind.
_ABOUT = {
    "alone": "lunch rounds",
    "asked": "a lunch invitation",
    "concern": "something that is wrong",
    "census": "the members of a channel",
    "digest": "the digest",
    "event": "an event",
    "group": "a lunch group",
    "happy_hour": "a happy hour",
    "hidden-text": "a text that is hidden",
    "hiding": "a text to hide",
    "host_wish": "an event",
    "learnings": "the recap of what people learned",
    "lunch": "lunch rounds",
    "merger": "an open table",
    "notice": "a lunch round",
    "opening": "an opening of an association",
    "poll": "a poll",
    "prompt": "a prompt",
    "report": "a lunch round",
    "question": "a poll",
    "retention": "the nightly tidying",
    "round": "a lunch round",
    "rsvp": "an event",
    "seat": "an open table",
    "source": "a source of events",
    "table": "an open table",
    "thanks": "a happy hour",
    "upload": "a calendar file",
    "usual": "usual lunches",
    "venue": "a venue",
    "workspace": "the removal of this workspace",
}
_FAILURE = re.compile(r"(\w+): .*|(\w+):", re.DOTALL)


def unknown_job_text(kind: str) -> str:
    """Return why a job was set aside that this version does not know."""
    return f"This version of Mingle knows no job “{kind[:60]}”."


def unknown_message_text(kind: str) -> str:
    """Return why a message or card was set aside whose kind this version does not know."""
    return f"This version of Mingle knows no message “{kind[:60]}”."


def killed_text(times: int) -> str:
    """Return why a row was set aside at which the process died again and again."""
    return f"Mingle stopped in the middle of it, {times} times."


def undrawable_text(error: BaseException) -> str:
    """Return why a message was set aside that cannot be drawn, without what the error quotes."""
    return f"Its card can't be drawn ({type(error).__name__})."


def unchecked_text(error: Exception) -> str:
    """Return why a message was set aside of which nobody can tell whom it is still for."""
    return f"Whom it is still for can't be checked ({type(error).__name__})."


def unsettled_text(error: Exception) -> str:
    """Return why a message was set aside whose outcome cannot be written down."""
    return f"What came of it can't be written down ({type(error).__name__})."


def not_delivered_card(reason: str) -> Card:
    """Alert organisers that the platform refuses a message for good."""
    return note_card(
        "I could not deliver a message",
        f"The chat refused it and will refuse it again: {reason}. I stopped trying. "
        "If it is a channel, please check that I am a member of it.",
    )


def resting_card(channel: str, name: str, why: str) -> Card:
    """Return a card about a channel that takes no messages, and what brings it back."""
    text = (
        f"I can't post in {_place(name)}. {why} Until then its lunch rounds, prompts, polls and "
        "digests are on hold. I'll look again every night."
    )
    button = Button("channel.again", "Try again", channel, "main")
    return Card("note", f"{_place(name)} is on hold", (Paragraph((text,)), Actions((button,))))


def lacking_card(channel: str, name: str, why: str) -> Card:
    """Return a card about a channel that works in part: what is missing, and what that means."""
    button = Button("channel.again", "Try again", channel, "main")
    title = f"Something is missing in {_place(name)}" if name else "Something is missing"
    return Card("note", title, (Paragraph((why,)), Actions((button,))))


def awake_card(name: str) -> Card:
    """Return a card that tells organisers that a channel takes messages again."""
    return note_card(f"{_place(name)} works again", "Everything planned there goes on.")


def looking_again_card(name: str) -> Card:
    """Answer an organiser who asks for another look at a channel."""
    return note_card(
        "Looking again",
        f"If {_place(name)} works now, everything planned there goes on in a moment. If something "
        "is still missing, my note to you says so.",
    )


def _place(name: str) -> str:
    return f"#{name}" if name else "A channel"


def matter_card(matter: Matter, drawn: Card | None) -> Card:
    """Ask organisers about one matter, with the card as it reads now."""
    if matter.state == "held":
        title = "I may already have posted this"
        words: Text = (
            "The chat did not answer, and I can't look there. It was ",
            *_what(matter),
            ". If it is not there, I can send it again.",
        )
    else:
        title = "Something I had planned did not work"
        words = ("I set aside ", *_what(matter), f". {why_text(matter)} Everything else goes on.")
    quoted: tuple[Part, ...] = (Quote(as_text(drawn)[:MAX_QUOTED]),) if drawn else ()
    return Card("note", title, (Paragraph(words), *quoted, _buttons(matter)))


def seen_card(matter: Matter, drawn: Card) -> Card:
    """Ask somebody whether a message to them arrived, with what it says."""
    words = (
        "I wrote this to you, and the chat did not tell me whether it arrived. "
        "If you don't have it, I'll send it again."
    )
    number = str(matter.id)
    buttons = (
        Button("held.missing", "I don't have it", number, "main"),
        Button("held.seen", "I have it", number),
    )
    parts = (Paragraph((words,)), Quote(as_text(drawn)[:MAX_QUOTED]), Actions(buttons))
    return Card("note", "Did this reach you?", parts)


def settled_card() -> Card:
    """Return what a question reads once somebody has decided, or nothing is left to decide."""
    return note_card("This is settled", "Nothing is left to decide here.")


def health_card(
    matters: Sequence[Matter],
    resting: Sequence[tuple[str, str]],
    more: int,
    lacking: Sequence[tuple[str, str]] = (),
    programs: Sequence[TroubledProgram] = (),
    sources: Sequence[str] = (),
) -> Card:
    """Return everything that waits for an organiser.

    These are matters, channels with why they rest, channels with what is missing there, lunches
    that come to nothing, and sources of events that cannot be read.
    """
    parts: list[Part] = []
    for matter in matters:
        parts += [Paragraph(_line(matter)), _buttons(matter)]
    for name, why in resting:
        parts.append(Paragraph((Bold(f"{_place(name)} is on hold."), f" {why}")))
    for name, why in lacking:
        parts.append(
            Paragraph(
                (
                    Bold(f"Something is missing in {_place(name) if name else 'a channel'}."),
                    f" {why}",
                )
            )
        )
    for troubled in programs[:MAX_SHOWN]:
        parts += troubled_parts(troubled)
    if sources:
        parts += failing_parts(sources, MAX_SHOWN)
    if not parts:
        return note_card(
            "All is well",
            "Nothing is held, nothing was set aside, and every channel, lunch and source works.",
        )
    footer: Text = (f"There are {more} more; these come first.",) if more else ()
    return Card("note", "This waits for an organiser", tuple(parts), footer)


def message_settled_card(*, again: bool) -> Card:
    """Confirm a decision on a matter."""
    words = "I'll try it again now." if again else "Good, I'll leave it."
    return note_card("Thank you", words)


def seen_settled_card(*, again: bool) -> Card:
    """Thank somebody for saying whether a message arrived."""
    words = "I'll send it again now." if again else "Good to know."
    return note_card("Thank you", words)


def clock_card(ahead: timedelta) -> Card:
    """Return what organisers read while Mingle's clock is wrong and something waits for it."""
    direction = "ahead" if ahead > timedelta(0) else "behind"
    return note_card(
        "My clock is wrong",
        f"The clock of the machine I run on is {_roughly(abs(ahead))} {direction}. Until it is "
        "right I plan nothing, so that nothing happens on the wrong day. Please tell whoever runs "
        "me: the clock has to be set.",
    )


def _roughly(time: timedelta) -> str:
    for seconds, unit in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        number = round(time.total_seconds() / seconds)
        if number > 1:
            return f"about {number} {unit}s"
    return "more than a minute"


ALREADY_SETTLED = "That is settled already; there is nothing left to decide."
WORKS_ALREADY = "That channel works again; there is nothing to try."


def why_text(matter: Matter) -> str:
    """Return why a matter is here, for chats: an error by its name alone, never what it quotes."""
    if matter.table == RESTORE:
        return f"It is on hold until somebody decides whether I did it before. {matter.why}"
    if matter.state == "held":
        return "Nobody knows whether it was posted: the chat did not answer."
    if found := _FAILURE.fullmatch(matter.why):
        return f"It failed each time I tried ({found[1] or found[2]})."
    if matter.table in (SOURCE, CALENDAR):
        return "Mingle could not finish looking at it, several times."
    return matter.why or "It did not work."


def matter_line(matter: Matter) -> str:
    """Return what a matter is, for the terminal: "a message to slack:T1/C1 about a poll"."""
    about = f" ({matter.kind})" if matter.kind else ""
    to = f" to {', '.join(matter.recipients)}" if matter.recipients else ""
    return f"{_NOUNS[matter.table]}{to}{about}"


def _line(matter: Matter) -> Text:
    first, *rest = _what(matter)
    opening = f"{first}"
    return (f"{opening[:1].upper()}{opening[1:]}", *rest, f". {why_text(matter)}")


_NOUNS = {
    MESSAGE: "a message",
    OCCURRENCE: "a job",
    CARD: "a card",
    SOURCE: "a source of events",
    CALENDAR: "somebody's private calendar",
    RESTORE: "what was due when a backup was restored",
}


def _what(matter: Matter) -> Text:
    """Return what a matter is: "a message to @Ann about a poll"."""
    about = _ABOUT.get(matter.kind.partition(".")[0], "")
    if matter.table in (SOURCE, CALENDAR, RESTORE):
        return (_NOUNS[matter.table],)
    words = f" about {about}" if about else ""
    if not matter.recipients:
        return (f"{_NOUNS[matter.table]}{words}",)
    if matter.to_people:
        named = zip(matter.recipients, matter.names, strict=True)
        people = join_nodes([Mention(person, name) for person, name in named])
        return (f"{_NOUNS[matter.table]} to ", *people, words)
    channel = ChannelMention(matter.recipients[0], matter.names[0])
    return (f"{_NOUNS[matter.table]} to ", channel, words)


def _buttons(matter: Matter) -> Actions:
    if matter.table == RESTORE:
        return decision_buttons(matter.id)
    return Actions(
        (
            Button("held.again", "Send again", matter.name, "main"),
            Button("held.drop", "Let it go", matter.name),
        )
    )

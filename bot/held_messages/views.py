"""Cards about what is held or set aside, about channels that rest, and refused deliveries."""

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.held_messages.kept_reasons import say_kept_reason
from bot.held_messages.records import CALENDAR, CARD, MESSAGE, OCCURRENCE, RESTORE, SOURCE, Matter
from bot.pairings.health.records import TroubledProgram
from bot.pairings.views.health import troubled_parts
from bot.restores.views import decision_buttons
from bot.sources.views.failures import failing_parts
from bot.ui.cards import Actions, Button, Card, Paragraph, Part, Quote, as_text
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import Bold, ChannelMention, Mention, Node, Text, join_nodes, merge_words, tell

MAX_SHOWN = 8  # matters on one card
MAX_QUOTED = 500  # characters of a card that is quoted

# What a job, a message or a card is about, by the first word of its kind.
_ABOUT = {
    "alone": mark("lunch rounds"),
    "asked": mark("a lunch invitation"),
    "concern": mark("something that is wrong"),
    "census": mark("the members of a channel"),
    "digest": mark("the digest"),
    "event": mark("an event"),
    "group": mark("a lunch group"),
    "happy_hour": mark("a happy hour"),
    "hidden-text": mark("a text that is hidden"),
    "hiding": mark("a text to hide"),
    "host_wish": mark("an event"),
    "learnings": mark("the recap of what people learned"),
    "lunch": mark("lunch rounds"),
    "merger": mark("an open table"),
    "notice": mark("a lunch round"),
    "opening": mark("an opening of an association"),
    "poll": mark("a poll"),
    "prompt": mark("a prompt"),
    "report": mark("a lunch round"),
    "question": mark("a poll"),
    "retention": mark("the nightly tidying"),
    "round": mark("a lunch round"),
    "rsvp": mark("an event"),
    "seat": mark("an open table"),
    "source": mark("a source of events"),
    "table": mark("an open table"),
    "thanks": mark("a happy hour"),
    "upload": mark("a calendar file"),
    "usual": mark("usual lunches"),
    "venue": mark("a venue"),
    "workspace": mark("the removal of this workspace"),
}
_FAILURE = re.compile(r"(\w+): .*|(\w+):", re.DOTALL)


def not_delivered_card(reason: str) -> Card:
    """Alert organisers that the platform refuses a message for good."""
    return note_card(
        say("I could not deliver a message"),
        say(
            "The chat refused it and will refuse it again: {reason}. I stopped trying. If it is a "
            "channel, please check that I am a member of it.",
            reason=say(reason),
        ),
    )


def resting_card(channel: str, name: str, why: str) -> Card:
    """Return a card about a channel that takes no messages, and what brings it back."""
    text = say(
        "I can't post in {place}. {why} Until then its lunch rounds, prompts, polls and "
        "digests are on hold. I'll look again every night.",
        place=_place(name),
        why=say(why),
    )
    button = Button("channel.again", say("Try again"), channel, "main")
    return Card(
        "note",
        say("{place} is on hold", place=_place(name)),
        (Paragraph((text,)), Actions((button,))),
    )


def lacking_card(channel: str, name: str, why: str) -> Card:
    """Return a card about a channel that works in part: what is missing, and what that means."""
    button = Button("channel.again", say("Try again"), channel, "main")
    title = say("Something is missing")
    if name:
        title = say("Something is missing in {place}", place=_place(name))
    return Card("note", title, (Paragraph((why,)), Actions((button,))))


def awake_card(name: str) -> Card:
    """Return a card that tells organisers that a channel takes messages again."""
    return note_card(
        say("{place} works again", place=_place(name)), say("Everything planned there goes on.")
    )


def looking_again_card(name: str) -> Card:
    """Answer an organiser who asks for another look at a channel."""
    return note_card(
        say("Looking again"),
        say(
            "If {place} works now, everything planned there goes on in a moment. If something is "
            "still missing, my note to you says so.",
            place=_place(name),
        ),
    )


def _place(name: str) -> str:
    return f"#{name}" if name else say("A channel")


def matter_card(matter: Matter, drawn: Card | None) -> Card:
    """Ask organisers about one matter, with the card as it reads now."""
    if matter.state == "held":
        title = say("I may already have posted this")
        words: Text = tell(
            "The chat did not answer, and I can't look there. It was {what}. If it is not "
            "there, I can send it again.",
            what=_what(matter),
        )
    else:
        title = say("Something I had planned did not work")
        words = tell(
            "I set aside {what}. {why} Everything else goes on.",
            what=_what(matter),
            why=why_text(matter),
        )
    quoted: tuple[Part, ...] = (Quote(as_text(drawn)[:MAX_QUOTED]),) if drawn else ()
    return Card("note", title, (Paragraph(words), *quoted, _buttons(matter)))


def seen_card(matter: Matter, drawn: Card) -> Card:
    """Ask somebody whether a message to them arrived, with what it says."""
    words = say(
        "I wrote this to you, and the chat did not tell me whether it arrived. If you don't "
        "have it, I'll send it again."
    )
    number = str(matter.id)
    buttons = (
        Button("held.missing", say("I don't have it"), number, "main"),
        Button("held.seen", say("I have it"), number),
    )
    parts = (Paragraph((words,)), Quote(as_text(drawn)[:MAX_QUOTED]), Actions(buttons))
    return Card("note", say("Did this reach you?"), parts)


def settled_card() -> Card:
    """Return what a question reads once somebody has decided, or nothing is left to decide."""
    return note_card(say("This is settled"), say("Nothing is left to decide here."))


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
        parts.append(
            Paragraph((Bold(say("{place} is on hold.", place=_place(name))), f" {say(why)}"))
        )
    for name, why in lacking:
        missing = say("Something is missing in a channel.")
        if name:
            missing = say("Something is missing in {place}.", place=_place(name))
        parts.append(Paragraph((Bold(missing), f" {why}")))
    for troubled in programs[:MAX_SHOWN]:
        parts += troubled_parts(troubled)
    if sources:
        parts += failing_parts(sources, MAX_SHOWN)
    if not parts:
        return note_card(
            say("All is well"),
            say(
                "Nothing is held, nothing was set aside, and every channel, lunch and source works."
            ),
        )
    footer: Text = (say("There are {more} more; these come first.", more=more),) if more else ()
    return Card("note", say("This waits for an organiser"), tuple(parts), footer)


def message_settled_card(*, again: bool) -> Card:
    """Confirm a decision on a matter."""
    words = say("I'll try it again now.") if again else say("Good, I'll leave it.")
    return note_card(say("Thank you"), words)


def seen_settled_card(*, again: bool) -> Card:
    """Thank somebody for saying whether a message arrived."""
    words = say("I'll send it again now.") if again else say("Good to know.")
    return note_card(say("Thank you"), words)


def clock_card(ahead: timedelta) -> Card:
    """Return what organisers read while Mingle's clock is wrong and something waits for it."""
    time = _roughly(abs(ahead))
    wrong = say("The clock of the machine I run on is {time} behind.", time=time)
    if ahead > timedelta(0):
        wrong = say("The clock of the machine I run on is {time} ahead.", time=time)
    therefore = say(
        "Until it is right I plan nothing, so that nothing happens on the wrong day. Please tell "
        "whoever runs me: the clock has to be set."
    )
    return note_card(say("My clock is wrong"), f"{wrong} {therefore}")


def _roughly(time: timedelta) -> str:
    seconds = time.total_seconds()
    if (days := round(seconds / 86_400)) > 1:
        return say("about {number} days", number=days)
    if (hours := round(seconds / 3600)) > 1:
        return say("about {number} hours", number=hours)
    if (minutes := round(seconds / 60)) > 1:
        return say("about {number} minutes", number=minutes)
    return say("more than a minute")


ALREADY_SETTLED = mark("That is settled already; there is nothing left to decide.")
WORKS_ALREADY = mark("That channel works again; there is nothing to try.")


def why_text(matter: Matter) -> str:
    """Return why a matter is here, for chats: an error by its name alone, never what it quotes."""
    if matter.table == RESTORE:
        return say(
            "It is on hold until somebody decides whether I did it before. {why}", why=matter.why
        )
    if matter.state == "held":
        return say("Nobody knows whether it was posted: the chat did not answer.")
    if found := _FAILURE.fullmatch(matter.why):
        return say("It failed each time I tried ({error}).", error=found[1] or found[2])
    if matter.table in (SOURCE, CALENDAR):
        return say("Mingle could not finish looking at it, several times.")
    return say_kept_reason(matter.why) if matter.why else say("It did not work.")


def matter_line(matter: Matter) -> str:
    """Return what a matter is, for the terminal: "a message to slack:T1/C1 about a poll"."""
    about = f" ({matter.kind})" if matter.kind else ""
    to = f" to {', '.join(matter.recipients)}" if matter.recipients else ""
    return f"{_NOUNS[matter.table]}{to}{about}"


def _line(matter: Matter) -> Text:
    first, *rest = _what(matter)
    opening = f"{first}"
    why = f". {why_text(matter)}"
    return merge_words((f"{opening[:1].upper()}{opening[1:]}", *rest, why))


_NOUNS = {
    MESSAGE: mark("a message"),
    OCCURRENCE: mark("a job"),
    CARD: mark("a card"),
    SOURCE: mark("a source of events"),
    CALENDAR: mark("somebody's private calendar"),
    RESTORE: mark("what was due when a backup was restored"),
}


def _what(matter: Matter) -> Text:
    """Return what a matter is: "a message to @Ann about a poll"."""
    thing, whom = say(_NOUNS[matter.table]), _whom(matter)
    kind = matter.kind.partition(".")[0]
    if matter.table in (SOURCE, CALENDAR, RESTORE):
        return (thing,)
    if kind not in _ABOUT:
        return tell("{thing} to {whom}", thing=thing, whom=whom) if whom else (thing,)

    about = say(_ABOUT[kind])
    if not whom:
        return tell("{thing} about {matter}", thing=thing, matter=about)
    return tell("{thing} to {whom} about {matter}", thing=thing, whom=whom, matter=about)


def _whom(matter: Matter) -> Text:
    if not matter.recipients:
        return ()
    if matter.to_people:
        named = zip(matter.recipients, matter.names, strict=True)
        people: list[Node] = [
            say("{name} (who has left)", name=name)
            if person in matter.left
            else Mention(person, name)
            for person, name in named
        ]
        return join_nodes(people)
    return (ChannelMention(matter.recipients[0], matter.names[0]),)


def _buttons(matter: Matter) -> Actions:
    if matter.table == RESTORE:
        return decision_buttons(matter.id)
    return Actions(
        (
            Button("held.again", say("Send again"), matter.name, "main"),
            Button("held.drop", say("Let it go"), matter.name),
        )
    )

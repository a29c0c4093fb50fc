"""Cards of whoever hosts the lunches of a channel: the question, and what became of it."""

from typing import Literal, TypeAlias

from bot.pairings.programs.records import PairingProgram
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.ui.cards import Actions, Button, Card
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import ChannelMention, CommandMention, Instant, Mention, Text, tell

HostNews: TypeAlias = Literal["agreed", "declined", "stopped", "taken_off"]

_NEWS: dict[HostNews, tuple[str, str]] = {
    "agreed": (
        mark("You have a host"),
        mark("{host} agreed to host the lunches of {channel}, from the next round on."),
    ),
    "declined": (
        mark("No host for now"),
        mark("It didn't work out that {host} hosts the lunches of {channel}. They go on as usual."),
    ),
    "stopped": (
        mark("No host for now"),
        mark("{host} doesn't host the lunches of {channel} any more. They go on as usual."),
    ),
    "taken_off": (
        mark("You aren't the host any more"),
        mark(
            "An organiser changed who hosts the lunches of {channel}. You still take part in them; "
            "thank you for having hosted."
        ),
    ),
}
UNKNOWN = mark("Please choose one colleague of this workspace.")
NOT_ASKED = mark("That isn't open any more. There's nothing to do.")


def host_text(host: Mention, *, agreed: bool) -> Text:
    """Return who hosts, or that they are asked first."""
    if agreed:
        return (host,)
    return tell("{host}, whom I ask in private first; until they agree nothing changes", host=host)


def question_card(
    program: PairingProgram, number: int, asker: Mention | None, until: Instant
) -> Card:
    """Ask somebody whether they would like to host the lunches of a channel."""
    about = tell(
        "{asker} asks whether you'd like to host the lunches of {channel}. In each round, those "
        "who have lunch with you are drawn by lot among everyone who takes part; whoever hasn't "
        "had lunch with you yet comes first.",
        asker=asker or say("An organiser"),
        channel=program.channel_mention,
    )
    soft = tell(
        "If you say yes, you take part in the rounds, and everyone in the channel can read that "
        "you host. You can skip a round or stop at any time. The question is open until {until}; "
        "if you'd rather not, everything stays as it is.",
        until=until,
    )
    yes = Button("host.yes", say("Yes, I'll host"), str(number), "main")
    no = Button("host.no", say("Rather not"), str(number))
    parts = (text_paragraph(*about), Actions((yes, no)), soft_paragraph(*soft))
    return Card("round", _title(program), parts)


def hosting_card(program: PairingProgram, number: int) -> Card:
    """Show somebody that they host, with a way to stop."""
    words = tell(
        "You host the lunches of {channel}: in each round that you take part in, those who have "
        "lunch with you are drawn by lot. You can stop at any time.",
        channel=program.channel_mention,
    )
    stop = Button("host.no", say("Stop hosting"), str(number))
    return Card("round", say("You're the host"), (text_paragraph(*words), Actions((stop,))))


def over_card(program: PairingProgram) -> Card:
    """Show somebody that they don't host, or aren't asked any more."""
    words = tell("You don't host the lunches of {channel}.", channel=program.channel_mention)
    return note_card(_title(program), words)


def stopped_card(program: PairingProgram, *, hosted: bool) -> Card:
    """Answer somebody who would rather not host, or not any more."""
    if not hosted:
        words = tell(
            "You don't host the lunches of {channel}, and nothing changes for you.",
            channel=program.channel_mention,
        )
        return note_card(say("That's fine"), words)
    words = tell(
        "You don't host the lunches of {channel} any more. You still take part in them; {leave} "
        "ends that too.",
        channel=program.channel_mention,
        leave=CommandMention("mingle leave"),
    )
    return note_card(say("Thank you for hosting"), words)


def news_card(channel: ChannelMention, host: Mention | None, what: HostNews) -> Card:
    """Return what became of it for whoever asked, or for whoever hosted that it was changed."""
    title, words = _NEWS[what]
    return note_card(say(title), tell(words, host=host or say("your colleague"), channel=channel))


def _title(program: PairingProgram) -> str:
    return say("Hosting lunches in {channel}", channel=f"#{program.channel_name}")

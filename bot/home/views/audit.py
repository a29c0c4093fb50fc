"""The words of the audit trail: what organisers did, as people say it."""

from collections.abc import Sequence

from bot.home.records import AuditEntry
from bot.ui.cards import Card, Paragraph, Part
from bot.ui.speech import mark, say
from bot.ui.text import ChannelMention, Instant, Mention, Text

SHOWN = 20  # changes on one card
ACTIONS = {
    "swap.accept": mark("agreed to swap lunches with another company"),
    "swap.end": mark("ended the swap of lunches with another company"),
    "swap.invite": mark("invited another company to swap lunches"),
    "calendar.channel_new": mark("made a channel's calendar address"),
    "calendar.channel_off": mark("took back a channel's calendar address"),
    "channel.again": mark("tried a channel on hold again"),
    "digest.pause": mark("paused the weekly digest"),
    "digest.resume": mark("resumed the weekly digest"),
    "digest.save": mark("set up the weekly digest"),
    "digest.stop": mark("stopped the weekly digest"),
    "happy_hour.change": mark("changed happy hours that repeat"),
    "happy_hour.draft": mark("drafted a happy hour"),
    "happy_hour.go_on": mark("resumed happy hours that repeat"),
    "happy_hour.stop": mark("stopped happy hours that repeat"),
    "held.again": mark("had Mingle try again what was held"),
    "held.drop": mark("let go what was held"),
    "hours.share": mark("changed the shared working hours"),
    "kit.back": mark("brought a kit back"),
    "kit.off": mark("took a kit off"),
    "kit.save": mark("changed or added a kit"),
    "kept_words.add": mark("added words that stay inside"),
    "kept_words.remove": mark("took words off those that stay inside"),
    "lunch.again": mark("had introductions tried again"),
    "neighbours.save": mark("changed which towns are near each other"),
    "poll.approve": mark("accepted a proposed place"),
    "poll.cancel": mark("called off a poll"),
    "poll.close": mark("closed a poll"),
    "polls.limit": mark("changed who may ask polls"),
    "poll.decline": mark("declined a proposed place"),
    "poll.discard": mark("dropped the draft of a poll"),
    "poll.extend": mark("extended a poll"),
    "poll.post": mark("posted a poll"),
    "poll.reopen": mark("opened a poll again"),
    "poll.show": mark("made a poll's votes visible"),
    "poll.take": mark("took the first choice of a poll"),
    "program.invite": mark("invited a channel to lunch pairings again"),
    "program.stop_now": mark("stopped lunch pairings"),
    "prompt.add": mark("added a prompt"),
    "prompt.approve": mark("accepted a suggested prompt"),
    "prompt.choose": mark("chose the next prompt"),
    "prompt.decline": mark("declined a suggested prompt"),
    "prompt.hide": mark("hid a prompt"),
    "prompt.setup": mark("set up prompts"),
    "prompt.show": mark("brought a prompt back"),
    "restore.let_go": mark("let go what was due before a restore"),
    "restore.resume": mark("had done what was due before a restore"),
    "round.leave_out": mark("left out the next round"),
    "round.move": mark("moved the next round"),
    "round.put_back": mark("put the next round back"),
    "setup.save": mark("set up lunch pairings"),
    "talk_card.save": mark("changed what people may talk about outside"),
    "text.hide": mark("hid what somebody wrote"),
    "text.leave": mark("left what somebody wrote"),
    "text.show": mark("showed again what somebody wrote"),
    "trusted.save": mark("named whom people can tell"),
    "venue.put_back": mark("put a place back"),
    "venue.remove": mark("removed a place"),
    "venue.save": mark("wrote a place down"),
}
REASONS = {
    "unkind": mark("unkind"),
    "private": mark("private"),
    "confidential": mark("confidential"),
    "elsewhere": mark("doesn't belong"),
}
NOTHING_YET = mark("No organiser has changed anything yet.")


def audit_card(entries: Sequence[AuditEntry], zone: str) -> Card:
    """List what organisers changed, the newest first."""
    lines: list[Part] = [Paragraph(_line(entry, zone)) for entry in entries]
    return Card(
        "note", say("What was changed here"), tuple(lines or [Paragraph((say(NOTHING_YET),))])
    )


def describe_action(entry: AuditEntry) -> str:
    """Return what an organiser did, in a few words."""
    if entry.interaction == "command":
        return say("used /{action}", action=entry.action)
    done = say("used “{action}”", action=entry.action)
    if entry.action in ACTIONS:
        done = say(ACTIONS[entry.action])
    return f"{done} ({say(REASONS[entry.reason])})" if entry.reason in REASONS else done


def _line(entry: AuditEntry, zone: str) -> Text:
    who = Mention(entry.person, entry.name or entry.person)
    line: Text = (Instant(entry.at, zone), " · ", who, f" {describe_action(entry)}")
    if entry.channel:
        return (*line, " · ", ChannelMention(entry.channel, entry.channel_name))
    return line

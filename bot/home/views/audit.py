"""The words of the audit trail: what organisers did, as people say it."""

from collections.abc import Sequence

from bot.home.records import AuditEntry
from bot.ui.cards import Card, Paragraph, Part
from bot.ui.text import ChannelMention, Instant, Mention, Text

SHOWN = 20  # changes on one card
ACTIONS = {
    "swap.accept": "agreed to swap lunches with another company",
    "swap.end": "ended the swap of lunches with another company",
    "swap.invite": "invited another company to swap lunches",
    "calendar.channel_new": "made a channel's calendar address",
    "calendar.channel_off": "took back a channel's calendar address",
    "channel.again": "tried a channel on hold again",
    "digest.pause": "paused the weekly digest",
    "digest.resume": "resumed the weekly digest",
    "digest.save": "set up the weekly digest",
    "digest.stop": "stopped the weekly digest",
    "happy_hour.change": "changed happy hours that repeat",
    "happy_hour.draft": "drafted a happy hour",
    "happy_hour.go_on": "resumed happy hours that repeat",
    "happy_hour.stop": "stopped happy hours that repeat",
    "held.again": "had Mingle try again what was held",
    "held.drop": "let go what was held",
    "hours.share": "changed the shared working hours",
    "kept_words.add": "added words that stay inside",
    "kept_words.remove": "took words off those that stay inside",
    "lunch.again": "had introductions tried again",
    "neighbours.save": "changed which towns are near each other",
    "poll.approve": "accepted a proposed place",
    "poll.cancel": "called off a poll",
    "poll.close": "closed a poll",
    "polls.limit": "changed who may ask polls",
    "poll.decline": "declined a proposed place",
    "poll.discard": "dropped the draft of a poll",
    "poll.extend": "extended a poll",
    "poll.post": "posted a poll",
    "poll.reopen": "opened a poll again",
    "poll.show": "made a poll's votes visible",
    "poll.take": "took the first choice of a poll",
    "program.invite": "invited a channel to lunch pairings again",
    "program.stop_now": "stopped lunch pairings",
    "prompt.add": "added a prompt",
    "prompt.approve": "accepted a suggested prompt",
    "prompt.choose": "chose the next prompt",
    "prompt.decline": "declined a suggested prompt",
    "prompt.hide": "hid a prompt",
    "prompt.setup": "set up prompts",
    "prompt.show": "brought a prompt back",
    "restore.let_go": "let go what was due before a restore",
    "restore.resume": "had done what was due before a restore",
    "round.leave_out": "left out the next round",
    "round.move": "moved the next round",
    "round.put_back": "put the next round back",
    "setup.save": "set up lunch pairings",
    "talk_card.save": "changed what people may talk about outside",
    "text.hide": "hid what somebody wrote",
    "text.leave": "left what somebody wrote",
    "text.show": "showed again what somebody wrote",
    "trusted.save": "named whom people can tell",
    "venue.put_back": "put a place back",
    "venue.remove": "removed a place",
    "venue.save": "wrote a place down",
}
REASONS = {
    "unkind": "unkind",
    "private": "private",
    "confidential": "confidential",
    "elsewhere": "doesn't belong",
}
NOTHING_YET = "No organiser has changed anything yet."


def audit_card(entries: Sequence[AuditEntry], zone: str) -> Card:
    """List what organisers changed, the newest first."""
    lines: list[Part] = [Paragraph(_line(entry, zone)) for entry in entries]
    return Card("note", "What was changed here", tuple(lines or [Paragraph((NOTHING_YET,))]))


def describe_action(entry: AuditEntry) -> str:
    """Return what an organiser did, in a few words."""
    if entry.interaction == "command":
        return f"used /{entry.action}"
    done = ACTIONS.get(entry.action, f"used “{entry.action}”")
    return f"{done} ({REASONS[entry.reason]})" if entry.reason in REASONS else done


def _line(entry: AuditEntry, zone: str) -> Text:
    who = Mention(entry.person, entry.name or entry.person)
    line: Text = (Instant(entry.at, zone), " · ", who, f" {describe_action(entry)}")
    if entry.channel:
        return (*line, " · ", ChannelMention(entry.channel, entry.channel_name))
    return line

"""The question after a restore, and the answers to it."""

from collections.abc import Mapping
from datetime import date

from bot.restores.records import OPERATOR, HeldWork, Restore
from bot.ui.cards import Actions, Button, Card, Facts, Paragraph
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import Instant, Mention, Text, flatten_text, format_day, merge_words, tell

_ZONE = "UTC"  # of moments, where a platform cannot show each reader their own
_MAX_DAYS = 3  # days of one kind that are named

# What people call each kind of job. What is not here is a small matter.
KINDS: Mapping[str, str] = {
    "round.draw": mark("Lunch rounds"),
    "round.notice": mark("Notices of lunch rounds"),
    "prompt.post": mark("Prompts"),
    "digest.post": mark("Digests"),
    "happy_hour.open": mark("Happy-hour polls to open"),
    "poll.close": mark("Happy-hour polls to close"),
    "learnings.month": mark("Monthly recaps"),
    "usual.seat": mark("Usual lunches"),
}

DECIDED_ALREADY = mark("That is decided already; there is nothing left to do.")


def question_card(restore: Restore, held: HeldWork) -> Card:
    """Ask what becomes of everything that was due since a backup."""
    since: Text = (say("I was restored from a backup."),)
    if restore.made_at:
        since = tell(
            "I was restored from a backup of {time}.", time=Instant(restore.made_at, _ZONE)
        )
    what = say(
        "Some things were due since then, and I can't know whether I did them before. I've "
        "put them on hold, so nothing is said twice and nobody is introduced to somebody else."
    )
    until = Instant(restore.until, _ZONE, awaited=True)
    parts = (
        Paragraph(merge_words((*since, " ", what))),
        Facts(_rows(held)),
        Paragraph(
            tell(
                "If it was done before, let it go: I'll carry on with what comes next. If nobody "
                "decides by {until}, I'll do that.",
                until=until,
            )
        ),
        decision_buttons(restore.id),
    )
    return Card("note", say("Did I do these already?"), parts)


def decision_buttons(number: int) -> Actions:
    """Return the two answers to a restore's question."""
    buttons = (
        Button("restore.let_go", say("Let it go"), str(number), "main"),
        Button("restore.resume", say("Do it all now"), str(number)),
    )
    return Actions(buttons)


def held_text(held: HeldWork) -> str:
    """Return what is held, as "Lunch rounds: Tue 10 Mar; Messages that were waiting: 2"."""
    rows = [f"{name}: {flatten_text(what)}" for name, what in _rows(held)]
    return "; ".join(rows) or say("Nothing is left of it.")


def _rows(held: HeldWork) -> tuple[tuple[str, Text], ...]:
    rows: list[tuple[str, Text]] = []
    small = 0
    for kind, days in held.days.items():
        if kind in KINDS:
            rows.append((say(KINDS[kind]), (_days(days),)))
        else:
            small += len(days)
    if small:
        rows.append((say("Reminders and the like"), (str(small),)))
    if held.messages:
        rows.append((say("Messages that were waiting"), (str(held.messages.total()),)))
    return tuple(rows)


def _days(days: list[date]) -> str:
    """Return days as "Tue 10 Mar, Wed 11 Mar and 2 more"."""
    named = [format_day(day) for day in sorted(set(days))]
    shown, more = ", ".join(named[:_MAX_DAYS]), len(named) - _MAX_DAYS
    return say("{days} and {number} more", days=shown, number=more) if more > 0 else shown


def decided_card(decision: str) -> Card:
    """Confirm an organiser's decision."""
    if decision == "resume":
        return note_card(
            say("Thank you"),
            say("I'll do it now. What is too late by now, I leave out and tell you."),
        )
    return note_card(say("Thank you"), say("I've let it go, and carry on with what comes next."))


def settled_card(restore: Restore, person: Mention | None) -> Card:
    """Return what is left of the question once it is decided."""
    done = say("I let it go and carried on.")
    if restore.state == "resume":
        done = say("I did all of it.")
    words = tell("Nobody decided in time: {done}", done=done)
    if person:
        words = tell("{person} decided: {done}", person=person, done=done)
    elif restore.decided_by == OPERATOR:
        words = tell("Whoever runs me decided: {done}", done=done)
    elif restore.decided_by:
        words = tell("An organiser decided: {done}", done=done)
    return Card("note", say("After the restore"), (Paragraph(words),))

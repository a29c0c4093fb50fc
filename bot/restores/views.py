"""The question after a restore, and the answers to it."""

from collections.abc import Mapping
from datetime import date

from bot.restores.records import OPERATOR, HeldWork, Restore
from bot.ui.cards import Actions, Button, Card, Facts, Paragraph
from bot.ui.notices import note_card
from bot.ui.text import Instant, Mention, Text, flatten_text, format_day

_ZONE = "UTC"  # of moments, where a platform cannot show each reader their own
_MAX_DAYS = 3  # days of one kind that are named

# What people call each kind of job. What is not here is a small matter.
KINDS: Mapping[str, str] = {
    "round.draw": "Lunch rounds",
    "round.notice": "Notices of lunch rounds",
    "prompt.post": "Prompts",
    "digest.post": "Digests",
    "happy_hour.open": "Happy-hour polls to open",
    "poll.close": "Happy-hour polls to close",
    "learnings.month": "Monthly recaps",
    "usual.seat": "Usual lunches",
}

DECIDED_ALREADY = "That is decided already; there is nothing left to do."


def question_card(restore: Restore, held: HeldWork) -> Card:
    """Ask what becomes of everything that was due since a backup."""
    since: Text = ("I was restored from a backup",)
    if restore.made_at:
        since = ("I was restored from a backup of ", Instant(restore.made_at, _ZONE))
    what = (
        ". Some things were due since then, and I can't know whether I did them before. I've put "
        "them on hold, so nothing is said twice and nobody is introduced to somebody else."
    )
    until = Instant(restore.until, _ZONE, awaited=True)
    parts = (
        Paragraph((*since, what)),
        Facts(_rows(held)),
        Paragraph(
            (
                "If it was done before, let it go: I'll carry on with what comes next. If nobody "
                "decides by ",
                until,
                ", I'll do that.",
            )
        ),
        decision_buttons(restore.id),
    )
    return Card("note", "Did I do these already?", parts)


def decision_buttons(number: int) -> Actions:
    """Return the two answers to a restore's question."""
    buttons = (
        Button("restore.let_go", "Let it go", str(number), "main"),
        Button("restore.resume", "Do it all now", str(number)),
    )
    return Actions(buttons)


def held_text(held: HeldWork) -> str:
    """Return what is held, as "Lunch rounds: Tue 10 Mar; Messages that were waiting: 2"."""
    rows = [f"{name}: {flatten_text(what)}" for name, what in _rows(held)]
    return "; ".join(rows) or "Nothing is left of it."


def _rows(held: HeldWork) -> tuple[tuple[str, Text], ...]:
    rows: list[tuple[str, Text]] = []
    small = 0
    for kind, days in held.days.items():
        if kind in KINDS:
            rows.append((KINDS[kind], (_days(days),)))
        else:
            small += len(days)
    if small:
        rows.append(("Reminders and the like", (str(small),)))
    if held.messages:
        rows.append(("Messages that were waiting", (str(held.messages.total()),)))
    return tuple(rows)


def _days(days: list[date]) -> str:
    """Return days as "Tue 10 Mar, Wed 11 Mar and 2 more"."""
    named = [format_day(day) for day in sorted(set(days))]
    more = len(named) - _MAX_DAYS
    return ", ".join(named[:_MAX_DAYS]) + (f" and {more} more" if more > 0 else "")


def decided_card(decision: str) -> Card:
    """Confirm an organiser's decision."""
    if decision == "resume":
        return note_card(
            "Thank you", "I'll do it now. What is too late by now, I leave out and tell you."
        )
    return note_card("Thank you", "I've let it go, and carry on with what comes next.")


def settled_card(restore: Restore, person: Mention | None) -> Card:
    """Return what is left of the question once it is decided."""
    done = "I did all of it." if restore.state == "resume" else "I let it go and carried on."
    by: Text = ("Nobody decided in time: ",)
    if person:
        by = (person, " decided: ")
    elif restore.decided_by == OPERATOR:
        by = ("Whoever runs me decided: ",)
    elif restore.decided_by:
        by = ("An organiser decided: ",)
    return Card("note", "After the restore", (Paragraph((*by, done)),))

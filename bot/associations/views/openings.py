"""Word openings.

The calendar of them, one of them, and the reminder that comes before its deadline.
"""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from bot.associations.rules import (
    MAX_OPENINGS,
    OPENING_KINDS,
    Opening,
    days_left,
    is_ahead,
    reminder_moments,
)
from bot.associations.views import parts
from bot.associations.views.parts import KIND_NAMES, ListedOpening
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Choice,
    Facts,
    Heading,
    Paragraph,
    Part,
    People,
    Select,
)
from bot.ui.text import Instant, Mention, Node, Text, join_nodes

PER_PAGE = 8
ALL_KINDS = "all"

WHY_ASKED = "You asked to be reminded of an opening, and its deadline comes nearer."
WHY_TOLD = (
    "You asked to be told of an association's openings, and the deadline of one comes nearer."
)
GONE = "That opening is not there any more. “/associations openings” shows those that are."
OVER = "That opening is over or closed. “/associations openings” shows those ahead."
FULL = f"It has {MAX_OPENINGS} openings ahead already, as many as I keep. Please close one first."


def openings_card(
    rows: Sequence[ListedOpening], page: int, total: int, kind: str, now: dt.datetime
) -> Card:
    """List a page of the openings, the nearest deadline first."""
    shown: list[Part] = []
    for month, some in groupby(rows, lambda row: f"{row.opening.due:%B %Y}"):
        told = (parts.opening_row(row.opening, now, parts.owner_name(row)) for row in some)
        shown += [Heading(month), Facts(tuple(told))]
    if not rows:
        shown.append(Paragraph((_nothing(kind),)))
    clicks: list[Button | Select] = [*parts.opening_select([row.opening for row in rows], now)]
    if total or kind:
        choices = (
            Choice(ALL_KINDS, "Every kind"),
            *(Choice(each, KIND_NAMES[each]) for each in OPENING_KINDS),
        )
        clicks.append(Select("opening.page", "Only one kind …", choices))
    clicks += [Button("opening.page", "Earlier ones", f"{page - 1}:{kind}")] if page else []
    clicks += (
        [Button("opening.page", "More", f"{page + 1}:{kind}")]
        if (page + 1) * PER_PAGE < total
        else []
    )
    clicks.append(Button("association.page", "The associations", "0"))
    return Card("note", _title(kind, total), (*shown, Actions(tuple(clicks))))


def opening_details_card(
    listed: ListedOpening,
    openly: Sequence[Mention],
    now: dt.datetime,
    said: str = "",
    *,
    reminded: bool,
    changes: bool,
) -> Card:
    """Show one opening to somebody; `said` comes first, `changes` is for those who look after
    it."""
    opening, number = listed.opening, str(listed.opening.id)
    shown: list[Part] = [Paragraph((said,))] if said else []
    shown.append(
        _facts(listed, parts.deadline_text(opening, now) if opening.state == "open" else "closed")
    )
    shown += [Paragraph((opening.details,))] if opening.details else []
    if openly:
        ask = "Ask them, they are in it:" if len(openly) > 1 else "Ask somebody who is in it:"
        shown += [Paragraph((ask,)), People(tuple(openly))]
    clicks: list[Button] = []
    if is_ahead(opening, now):
        shown.append(
            Paragraph(
                _coming(opening, now) if reminded else ("I don't remind you of it.",), soft=True
            )
        )
        clicks.append(
            _quiet(number) if reminded else Button("opening.remind", "Remind me", number, "main")
        )
    clicks.append(Button("association.show", "The association", str(opening.association)))
    clicks += _looked_after(opening, now) if changes else []
    return Card("note", opening.title, (*shown, Actions(tuple(clicks))))


def opening_reminder_card(listed: ListedOpening, now: dt.datetime) -> Card:
    """Remind somebody of an opening, as it stands when they read it."""
    opening = listed.opening
    if opening.state == "closed":
        return Card(
            "note",
            f"Closed: {opening.title}",
            (Paragraph(("It was closed; nothing more comes about it.",)),),
        )
    clicks = (Button("opening.show", "More", str(opening.id), "main"), _quiet(str(opening.id)))
    facts = _facts(listed, f"{opening.due:%A}, {opening.due.day} {opening.due:%B}")
    return Card("note", f"{_how_soon(opening, now)}: {opening.title}", (facts, Actions(clicks)))


def _facts(listed: ListedOpening, due: str) -> Facts:
    opening = listed.opening
    rows: list[tuple[str, Text]] = [
        ("What", (KIND_NAMES[opening.kind],)),
        ("Association", (parts.owner_name(listed),)),
    ]
    rows.append(("Deadline", (due,)))
    rows += [("Page", link)] if (link := parts.page_link(opening.link)) else []
    return Facts(tuple(rows))


def _coming(opening: Opening, now: dt.datetime) -> Text:
    ahead: list[Node] = [
        Instant(at, opening.zone, "day") for at in reminder_moments(opening, now).values()
    ]
    if not ahead:
        return ("No reminder is left to send; the deadline is too near.",)
    return ("I remind you on ", *join_nodes(ahead), ".")


def _looked_after(opening: Opening, now: dt.datetime) -> list[Button]:
    number = str(opening.id)
    if is_ahead(opening, now):
        return [
            Button("opening.edit", "Change", number),
            Button("opening.close", "Close it", number),
        ]
    again = opening.state == "closed" and now < opening.ends_at
    return [Button("opening.reopen", "Open it again", number)] if again else []


def _quiet(number: str) -> Button:
    return Button("opening.quiet", "No reminders", number)


def _how_soon(opening: Opening, now: dt.datetime) -> str:
    return parts.days_left_text(days_left(opening, now)).capitalize()


def _title(kind: str, total: int) -> str:
    about = next((f", {words.lower()}" for each, words in KIND_NAMES.items() if each == kind), "")
    return f"Openings{about}: {total}" if total else f"Openings{about}"


def _nothing(kind: str) -> str:
    if kind:
        return "Nothing of this kind is ahead. Choose another, or every kind."
    return (
        "Nothing is ahead yet. Open an association and “Add an opening”: an election, a call, "
        "a "
        "role to take."
    )

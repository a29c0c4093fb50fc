"""Cards of openings: a page of them, one of them, its reminder."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from bot.associations.deadlines import Deadline
from bot.associations.rules import (
    MAX_OPENINGS,
    OPENING_KINDS,
    Opening,
    is_ahead,
)
from bot.associations.views import parts
from bot.associations.views.parts import KIND_NAMES, ListedOpening, Seconds
from bot.events.rules import Event
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
from bot.ui.crowds import FEWEST_MOVING, Crowd
from bot.ui.day_words import format_year_month
from bot.ui.notices import note_card, something_wrong_button
from bot.ui.speech import mark, say, say_many
from bot.ui.text import (
    CommandMention,
    Instant,
    Mention,
    Node,
    Text,
    format_long_day,
    join_nodes,
    tell,
)

PER_PAGE = 8
ALL_KINDS = "all"
_TITLE_LIMIT = 80

WHY_ASKED = mark("You asked to be reminded of an opening, and its deadline comes nearer.")
WHY_TOLD = mark(
    "You asked to be told of an association's openings, and the deadline of one comes nearer."
)
_OPENINGS = CommandMention("associations openings")
_TITLES: dict[str, str] = {
    "election": mark("Openings, board election"),
    "committee": mark("Openings, call for committee members"),
    "papers": mark("Openings, call for papers or talks"),
    "prices": mark("Openings, early prices"),
    "role": mark("Openings, role to take"),
    "other": mark("Openings, something else"),
}
_NOTHING = mark(
    "Nothing is ahead yet. Open an association and “Add an opening”: an election, a call, a "
    "role to take."
)
_NOTHING_OF_KIND = mark("Nothing of this kind is ahead. Choose another, or every kind.")
NOT_LISTED = mark("Only events that a source lists have deadlines to note.")


def gone_text() -> Text:
    """Refuse a button of an opening that was removed."""
    return tell(
        "That opening is not there any more. {openings} shows those that are.", openings=_OPENINGS
    )


def over_text() -> Text:
    """Refuse to be reminded of an opening that is over or closed."""
    return tell("That opening is over or closed. {openings} shows those ahead.", openings=_OPENINGS)


def full_text() -> str:
    """Refuse one opening more than an association or event has."""
    return say(
        "It has {most} openings ahead already, as many as I keep. Please close one first.",
        most=MAX_OPENINGS,
    )


def read_title(deadline: Deadline, event: Event) -> str:
    """Return the title of an opening that an event names, as it is kept."""
    title = event.title if deadline.is_entry else f"{KIND_NAMES[deadline.kind]}: {event.title}"
    return title[:_TITLE_LIMIT]


def quoted_text(deadline: Deadline) -> str:
    """Return the sentence in which a deadline was read, as it is kept; none for its own title."""
    return "" if deadline.is_entry else f"Read in its description: “{deadline.quote}”"


def openings_card(
    rows: Sequence[ListedOpening], page: int, total: int, kind: str, now: dt.datetime
) -> Card:
    """List one page of the openings by month, the nearest deadline first."""
    shown: list[Part] = []
    for month, listed in groupby(rows, lambda row: format_year_month(row.opening.due)):
        facts = [parts.opening_row(row.opening, now, parts.owner_name(row)) for row in listed]
        shown += [Heading(month), Facts(tuple(facts))]
    if not rows:
        shown.append(Paragraph((say(_NOTHING_OF_KIND) if kind else say(_NOTHING),)))

    items: list[Button | Select] = [*parts.opening_select([row.opening for row in rows], now)]
    if total or kind:
        kinds = [Choice(name, say(KIND_NAMES[name])) for name in OPENING_KINDS]
        choices = (Choice(ALL_KINDS, say("Every kind")), *kinds)
        items.append(Select("opening.page", say("Only one kind …"), choices))
    if page:
        items.append(Button("opening.page", say("Earlier ones"), f"{page - 1}:{kind}"))
    if (page + 1) * PER_PAGE < total:
        items.append(Button("opening.page", say("More"), f"{page + 1}:{kind}"))
    items.append(Button("association.page", say("The associations"), "0"))
    return Card("note", _title(kind, total), (*shown, Actions(tuple(items))))


def opening_details_card(
    listed: ListedOpening,
    openly: Sequence[Mention],
    now: dt.datetime,
    said: str = "",
    *,
    seconds: Seconds | None,
    reminders: Sequence[dt.datetime] | None,
    changes: bool,
) -> Card:
    """Show one opening; `said` comes first, `changes` adds the buttons to edit it.

    `reminders` are the moments of those still to come, None for somebody who gets none.
    """
    opening = listed.opening
    off = listed.event is not None and listed.event.state == "cancelled"
    due = parts.deadline_text(opening, now) if opening.state == "open" else say("closed")
    if off:
        due = say("off, since the event was called off")
    shown: list[Part] = []
    if said:
        shown.append(Paragraph((said,)))
    shown.append(_facts(listed, due))
    if opening.details:
        shown.append(Paragraph((opening.details,)))
    if openly:
        ask = say_many("Ask somebody who is in it:", "Ask them, they are in it:", len(openly))
        shown += [Paragraph((ask,)), People(tuple(openly))]

    buttons: list[Button] = []
    if is_ahead(opening, now) and not off:
        shown.append(Paragraph(_reminders_text(opening, reminders), soft=True))
        buttons.append(_reminder_button(opening, reminded=reminders is not None))
    buttons.append(_owner_button(opening))
    if changes:
        buttons += _owner_buttons(opening, now)
    buttons.append(something_wrong_button(f"{opening.subject}"))
    if seconds and is_ahead(opening, now) and not off:
        shown += _second_parts(opening, seconds)
    return Card("note", opening.title, (*shown, Actions(tuple(buttons))))


def opening_reminder_card(listed: ListedOpening, now: dt.datetime) -> Card:
    """Remind somebody of an opening, as it is when they read it."""
    opening = listed.opening
    if listed.event and listed.event.state == "cancelled":
        off = say("{event} was called off, so this is off too.", event=listed.event.title)
        return note_card(say("Off: {title}", title=opening.title), off)
    if opening.state == "closed":
        closed = say("It was closed; nothing more comes about it.")
        return note_card(say("Closed: {title}", title=opening.title), closed)

    due = format_long_day(opening.due)
    if now >= opening.ends_at:
        over = say("Its deadline was {day}.", day=due)
        return note_card(say("Over: {title}", title=opening.title), over)

    # How many days are left is true on one day alone, so the card names the date.
    facts = _facts(listed, due)
    more = Button("opening.show", say("More"), str(opening.id), "main")
    wrong = something_wrong_button(f"{opening.subject}")
    buttons = Actions((more, _reminder_button(opening, reminded=True), wrong))
    return Card("note", say("Until {day}: {title}", day=due, title=opening.title), (facts, buttons))


def _second_parts(opening: Opening, seconds: Seconds) -> list[Part]:
    """Return who would second a colleague, as far as the reader may know, and the way to say so."""
    shown: list[Part] = []
    if seconds.named:
        words = tell(
            "Would second a colleague who stands for this: {people}. That could be you.",
            people=join_nodes(list(seconds.named)),
        )
        shown.append(Paragraph(words))
    if seconds.others:
        number = Crowd(seconds.others, moves=True)
        words = tell(
            "{number} colleagues who don't show their names would second somebody for this.",
            number=number,
        )
        shown.append(Paragraph(words))
    value = str(opening.id)
    if not seconds.mine:
        say_so = Button("opening.second", say("I'd second a colleague"), f"{value}:unnamed")
        return [*shown, Actions((say_so,))]
    take_back = Button("opening.second", say("Take that back"), f"{value}:off")
    if seconds.mine == "named":
        words = (
            say(
                "You'd second a colleague for this. Those whom it fits can see your name; nobody "
                "else can."
            ),
        )
        change = Button("opening.second", say("Hide my name"), f"{value}:unnamed")
    else:
        words = tell(
            "You'd second a colleague for this. Your name isn't shown: those whom it fits can only "
            "see a number, once at least {fewest} say so.",
            fewest=str(FEWEST_MOVING),
        )
        change = Button("opening.second", say("Show them my name"), f"{value}:named")
    return [*shown, Paragraph(words, soft=True), Actions((change, take_back))]


def _facts(listed: ListedOpening, due: str) -> Facts:
    opening = listed.opening
    owner = say("Association") if opening.association else say("Event")
    rows: list[tuple[str, Text]] = [(say("What"), (say(KIND_NAMES[opening.kind]),))]
    if name := parts.owner_name(listed):
        rows.append((owner, (name,)))
    rows.append((say("Deadline"), (due,)))
    if opening.link:
        rows.append((say("Page"), parts.page_link(opening.link)))
    return Facts(tuple(rows))


def _owner_button(opening: Opening) -> Button:
    if opening.association:
        return Button("association.show", say("The association"), str(opening.association))
    return Button("event.show", say("The event"), str(opening.event))


def _reminders_text(opening: Opening, reminders: Sequence[dt.datetime] | None) -> Text:
    if reminders is None:
        return (say("I don't remind you of it."),)
    days: list[Node] = []
    for at in reminders:
        days.append(Instant(at, opening.zone, "day"))
    if not days:
        return (say("No reminder is left to send; the deadline is too near."),)
    return tell("I'll remind you on {days}.", days=join_nodes(days))


def _owner_buttons(opening: Opening, now: dt.datetime) -> list[Button]:
    number = str(opening.id)
    if is_ahead(opening, now):
        change = Button("opening.edit", say("Change"), number)
        return [change, Button("opening.close", say("Close it"), number)]
    if opening.state == "closed" and now < opening.ends_at:
        return [Button("opening.reopen", say("Open it again"), number)]
    return []


def _reminder_button(opening: Opening, *, reminded: bool) -> Button:
    if reminded:
        return Button("opening.quiet", say("No reminders"), str(opening.id))
    return Button("opening.remind", say("Remind me"), str(opening.id), "main")


def _title(kind: str, total: int) -> str:
    title = say(_TITLES.get(kind, mark("Openings")))
    if total:
        return f"{title}: {total}"
    return title

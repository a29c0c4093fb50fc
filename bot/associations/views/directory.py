"""Word the directory of associations: all of them, one, and one chapter."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from bot.associations.rules import (
    MAX_ASSOCIATIONS,
    MAX_CHAPTERS,
    Association,
    AssociationMember,
    Chapter,
    Opening,
)
from bot.associations.views import parts
from bot.associations.views.parts import NextMeeting
from bot.events.rules import Event
from bot.events.views.parts import event_select
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
from bot.ui.notices import note_card
from bot.ui.text import Mention, Node, Text, join_nodes

PER_PAGE = 6
MAX_FACES = 20  # of those who may be asked, on a card
_NAMED, _CHAPTERS, _OPENINGS = 5, 6, 5

GONE = "That association is not in the directory any more. “/associations” shows those that are."
CHAPTER_GONE = "That chapter is not in the directory any more. “/associations” shows what is."
NOT_YOURS = "Whoever added this, or an organiser, can change it."
FULL = (
    f"There are {MAX_ASSOCIATIONS} associations already, as many as I keep. Please remove one "
    "first."
)
CHAPTERS_FULL = (
    f"It has {MAX_CHAPTERS} chapters already, as many as I keep. Please remove one first."
)
_MINE = {
    "openly": "You are in it, and colleagues may ask you.",
    "privately": "You are in it; only you see this.",
    "no": "You are not in it.",
}


class DirectoryEntry(Struct, frozen=True):
    """An association as everybody may know it; only those stand there who say so openly."""

    association: Association
    chapters: Sequence[NextMeeting] = ()
    open_members: Sequence[Mention] = ()
    openings: Sequence[Opening] = ()


def directory_card(
    entries: Sequence[DirectoryEntry], page: int, total: int, now: dt.datetime
) -> Card:
    """List a page of the associations."""
    add = Button("association.add", "Add an association", style="quiet" if total else "main")
    if not total:
        words = (
            "Which professional associations are you in? Add one, and others find it, and "
            "whom "
            "to ask, here."
        )
        return Card("note", "No associations yet", (Paragraph((words,)), Actions((add,))))
    shown: list[Part] = []
    for entry in entries:
        shown += [
            Heading(entry.association.name),
            *_about(entry.association.about),
            *_summary(entry, now),
        ]
    choices = tuple(Choice(str(entry.association.id), entry.association.name) for entry in entries)
    clicks: list[Button | Select] = [Select("association.show", "Open one …", choices)]
    clicks += [Button("association.page", "Earlier ones", str(page - 1))] if page else []
    clicks += (
        [Button("association.page", "More", str(page + 1))] if (page + 1) * PER_PAGE < total else []
    )
    clicks += [add, Button("opening.page", "All openings", "0:")]
    footer = ("Nobody stands here who doesn't want to.",)
    return Card("note", f"Associations: {total}", (*shown, Actions(tuple(clicks))), footer)


def association_details_card(
    entry: DirectoryEntry,
    mine: AssociationMember | None,
    now: dt.datetime,
    said: str = "",
    *,
    changes: bool,
) -> Card:
    """Show one association; `said` comes first, `changes` is for those who look after it."""
    known, number = entry.association, str(entry.association.id)
    shown: list[Part] = [*_about(said), *_about(known.about)]
    shown += [Paragraph(link)] if (link := parts.page_link(known.link)) else []
    shown += [Heading("Chapters and their next meetings")]
    rows = tuple((meets.chapter.name, parts.next_meeting_text(meets)) for meets in entry.chapters)
    shown += [Facts(rows) if rows else Paragraph(("None yet.",), soft=True)]
    shown += _whom_to_ask(entry.open_members)
    if entry.openings:
        shown.append(Heading("Openings"))
        shown.append(
            Facts(tuple(parts.opening_row(each, now) for each in entry.openings[:_OPENINGS]))
        )
    shown += [Paragraph((_standing(mine),), soft=True)] if mine else []
    clicks = [
        Button(
            "association.join",
            "Change what I said" if mine else "I'm in it …",
            number,
            "quiet" if mine else "main",
        ),
        Button("chapter.add", "Add a chapter", number),
        Button("opening.add", "Add an opening", number),
    ]
    if changes:
        clicks.append(Button("association.edit", "Change", number))
        clicks.append(Button("association.ask_remove", "Remove", number))
    opens = _openers(entry, now)
    return Card(
        "note", known.name, (*shown, *((Actions(opens),) if opens else ()), Actions(tuple(clicks)))
    )


def chapter_details_card(
    meets: NextMeeting,
    association: Association,
    openly: Sequence[Mention],
    said: str = "",
    *,
    changes: bool,
) -> Card:
    """Show one chapter."""
    known, number = meets.chapter, str(meets.chapter.id)
    shown: list[Part] = [*_about(said), Facts((("Next meeting", _meets(meets)),))]
    shown += [Paragraph(link)] if (link := parts.page_link(known.link)) else []
    shown += _whom_to_ask(openly) if openly else []
    clicks: list[Button] = []
    if meets.meeting:
        clicks.append(Button("event.show", "Open the meeting", str(meets.meeting.id), "main"))
    if changes:
        clicks.append(Button("chapter.edit", "Change", number))
        clicks.append(Button("chapter.ask_remove", "Remove", number))
    elif meets.source is None:
        clicks.append(Button("chapter.edit", "Add its calendar", number, "main"))
    clicks.append(Button("association.show", "The association", str(association.id)))
    return Card("note", f"{association.name}, {known.name}", (*shown, Actions(tuple(clicks))))


def remove_association_card(known: Association, chapters: int, openings: int) -> Card:
    """Say what goes with an association, and make sure."""
    goes = [
        _counted(chapters, "chapter"),
        _counted(openings, "opening"),
        "what people said of themselves",
    ]
    words = (
        "With it go "
        f"{', '.join(filter(None, goes[:2]))}{' and ' if any(goes[:2]) else ''}{goes[2]}."
    )
    return _make_sure(f"Remove {known.name}?", words, "association.remove", known.id)


def remove_chapter_card(known: Chapter, openings: int) -> Card:
    """Say what goes with a chapter, and make sure."""
    goes = _counted(openings, "opening")
    words = f"With it {'goes' if openings == 1 else 'go'} {goes}. " if goes else ""
    words += "Whoever is in it stays in the association."
    return _make_sure(f"Remove {known.name}?", words, "chapter.remove", known.id)


def removed_card(name: str) -> Card:
    """Confirm a removal."""
    return note_card(
        f"{name} is removed",
        "Calendars that it named stay where they are: “/events sources” shows them.",
    )


def _make_sure(title: str, words: str, action: str, number: int) -> Card:
    calendars = "Calendars stay among “/events sources”. This cannot be undone."
    parts_ = (
        Paragraph((f"{words} {calendars}",)),
        Actions((Button(action, "Remove", str(number), "danger"),)),
    )
    return Card("note", title, parts_)


def _counted(number: int, what: str) -> str:
    return "" if not number else f"one {what}" if number == 1 else f"{number} {what}s"


def _about(words: str) -> list[Part]:
    return [Paragraph((words,))] if words else []


def _summary(entry: DirectoryEntry, now: dt.datetime) -> list[Part]:
    rows: list[tuple[str, Text]] = []
    if entry.chapters:
        names = [meets.chapter.name for meets in entry.chapters]
        more = [f"{len(names) - _CHAPTERS} more"] if len(names) > _CHAPTERS else []
        rows.append(("Chapters", (", ".join([*names[:_CHAPTERS], *more]),)))
    if meetings := _meetings(entry):
        rows.append(("Next meeting", parts.meeting_line(meetings[0])))
    if entry.openings:
        first = entry.openings[0]
        rows.append(("Next opening", (f"{parts.deadline_text(first, now)} · {first.title}",)))
    if entry.open_members:
        rows.append(("Ask", _names(entry.open_members)))
    return [Facts(tuple(rows))] if rows else []


def _names(openly: Sequence[Mention]) -> Text:
    shown: list[Node] = list(openly[:_NAMED])
    others = len(openly) - len(shown)
    return join_nodes([*shown, f"{others} more"] if others else shown)


def _whom_to_ask(openly: Sequence[Mention]) -> list[Part]:
    if not openly:
        return [
            Heading("Whom to ask"),
            Paragraph(("Nobody says openly that they are in it yet.",), soft=True),
        ]
    rest = [Paragraph(("And more of us.",), soft=True)] if len(openly) > MAX_FACES else []
    return [Heading("In it, and glad to be asked"), People(tuple(openly[:MAX_FACES])), *rest]


def _standing(mine: AssociationMember) -> str:
    told = " I tell you of its openings." if mine.tell else ""
    return _MINE[mine.standing] + told


def _meets(meets: NextMeeting) -> Text:
    if meets.source is None:
        return (
            "No calendar yet. The address of a page or calendar with its meetings is all I need.",
        )
    return parts.next_meeting_text(meets)


def _openers(entry: DirectoryEntry, now: dt.datetime) -> tuple[Select, ...]:
    choices = tuple(Choice(str(meets.chapter.id), meets.chapter.name) for meets in entry.chapters)
    chapters = (Select("chapter.show", "Look at a chapter …", choices),) if choices else ()
    return (
        *chapters,
        *event_select(_meetings(entry), "Open a meeting: going, if one more goes …"),
        *parts.opening_select(entry.openings, now),
    )


def _meetings(entry: DirectoryEntry) -> list[Event]:
    found = {meets.meeting.id: meets.meeting for meets in entry.chapters if meets.meeting}
    return sorted(found.values(), key=lambda event: event.starts_at)

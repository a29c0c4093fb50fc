"""Cards of the directory: a page of it, one association, one chapter, removals."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from bot.associations.known import KnownAssociation
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
    LABEL_LIMIT,
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
from bot.ui.notices import note_card, something_wrong_button
from bot.ui.text import Bold, CommandMention, Link, Mention, Node, Text, host_of, join_nodes

PER_PAGE = 6
MAX_FACES = 20  # open members on a card
_MAX_NAMES, _MAX_CHAPTERS, _MAX_OPENINGS = 5, 6, 5

GONE = (
    "That association is not in the directory any more. ",
    CommandMention("associations"),
    " shows those that are.",
)
CHAPTER_GONE = (
    "That chapter is not in the directory any more. ",
    CommandMention("associations"),
    " shows what is.",
)
NOT_YOURS = "Whoever added this, or an organiser, can change it."
FULL = (
    f"There are {MAX_ASSOCIATIONS} associations already, as many as I keep. "
    "Please remove one first."
)
CHAPTERS_FULL = (
    f"It has {MAX_CHAPTERS} chapters already, as many as I keep. Please remove one first."
)
_EMPTY = (
    "Which professional associations are you in? Add one, and others find it, "
    "and whom to ask, here."
)
_NO_CALENDAR = "No calendar yet. The address of a page or calendar with its meetings is all I need."
_PERHAPS = "Perhaps something for you"
_STANDING = {
    "openly": "You are in it, and colleagues may ask you.",
    "privately": "You are in it; only you see this.",
    "no": "You are not in it.",
}


class DirectoryEntry(Struct, frozen=True):
    """An association as everybody may know it: only open members are in it."""

    association: Association
    chapters: Sequence[NextMeeting] = ()
    open_members: Sequence[Mention] = ()
    openings: Sequence[Opening] = ()


def directory_card(
    entries: Sequence[DirectoryEntry],
    page: int,
    total: int,
    now: dt.datetime,
    suggested: Sequence[KnownAssociation] = (),
) -> Card:
    """List one page of the associations, and some that are not listed yet."""
    if not total:
        add = Button("association.add", "Add an association", style="main")
        empty = (Paragraph((_EMPTY,)), Actions((add,)), *_suggestions(suggested))
        return Card("note", "No associations yet", empty)

    shown: list[Part] = []
    for entry in entries:
        shown += [Heading(entry.association.name), *_paragraph(entry.association.about)]
        shown += _summary(entry, now)

    choices = tuple(Choice(str(entry.association.id), entry.association.name) for entry in entries)
    items: list[Button | Select] = [Select("association.show", "Open one …", choices)]
    if page:
        items.append(Button("association.page", "Earlier ones", str(page - 1)))
    if (page + 1) * PER_PAGE < total:
        items.append(Button("association.page", "More", str(page + 1)))
    items.append(Button("association.add", "Add an association", style="quiet"))
    items.append(Button("opening.page", "All openings", "0:"))
    footer = ("Nobody stands here who doesn't want to.",)
    body = (*shown, Actions(tuple(items)), *_suggestions(suggested))
    return Card("note", f"Associations: {total}", body, footer)


def _suggestions(suggested: Sequence[KnownAssociation]) -> list[Part]:
    """Return well-known associations in the reader's field or town, each to be added by a click."""
    if not suggested:
        return []
    shown: list[Part] = [Heading(_PERHAPS)]
    for one in suggested:
        seat = f" Its seat is in {one.town}." if one.town else ""
        link = Link(one.site, host_of(one.site))
        shown.append(Paragraph((Bold(one.name), f": {one.about}{seat} ", link)))
    buttons = [
        Button("association.known", f"Add {one.name}"[:LABEL_LIMIT], one.key) for one in suggested
    ]
    return [*shown, Actions(tuple(buttons))]


def association_details_card(
    entry: DirectoryEntry,
    member: AssociationMember | None,
    now: dt.datetime,
    said: str = "",
    *,
    changes: bool,
) -> Card:
    """Show one association; `said` comes first, `changes` adds the buttons to edit it."""
    association = entry.association
    shown: list[Part] = [*_paragraph(said), *_paragraph(association.about)]
    shown += _link_paragraph(association.link)
    shown += _chapter_facts(entry.chapters)
    shown += _whom_to_ask(entry.open_members)
    if entry.openings:
        rows = [parts.opening_row(opening, now) for opening in entry.openings[:_MAX_OPENINGS]]
        shown += [Heading("Openings"), Facts(tuple(rows))]
    if member:
        shown.append(Paragraph((_standing_text(member),), soft=True))

    menus = _menus(entry, now)
    if menus:
        shown.append(Actions(menus))
    buttons = _association_buttons(str(association.id), member, changes=changes)
    return Card("note", association.name, (*shown, Actions(tuple(buttons))))


def _association_buttons(
    number: str, member: AssociationMember | None, *, changes: bool
) -> list[Button]:
    join = Button("association.join", "I'm in it …", number, "main")
    if member:
        join = Button("association.join", "Change what I said", number, "quiet")
    buttons = [
        join,
        Button("chapter.add", "Add a chapter", number),
        Button("opening.add", "Add an opening", number),
    ]
    if changes:
        buttons.append(Button("association.edit", "Change", number))
        buttons.append(Button("association.ask_remove", "Remove", number))
    return [*buttons, something_wrong_button(f"association:{number}")]


def _chapter_facts(chapters: Sequence[NextMeeting]) -> list[Part]:
    heading = Heading("Chapters and their next meetings")
    if not chapters:
        return [heading, Paragraph(("None yet.",), soft=True)]
    rows = [(meeting.chapter.name, parts.next_meeting_text(meeting)) for meeting in chapters]
    return [heading, Facts(tuple(rows))]


def chapter_details_card(
    next_meeting: NextMeeting,
    association: Association,
    openly: Sequence[Mention],
    said: str = "",
    *,
    changes: bool,
) -> Card:
    """Show one chapter; `said` comes first, `changes` adds the buttons to edit it."""
    chapter = next_meeting.chapter
    when = (_NO_CALENDAR,) if next_meeting.source is None else parts.next_meeting_text(next_meeting)
    shown: list[Part] = [*_paragraph(said), Facts((("Next meeting", when),))]
    shown += _link_paragraph(chapter.link)
    if openly:
        shown += _whom_to_ask(openly)

    number = str(chapter.id)
    buttons: list[Button] = []
    if next_meeting.meeting:
        event = str(next_meeting.meeting.id)
        buttons.append(Button("event.show", "Open the meeting", event, "main"))
    if changes:
        buttons.append(Button("chapter.edit", "Change", number))
        buttons.append(Button("chapter.ask_remove", "Remove", number))
    elif next_meeting.source is None:
        buttons.append(Button("chapter.edit", "Add its calendar", number, "main"))
    buttons.append(Button("association.show", "The association", str(association.id)))
    buttons.append(something_wrong_button(f"chapter:{number}"))
    title = f"{association.name}, {chapter.name}"
    return Card("note", title, (*shown, Actions(tuple(buttons))))


def remove_association_card(known: Association, chapters: int, openings: int) -> Card:
    """Show what is deleted with an association, and ask for confirmation."""
    counted = [_count_text(chapters, "chapter"), _count_text(openings, "opening")]
    words = "what people said of themselves"
    things = ", ".join(filter(None, counted))
    if things:
        words = f"{things} and {words}"
    return _confirmation_card(known.name, f"With it go {words}.", "association.remove", known.id)


def remove_chapter_card(known: Chapter, openings: int) -> Card:
    """Show what is deleted with a chapter, and ask for confirmation."""
    words = "Whoever is in it stays in the association."
    if openings:
        verb = "goes" if openings == 1 else "go"
        words = f"With it {verb} {_count_text(openings, 'opening')}. {words}"
    return _confirmation_card(known.name, words, "chapter.remove", known.id)


def removed_card(name: str) -> Card:
    """Confirm a removal."""
    return note_card(
        f"{name} is removed",
        (
            "Calendars that it named stay where they are: ",
            CommandMention("events sources"),
            " shows them.",
        ),
    )


def _confirmation_card(name: str, words: str, action: str, number: int) -> Card:
    calendars = (CommandMention("events sources"), ". This cannot be undone.")
    remove = Button(action, "Remove", str(number), "danger")
    shown = (Paragraph((f"{words} Calendars stay among ", *calendars)), Actions((remove,)))
    return Card("note", f"Remove {name}?", shown)


def _count_text(number: int, what: str) -> str:
    if number == 0:
        return ""
    if number == 1:
        return f"one {what}"
    return f"{number} {what}s"


def _paragraph(words: str) -> list[Part]:
    if words:
        return [Paragraph((words,))]
    return []


def _link_paragraph(address: str) -> list[Part]:
    if address:
        return [Paragraph(parts.page_link(address))]
    return []


def _summary(entry: DirectoryEntry, now: dt.datetime) -> list[Part]:
    rows: list[tuple[str, Text]] = []
    if entry.chapters:
        names = [meeting.chapter.name for meeting in entry.chapters]
        if len(names) > _MAX_CHAPTERS:
            names[_MAX_CHAPTERS:] = [f"{len(names) - _MAX_CHAPTERS} more"]
        rows.append(("Chapters", (", ".join(names),)))

    meetings = _meetings(entry)
    if meetings:
        rows.append(("Next meeting", parts.meeting_line(meetings[0])))
    if entry.openings:
        first = entry.openings[0]
        rows.append(("Next opening", (f"{parts.deadline_text(first, now)} · {first.title}",)))
    if entry.open_members:
        rows.append(("Ask", _names(entry.open_members)))
    if rows:
        return [Facts(tuple(rows))]
    return []


def _names(openly: Sequence[Mention]) -> Text:
    names: list[Node] = list(openly[:_MAX_NAMES])
    if len(openly) > _MAX_NAMES:
        names.append(f"{len(openly) - _MAX_NAMES} more")
    return join_nodes(names)


def _whom_to_ask(openly: Sequence[Mention]) -> list[Part]:
    if not openly:
        nobody = Paragraph(("Nobody says openly that they are in it yet.",), soft=True)
        return [Heading("Whom to ask"), nobody]

    shown: list[Part] = [Heading("In it, and glad to be asked"), People(tuple(openly[:MAX_FACES]))]
    if len(openly) > MAX_FACES:
        shown.append(Paragraph(("And more of us.",), soft=True))
    return shown


def _standing_text(member: AssociationMember) -> str:
    told = " I'll tell you of its openings." if member.tell else ""
    return _STANDING[member.standing] + told


def _menus(entry: DirectoryEntry, now: dt.datetime) -> tuple[Select, ...]:
    """Return the menus of chapters, meetings and openings that are not empty."""
    menus: list[Select] = []
    if entry.chapters:
        chapters = [meeting.chapter for meeting in entry.chapters]
        choices = tuple(Choice(str(chapter.id), chapter.name) for chapter in chapters)
        menus.append(Select("chapter.show", "Look at a chapter …", choices))
    menus += event_select(_meetings(entry), "Choose a meeting to RSVP")
    menus += parts.opening_select(entry.openings, now)
    return tuple(menus)


def _meetings(entry: DirectoryEntry) -> list[Event]:
    """Return the next meetings of all chapters, each event once, soonest first."""
    events: dict[int, Event] = {}
    for meeting in entry.chapters:
        if meeting.meeting:
            events[meeting.meeting.id] = meeting.meeting
    return sorted(events.values(), key=lambda event: event.starts_at)

"""Cards of the directory: a page of it, one association, one chapter, removals."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from bot.associations.known import KnownAssociation, say_about
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
from bot.ui.speech import mark, say, say_many
from bot.ui.text import (
    Bold,
    CommandMention,
    Link,
    Mention,
    Node,
    Text,
    flatten_text,
    host_of,
    join_nodes,
    merge_words,
    tell,
)

PER_PAGE = 6
MAX_FACES = 20  # open members on a card
_MAX_NAMES, _MAX_CHAPTERS, _MAX_OPENINGS = 5, 6, 5

NOT_YOURS = mark("Whoever added this, or an organiser, can change it.")
_FULL = mark("There are {most} associations already, as many as I keep. Please remove one first.")
_CHAPTERS_FULL = mark("It has {most} chapters already, as many as I keep. Please remove one first.")
_EMPTY = mark(
    "Which professional associations are you in? Add one, and others find it, and whom to "
    "ask, here."
)
_NO_CALENDAR = mark(
    "No calendar yet. The address of a page or calendar with its meetings is all I need."
)
_PERHAPS = mark("Perhaps something for you")
_STANDING = {
    "openly": mark("You are in it, and colleagues may ask you."),
    "privately": mark("You are in it; only you see this."),
    "no": mark("You are not in it."),
}


_DIRECTORY = CommandMention("associations")


def gone_text() -> Text:
    """Refuse a button of an association that was removed."""
    return tell(
        "That association is not in the directory any more. {associations} shows those that are.",
        associations=_DIRECTORY,
    )


def chapter_gone_text() -> Text:
    """Refuse a button of a chapter that was removed."""
    return tell(
        "That chapter is not in the directory any more. {associations} shows what is.",
        associations=_DIRECTORY,
    )


def full_text() -> str:
    """Refuse one association more than are kept."""
    return say(_FULL, most=MAX_ASSOCIATIONS)


def chapters_full_text() -> str:
    """Refuse one chapter more than an association has."""
    return say(_CHAPTERS_FULL, most=MAX_CHAPTERS)


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
        add = Button("association.add", say("Add an association"), style="main")
        empty = (Paragraph((say(_EMPTY),)), Actions((add,)), *_suggestions(suggested))
        return Card("note", say("No associations yet"), empty)

    shown: list[Part] = []
    for entry in entries:
        shown += [Heading(entry.association.name), *_paragraph(_about(entry.association))]
        shown += _summary(entry, now)

    choices = tuple(Choice(str(entry.association.id), entry.association.name) for entry in entries)
    items: list[Button | Select] = [Select("association.show", say("Open one …"), choices)]
    if page:
        items.append(Button("association.page", say("Earlier ones"), str(page - 1)))
    if (page + 1) * PER_PAGE < total:
        items.append(Button("association.page", say("More"), str(page + 1)))
    items.append(Button("association.add", say("Add an association"), style="quiet"))
    items.append(Button("opening.page", say("All openings"), "0:"))
    footer = (say("Nobody stands here who doesn't want to."),)
    body = (*shown, Actions(tuple(items)), *_suggestions(suggested))
    return Card("note", say("Associations: {number}", number=total), body, footer)


def _about(association: Association) -> str:
    return say_about(association.link, association.about)


def _suggestions(suggested: Sequence[KnownAssociation]) -> list[Part]:
    """Return well-known associations in the reader's field or town, each to be added by a click."""
    if not suggested:
        return []
    shown: list[Part] = [Heading(say(_PERHAPS))]
    for one in suggested:
        seat = " " + say("Its seat is in {town}.", town=one.town) if one.town else ""
        link = Link(one.site, host_of(one.site))
        shown.append(Paragraph((Bold(one.name), f": {say(one.about)}{seat} ", link)))
    buttons = [
        Button("association.known", say("Add {name}", name=one.name)[:LABEL_LIMIT], one.key)
        for one in suggested
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
    shown: list[Part] = [*_paragraph(said), *_paragraph(_about(association))]
    shown += _link_paragraph(association.link)
    shown += _chapter_facts(entry.chapters)
    shown += _whom_to_ask(entry.open_members)
    if entry.openings:
        rows = [parts.opening_row(opening, now) for opening in entry.openings[:_MAX_OPENINGS]]
        shown += [Heading(say("Openings")), Facts(tuple(rows))]
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
    join = Button("association.join", say("I'm in it …"), number, "main")
    if member:
        join = Button("association.join", say("Change what I said"), number, "quiet")
    buttons = [
        join,
        Button("chapter.add", say("Add a chapter"), number),
        Button("opening.add", say("Add an opening"), number),
    ]
    if changes:
        buttons.append(Button("association.edit", say("Change"), number))
        buttons.append(Button("association.ask_remove", say("Remove"), number))
    return [*buttons, something_wrong_button(f"association:{number}")]


def _chapter_facts(chapters: Sequence[NextMeeting]) -> list[Part]:
    heading = Heading(say("Chapters and their next meetings"))
    if not chapters:
        return [heading, Paragraph((say("None yet."),), soft=True)]
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
    when: Text = (say(_NO_CALENDAR),)
    if next_meeting.source:
        when = parts.next_meeting_text(next_meeting)
    shown: list[Part] = [*_paragraph(said), Facts(((say("Next meeting"), when),))]
    shown += _link_paragraph(chapter.link)
    if openly:
        shown += _whom_to_ask(openly)

    number = str(chapter.id)
    buttons: list[Button] = []
    if next_meeting.meeting:
        event = str(next_meeting.meeting.id)
        buttons.append(Button("event.show", say("Open the meeting"), event, "main"))
    if changes:
        buttons.append(Button("chapter.edit", say("Change"), number))
        buttons.append(Button("chapter.ask_remove", say("Remove"), number))
    elif next_meeting.source is None:
        buttons.append(Button("chapter.edit", say("Add its calendar"), number, "main"))
    buttons.append(Button("association.show", say("The association"), str(association.id)))
    buttons.append(something_wrong_button(f"chapter:{number}"))
    title = f"{association.name}, {chapter.name}"
    return Card("note", title, (*shown, Actions(tuple(buttons))))


def remove_association_card(known: Association, chapters: int, openings: int) -> Card:
    """Show what is deleted with an association, and ask for confirmation."""
    things: list[Node] = []
    if chapters:
        things.append(say_many("one chapter", "{count} chapters", chapters))
    if openings:
        things.append(say_many("one opening", "{count} openings", openings))
    things.append(say("what people said of themselves"))
    words = say("With it go {things}.", things=flatten_text(join_nodes(things)))
    return _confirmation_card(known.name, words, "association.remove", known.id)


def remove_chapter_card(known: Chapter, openings: int) -> Card:
    """Show what is deleted with a chapter, and ask for confirmation."""
    words = say("Whoever is in it stays in the association.")
    if openings:
        gone = say_many("With it goes one opening.", "With it go {count} openings.", openings)
        words = f"{gone} {words}"
    return _confirmation_card(known.name, words, "chapter.remove", known.id)


def removed_card(name: str) -> Card:
    """Confirm a removal."""
    return note_card(
        say("{name} is removed", name=name),
        tell(
            "Calendars that it named stay where they are: {sources} shows them.",
            sources=CommandMention("events sources"),
        ),
    )


def _confirmation_card(name: str, words: str, action: str, number: int) -> Card:
    stay = tell(
        "Calendars stay among {sources}. This cannot be undone.",
        sources=CommandMention("events sources"),
    )
    remove = Button(action, say("Remove"), str(number), "danger")
    shown = (Paragraph(merge_words((f"{words} ", *stay))), Actions((remove,)))
    return Card("note", say("Remove {name}?", name=name), shown)


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
            names[_MAX_CHAPTERS:] = [say("{number} more", number=len(names) - _MAX_CHAPTERS)]
        rows.append((say("Chapters"), (", ".join(names),)))

    meetings = _meetings(entry)
    if meetings:
        rows.append((say("Next meeting"), parts.meeting_line(meetings[0])))
    if entry.openings:
        first = entry.openings[0]
        rows.append((say("Next opening"), (f"{parts.deadline_text(first, now)} · {first.title}",)))
    if entry.open_members:
        rows.append((say("Ask"), _names(entry.open_members)))
    if rows:
        return [Facts(tuple(rows))]
    return []


def _names(openly: Sequence[Mention]) -> Text:
    names: list[Node] = list(openly[:_MAX_NAMES])
    if len(openly) > _MAX_NAMES:
        names.append(say("{number} more", number=len(openly) - _MAX_NAMES))
    return join_nodes(names)


def _whom_to_ask(openly: Sequence[Mention]) -> list[Part]:
    if not openly:
        nobody = Paragraph((say("Nobody says openly that they are in it yet."),), soft=True)
        return [Heading(say("Whom to ask")), nobody]

    shown: list[Part] = [
        Heading(say("In it, and glad to be asked")),
        People(tuple(openly[:MAX_FACES])),
    ]
    if len(openly) > MAX_FACES:
        shown.append(Paragraph((say("And more of us."),), soft=True))
    return shown


def _standing_text(member: AssociationMember) -> str:
    standing = say(_STANDING[member.standing])
    if member.tell:
        standing += " " + say("I'll tell you of its openings.")
    return standing


def _menus(entry: DirectoryEntry, now: dt.datetime) -> tuple[Select, ...]:
    """Return the menus of chapters, meetings and openings that are not empty."""
    menus: list[Select] = []
    if entry.chapters:
        chapters = [meeting.chapter for meeting in entry.chapters]
        choices = tuple(Choice(str(chapter.id), chapter.name) for chapter in chapters)
        menus.append(Select("chapter.show", say("Look at a chapter …"), choices))
    menus += event_select(_meetings(entry), say("Choose a meeting to RSVP"))
    menus += parts.opening_select(entry.openings, now)
    return tuple(menus)


def _meetings(entry: DirectoryEntry) -> list[Event]:
    """Return the next meetings of all chapters, each event once, soonest first."""
    events: dict[int, Event] = {}
    for meeting in entry.chapters:
        if meeting.meeting:
            events[meeting.meeting.id] = meeting.meeting
    return sorted(events.values(), key=lambda event: event.starts_at)

"""Load and render the cards of associations, chapters and openings."""

from collections import defaultdict
from collections.abc import Sequence

from bot.associations import opening_records, records
from bot.associations.access import can_change, require_association_by_id
from bot.associations.rules import Association, Chapter, Opening, reminder_moments
from bot.associations.seconds import load_seconds
from bot.associations.views import directory
from bot.associations.views import openings as views
from bot.associations.views.directory import DirectoryEntry
from bot.associations.views.parts import ListedOpening, NextMeeting
from bot.core.interactions import Invocation
from bot.events import records as events
from bot.people import records as people
from bot.sources import listing_records
from bot.sources import records as sources
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card
from bot.ui.text import Mention


async def load_directory_entries(
    call: Invocation, tx: ReadTransaction, associations: Sequence[Association]
) -> list[DirectoryEntry]:
    """Return associations with their chapters, open members and openings."""
    numbers = [association.id for association in associations]
    chapters = await records.chapters_of(tx, call.workspace, numbers)
    meetings: dict[int, list[NextMeeting]] = defaultdict(list)
    for meeting in await _next_meetings(call, tx, chapters):
        meetings[meeting.chapter.association].append(meeting)

    members: dict[int, list[Mention]] = defaultdict(list)
    for member in await records.list_open_members(tx, call.workspace, numbers):
        members[member.association].append(member.mention)

    openings: dict[int, list[Opening]] = defaultdict(list)
    for opening in await opening_records.list_openings_ahead(tx, call.workspace, call.now):
        if opening.association is not None:
            openings[opening.association].append(opening)

    return [
        DirectoryEntry(
            association,
            meetings[association.id],
            members[association.id],
            openings[association.id],
        )
        for association in associations
    ]


async def render_association(
    call: Invocation, tx: ReadTransaction, association: Association, said: str = ""
) -> Card:
    """Render one association for the caller; `said` is a confirmation at its top."""
    [entry] = await load_directory_entries(call, tx, [association])
    member = await records.find_member(tx, association, call.person)
    changes = can_change(call, association)
    return directory.association_details_card(entry, member, call.now, said, changes=changes)


async def render_chapter(
    call: Invocation, tx: ReadTransaction, chapter: Chapter, said: str = ""
) -> Card:
    """Render one chapter for the caller; `said` is a confirmation at its top."""
    [meeting] = await _next_meetings(call, tx, [chapter])
    association = await require_association_by_id(call, tx, chapter.association)
    members = await records.list_open_members(tx, call.workspace, [association.id])
    openly = [member.mention for member in members if member.chapter == chapter.id]
    changes = can_change(call, chapter)
    return directory.chapter_details_card(meeting, association, openly, said, changes=changes)


async def render_opening(
    call: Invocation, tx: ReadTransaction, opening: Opening, said: str = ""
) -> Card:
    """Render one opening for the caller, with open members who may be asked about it.

    Those of its chapter, or of the whole association if there are none.
    """
    [listed] = await load_listed_openings(tx, call.workspace, [opening])
    owners = [opening.association] if opening.association else []
    members = await records.list_open_members(tx, call.workspace, owners)
    near = [member for member in members if opening.chapter in (None, member.chapter)]
    openly = [member.mention for member in near or members if member.mention.person != call.person]
    reader = await people.get_caller(call, tx)
    reminded = await opening_records.is_subscribed(tx, opening, call.person)
    working_time = await opening_records.load_working_time(tx, opening)
    ahead = reminder_moments(opening, call.now, working_time)
    return views.opening_details_card(
        listed,
        openly[: directory.MAX_FACES],
        call.now,
        said,
        seconds=await load_seconds(tx, listed, reader),
        reminders=tuple(ahead.values()) if reminded else None,
        changes=can_change(call, opening),
    )


async def load_listed_openings(
    tx: ReadTransaction, workspace: str, openings: Sequence[Opening]
) -> list[ListedOpening]:
    """Return openings with their associations and chapters, or their events."""
    known = await records.list_associations(tx, workspace)
    associations = {association.id: association for association in known}
    numbers = {opening.association for opening in openings if opening.association}
    attended = {opening.event for opening in openings if opening.event}
    by_id = {event.id: event for event in await events.find_events(tx, workspace, attended)}
    chapters = {
        chapter.id: chapter for chapter in await records.chapters_of(tx, workspace, numbers)
    }
    listed: list[ListedOpening] = []
    for opening in openings:
        association = associations.get(opening.association or 0)
        chapter = chapters.get(opening.chapter or 0)
        event = by_id.get(opening.event or 0)
        listed.append(ListedOpening(opening, association, chapter, event))
    return listed


async def _next_meetings(
    call: Invocation, tx: ReadTransaction, chapters: Sequence[Chapter]
) -> list[NextMeeting]:
    """Return chapters with their sources, and the soonest event that each of those lists."""
    numbers = {chapter.source for chapter in chapters if chapter.source}
    known = await sources.sources_by_id(tx, call.workspace, sorted(numbers))
    ahead = await listing_records.next_events_of(tx, call.workspace, numbers, call.now)
    meetings: list[NextMeeting] = []
    for chapter in chapters:
        source = chapter.source or 0
        meetings.append(NextMeeting(chapter, known.get(source), ahead.get(source)))
    return meetings

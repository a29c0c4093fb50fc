"""Gather what the cards of associations show, as everybody may know it."""

from collections.abc import Sequence

from bot.associations import opening_records, records
from bot.associations.access import can_change, require_association_by_id
from bot.associations.records import OpenMember
from bot.associations.rules import Association, Chapter, Opening
from bot.associations.views import directory
from bot.associations.views import openings as views
from bot.associations.views.directory import DirectoryEntry
from bot.associations.views.parts import ListedOpening, NextMeeting
from bot.core.router import Invocation
from bot.sources import listing_records
from bot.sources import records as sources
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card


async def load_directory_entries(
    call: Invocation, tx: ReadTransaction, some: Sequence[Association]
) -> list[DirectoryEntry]:
    """Give associations with their chapters, who is openly in them, and their openings."""
    numbers = [one.id for one in some]
    meets = await _meets(call, tx, await records.chapters_of(tx, call.workspace, numbers))
    inside = await records.list_open_members(tx, call.workspace, numbers)
    openings = await opening_records.list_openings_ahead(tx, call.workspace, call.now)
    return [
        DirectoryEntry(
            one,
            [each for each in meets if each.chapter.association == one.id],
            [each.mention for each in inside if each.association == one.id],
            [each for each in openings if each.association == one.id],
        )
        for one in some
    ]


async def render_association(
    call: Invocation, tx: ReadTransaction, one: Association, said: str = ""
) -> Card:
    """Draw one association for whoever asks."""
    [entry] = await load_directory_entries(call, tx, [one])
    mine = await records.find_member(tx, one, call.person)
    return directory.association_details_card(
        entry, mine, call.now, said, changes=can_change(call, one)
    )


async def render_chapter(
    call: Invocation, tx: ReadTransaction, one: Chapter, said: str = ""
) -> Card:
    """Draw one chapter for whoever asks."""
    [meets] = await _meets(call, tx, [one])
    association = await require_association_by_id(call, tx, one.association)
    openly = [
        each.mention
        for each in await _insiders(call, tx, one.association)
        if each.chapter == one.id
    ]
    return directory.chapter_details_card(
        meets, association, openly, said, changes=can_change(call, one)
    )


async def render_opening(
    call: Invocation, tx: ReadTransaction, one: Opening, said: str = ""
) -> Card:
    """Draw one opening for whoever asks, with those who are in the association openly."""
    [listed] = await load_listed_openings(tx, call.workspace, [one])
    inside = await _insiders(call, tx, one.association)
    near = [each for each in inside if one.chapter in (None, each.chapter)] or inside
    openly = [each.mention for each in near if each.mention.person != call.person][
        : directory.MAX_FACES
    ]
    reminded = await opening_records.is_subscribed(tx, one, call.person)
    return views.opening_details_card(
        listed, openly, call.now, said, reminded=reminded, changes=can_change(call, one)
    )


async def load_listed_openings(
    tx: ReadTransaction, workspace: str, some: Sequence[Opening]
) -> list[ListedOpening]:
    """Give openings with the associations and chapters whose they are."""
    known = {one.id: one for one in await records.list_associations(tx, workspace)}
    chapters = {
        one.id: one
        for one in await records.chapters_of(tx, workspace, {one.association for one in some})
    }
    return [
        ListedOpening(one, known[one.association], chapters.get(one.chapter or 0)) for one in some
    ]


async def _insiders(call: Invocation, tx: ReadTransaction, association: int) -> list[OpenMember]:
    return await records.list_open_members(tx, call.workspace, [association])


async def _meets(
    call: Invocation, tx: ReadTransaction, chapters: Sequence[Chapter]
) -> list[NextMeeting]:
    numbers = {one.source for one in chapters if one.source}
    known = await sources.sources_by_id(tx, call.workspace, sorted(numbers))
    ahead = await listing_records.next_events_of(tx, call.workspace, numbers, call.now)
    return [
        NextMeeting(one, known.get(one.source or 0), ahead.get(one.source or 0)) for one in chapters
    ]

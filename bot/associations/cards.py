"""Gather what the cards of associations show, as everybody may know it."""

from collections.abc import Sequence

from bot.associations import opening_records, records
from bot.associations.access import association_of, looks_after
from bot.associations.records import Insider
from bot.associations.rules import Association, Chapter, Opening
from bot.associations.views import directory
from bot.associations.views import openings as views
from bot.associations.views.directory import Entry
from bot.associations.views.parts import Listed, Meets
from bot.core.router import Invocation
from bot.sources import listings
from bot.sources import records as sources
from bot.store.engine import Transaction
from bot.ui.cards import Card


async def entries(call: Invocation, tx: Transaction, some: Sequence[Association]) -> list[Entry]:
    """Give associations with their chapters, who is openly in them, and their openings."""
    numbers = [one.id for one in some]
    meets = await _meets(call, tx, await records.chapters_of(tx, call.workspace, numbers))
    inside = await records.insiders(tx, call.workspace, numbers)
    openings = await opening_records.ahead(tx, call.workspace, call.now)
    return [
        Entry(
            one,
            [each for each in meets if each.chapter.association == one.id],
            [each.mention for each in inside if each.association == one.id],
            [each for each in openings if each.association == one.id],
        )
        for one in some
    ]


async def association_card(call: Invocation, tx: Transaction, one: Association, said: str = "") -> Card:
    """Draw one association for whoever asks."""
    [entry] = await entries(call, tx, [one])
    mine = await records.member(tx, one, call.person)
    return directory.one(entry, mine, call.now, said, changes=looks_after(call, one))


async def chapter_card(call: Invocation, tx: Transaction, one: Chapter, said: str = "") -> Card:
    """Draw one chapter for whoever asks."""
    [meets] = await _meets(call, tx, [one])
    association = await association_of(call, tx, one.association)
    openly = [each.mention for each in await _insiders(call, tx, one.association) if each.chapter == one.id]
    return directory.chapter(meets, association, openly, said, changes=looks_after(call, one))


async def opening_card(call: Invocation, tx: Transaction, one: Opening, said: str = "") -> Card:
    """Draw one opening for whoever asks, with those who are in the association openly."""
    [listed] = await listed_with(tx, call.workspace, [one])
    inside = await _insiders(call, tx, one.association)
    near = [each for each in inside if one.chapter in (None, each.chapter)] or inside
    openly = [each.mention for each in near if each.mention.person != call.person][: directory.FACES]
    reminded = await opening_records.is_reminded(tx, one, call.person)
    return views.one(listed, openly, call.now, said, reminded=reminded, changes=looks_after(call, one))


async def listed_with(tx: Transaction, workspace: str, some: Sequence[Opening]) -> list[Listed]:
    """Give openings with the associations and chapters whose they are."""
    known = {one.id: one for one in await records.find_all(tx, workspace)}
    chapters = {one.id: one for one in await records.chapters_of(tx, workspace, {one.association for one in some})}
    return [Listed(one, known[one.association], chapters.get(one.chapter or 0)) for one in some]


async def _insiders(call: Invocation, tx: Transaction, association: int) -> list[Insider]:
    return await records.insiders(tx, call.workspace, [association])


async def _meets(call: Invocation, tx: Transaction, chapters: Sequence[Chapter]) -> list[Meets]:
    numbers = {one.source for one in chapters if one.source}
    known = await sources.named(tx, call.workspace, sorted(numbers))
    ahead = await listings.next_of(tx, call.workspace, numbers, call.now)
    return [Meets(one, known.get(one.source or 0), ahead.get(one.source or 0)) for one in chapters]

"""Merge and separate listings as a person rules, and learn from it for others like them."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import outbox, signals
from bot.core.signals import EventsListed
from bot.core.subjects import Subject
from bot.sources import duplicates, listed_events, listing_records, notifications, rulings
from bot.sources.lessons import Lesson, learn_lesson
from bot.sources.records import Source, sources_by_id
from bot.sources.rules import Listing
from bot.sources.rulings import Ruling
from bot.sources.similarity import MAX_ASKED_GAP, Named, Verdict
from bot.store.engine import ReadTransaction, Transaction

MAX_RELEARNED = 50  # other pairs of two sources that one ruling decides at once

ListingPair = tuple[Listing, Listing]


async def rule(
    tx: Transaction, workspace: str, ruling: Ruling, state: str, person: str, now: datetime
) -> int:
    """Merge or separate two listings as a person says; return how many other pairs follow."""
    pairs = (await find_pairs(tx, workspace, [ruling]))[ruling.id]
    values: dict[str, object] = {"state": state, "person": person, "at": now}
    if pairs:
        values |= told_values(*pairs[0])
    await rulings.update_rulings(tx, workspace, [ruling.id], **values)
    await _follow(tx, workspace, ruling, pairs, state, now)
    followed = await relearn(tx, workspace, ruling.sources, now)
    await signals.emit(tx, EventsListed(workspace, now))
    return followed


def told_values(one: Named, other: Named) -> dict[str, object]:
    """Return the columns that remember what a ruling is about."""
    return {
        "one_title": one.title,
        "one_place": one.place,
        "other_title": other.title,
        "other_place": other.place,
    }


async def relearn(tx: Transaction, workspace: str, sources: tuple[int, int], now: datetime) -> int:
    """Decide open pairs of two sources by what persons ruled on them; return how many.

    What was decided so before, and no longer follows, is open again.
    """
    one, other = sources
    ruled = await rulings.rulings_of_sources(tx, workspace, one, other, rulings.MAX_LEARNED)
    open_ones = [each for each in ruled if each.person is None and each.until and each.until > now]
    pairs = await find_pairs(tx, workspace, open_ones[:MAX_RELEARNED])
    judge = PairJudge(tx, workspace)
    decided = 0
    for question in open_ones[:MAX_RELEARNED]:
        ahead = [pair for pair in pairs[question.id] if _lies_ahead(pair, now)]
        if ahead:
            state = _learned_state(question, await judge.find_verdict(ahead[0]))
            if state != question.state:
                values = {"state": state, "at": now}
                await rulings.update_rulings(tx, workspace, [question.id], **values)
                await _follow(tx, workspace, question, pairs[question.id], state, now)
                decided += state in rulings.SETTLED
    return decided


class PairJudge:
    """Judges pairs by what is known of their sources, each of which it looks up once."""

    def __init__(self, tx: ReadTransaction, workspace: str) -> None:
        self._tx = tx
        self._workspace = workspace
        self._sources: dict[int, Source] = {}
        self._lessons: dict[tuple[int, int], Lesson] = {}

    async def find_verdict(self, pair: ListingPair) -> Verdict:
        """Return whether two listings are one event as far as one can tell by now."""
        one, other = pair
        towns = [(await self.find_source(entry.source)).town for entry in pair]
        lesson = await self._find_lesson(one.source, other.source)
        return duplicates.judge_listed(one, other, lesson, (towns[0], towns[1]))

    async def find_source(self, number: int) -> Source:
        """Return a source that lists something."""
        if number not in self._sources:
            self._sources |= await sources_by_id(self._tx, self._workspace, [number])
        return self._sources[number]

    async def _find_lesson(self, one: int, other: int) -> Lesson:
        if (one, other) not in self._lessons:
            limit = rulings.MAX_LEARNED
            ruled = await rulings.rulings_of_sources(self._tx, self._workspace, one, other, limit)
            self._lessons[one, other] = learn_lesson(one, ruled)
        return self._lessons[one, other]


async def find_pairs(
    tx: ReadTransaction, workspace: str, questions: Sequence[Ruling]
) -> dict[int, list[ListingPair]]:
    """Return the listings that rulings are about, in pairs that begin about the same time."""
    keys = {key for question in questions for key in (question.one, question.other)}
    listings = await listing_records.listings_by_keys(tx, workspace, keys)
    found: dict[int, list[ListingPair]] = {}
    for question in questions:
        found[question.id] = [
            (one, other)
            for one in listings.get(question.one, ())
            for other in listings.get(question.other, ())
            if abs(one.starts_at - other.starts_at) <= MAX_ASKED_GAP
        ]
    return found


async def rule_apart(
    tx: Transaction, workspace: str, pair: ListingPair, person: str, now: datetime
) -> tuple[Ruling, int]:
    """Separate two listings that nobody was asked about; return the ruling and what follows."""
    one, other = pair
    keys = [rulings.listing_key(entry.source, entry.uid) for entry in pair]
    number = await rulings.record_ruling(
        tx, workspace, keys[0], keys[1], rulings.DIFFERENT, now, person
    )
    until = max(one.starts_at, other.starts_at)
    await rulings.update_rulings(tx, workspace, [number], until=until)
    ruling = await rulings.find_ruling(tx, workspace, number)
    assert ruling
    return ruling, await rule(tx, workspace, ruling, rulings.DIFFERENT, person, now)


async def find_apart(
    tx: ReadTransaction, source: Source, now: datetime, limit: int
) -> list[Ruling]:
    """Return what was ruled to be two evenings, of those of a source that lie ahead."""
    ruled = await rulings.rulings_of_source(tx, source.workspace, source.id)
    ahead = [each for each in ruled if each.until and each.until > now]
    return [each for each in ahead if each.state == rulings.DIFFERENT][:limit]


async def settle(
    tx: Transaction, workspace: str, question: Ruling, pairs: Sequence[ListingPair], now: datetime
) -> None:
    """Merge two listings that turned out to be one evening without anybody's ruling."""
    await rulings.update_rulings(tx, workspace, [question.id], state=rulings.SAME, at=now)
    await _follow(tx, workspace, question, pairs, rulings.SAME, now)


def _learned_state(question: Ruling, verdict: Verdict) -> str:
    """Return the state that what was learned gives to a pair that no person ruled on."""
    if verdict in rulings.SETTLED:
        return verdict
    return rulings.WAITING if question.state in rulings.SETTLED else question.state


async def _follow(
    tx: Transaction,
    workspace: str,
    ruling: Ruling,
    pairs: Sequence[ListingPair],
    state: str,
    now: datetime,
) -> None:
    """Make the events of these pairs one or two, as a state says."""
    for one, other in pairs:
        if state == rulings.SAME and one.event != other.event:
            keep, leave = sorted((one, other), key=lambda entry: entry.event)
            await listed_events.merge_into(tx, workspace, leave, keep.event, now)
        elif state != rulings.SAME and one.event == other.event:
            later = max(one, other, key=lambda entry: entry.id)
            sources = await sources_by_id(tx, workspace, [later.source])
            await listed_events.split_off(tx, sources[later.source], later, now)
    await outbox.invalidate(tx, workspace, Subject(notifications.TWIN_SUBJECT, ruling.id))


def _lies_ahead(pair: ListingPair, now: datetime) -> bool:
    return min(entry.starts_at for entry in pair) > now

"""Process a fetch: preview it, update the source's events, or report the failure."""

import random
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b

from msgspec import Struct

from bot.core import outbox, signals
from bot.core.outbox import Drawing
from bot.core.signals import EventsListed, SourceReplaced
from bot.core.subjects import Subject
from bot.sources import listings, notifications, questions, records, rematch, rules, screening
from bot.sources.addresses import file_of
from bot.sources.comparison import count_entries
from bot.sources.files import records as uploads
from bot.sources.files import views as file_views
from bot.sources.files.notifications import UPLOAD_READ
from bot.sources.listing_records import listings_of_source
from bot.sources.parsers.model import Fault, ParsedEvent, ParseResult
from bot.sources.records import Source
from bot.sources.views import discovery
from bot.store.engine import Transaction
from bot.text_guard.check import approval_of
from bot.text_guard.views import beside_sentence
from bot.ui.cards import Card

MAX_AT_ONCE = 50  # events that are brought up to date in one transaction


class FetchResult(Struct, frozen=True):
    """The result of one fetch of a source.

    `feed`: the address that was read in the end.
    `retry_after`: how long the site asks to be left alone.
    `version`: of an uploaded file, else 0; `is_newer`: it would replace an accepted version.
    `asked`: the events of which its owner is asked whether they are meant to be read.
    `prepared`: what was compared already.
    """

    parsed: ParseResult
    feed: str = ""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False
    retry_after: timedelta | None = None
    version: int = 0
    is_newer: bool = False
    asked: tuple[ParsedEvent, ...] = ()
    prepared: listings.Prepared | None = None


class ListingUpdate(Struct, frozen=True):
    """Listings that are written down, and what is left to do: events to recompute, questions."""

    source: Source
    fetched: FetchResult
    stale: tuple[int, ...]
    unsure: listings.UnsurePairs

    def parts(self) -> list[tuple[int, ...]]:
        """The events to recompute, in parts of which each gets a transaction."""
        starts = range(0, len(self.stale), MAX_AT_ONCE)
        return [self.stale[start : start + MAX_AT_ONCE] for start in starts]


async def ingest_result(
    tx: Transaction,
    workspace: str,
    number: int,
    fetched: FetchResult,
    now: datetime,
    rng: random.Random,
) -> ListingUpdate | None:
    """Process one fetch; return what is left to do where that is too much for one transaction.

    Ignored where the source was deleted or paused meanwhile, or its file replaced.
    """
    source = await records.find_source(tx, workspace, number)
    if source is None:
        return None
    if fetched.version:
        is_latest = await uploads.is_latest_upload(tx, workspace, number, fetched.version)
        if not is_latest:
            return None

    update = None
    if source.state == "looking":
        await _preview(tx, source, fetched, now)
    elif source.state == "active" and fetched.is_newer:
        update = await _replace_file(tx, source, fetched, now)
    elif source.state == "active" and fetched.parsed.fault:
        await _record_failure(tx, source, fetched, now, rng)
    elif source.state == "active":
        update = await _update_listings(tx, source, fetched, now)
    if update is None or len(update.stale) > MAX_AT_ONCE:
        return update

    await listings.recompute_events(tx, workspace, update.stale, now)
    await finish_update(tx, update, now, rng)
    return None


async def finish_update(
    tx: Transaction, update: ListingUpdate, now: datetime, rng: random.Random
) -> None:
    """End what `ingest_result` began; every event is up to date by then."""
    source = await records.find_source(tx, update.source.workspace, update.source.id)
    if source is None or source.state != "active":
        return
    await _record_success(tx, source, update, now, rng)
    if update.fetched.is_newer:
        card = partial(file_views.file_renewed_card, source, len(update.fetched.parsed.events))
        await _notify(tx, source, "newer", card, now)


async def _preview(tx: Transaction, source: Source, fetched: FetchResult, now: datetime) -> None:
    """Send what was found to the person who named the address, and wait for their decision."""
    parsed = fetched.parsed
    if not parsed.fault:
        known = await records.find_source_by_feed(tx, source.workspace, fetched.feed, source.id)
        if known:
            await signals.emit(tx, SourceReplaced(source.workspace, now, source.id, known.id))
            await _drop(tx, source, discovery.already_known_card(known), now)
            return

    fault: Fault = parsed.fault
    if fetched.version and not fault and rules.is_over(parsed):
        fault = "no_events"
    if fault == "dates" and parsed.events:
        await _offer_note(tx, source, parsed, now)
        return
    if fault:
        await _drop(tx, source, _nothing_card(source, fetched, fault), now)
        return
    if len(fetched.asked) > screening.MAX_ASKED:
        card = discovery.too_secret_card(source.address, len(fetched.asked))
        await _drop(tx, source, card, now)
        return

    await records.update_source(
        tx,
        source.workspace,
        source.id,
        state="found",
        kind=parsed.kind,
        feed=fetched.feed,
        name=discovery.source_name(parsed.title, source.address),
        zone=parsed.zone or source.zone,
        odd_zones=parsed.odd_zones,
        events=len(parsed.events),
        preview=_choose_preview(fetched),
        next_look=None,
    )
    about = Subject(notifications.FOUND_SUBJECT, source.id)
    await _notify(tx, source, "look", None, now, subject=about)


def _choose_preview(fetched: FetchResult) -> tuple[ParsedEvent, ...]:
    """Return the first events, and those that their owner has to know or decide about."""
    events = fetched.parsed.events
    kept = [event for event in events if event.certainty == "kept"]
    special = (*fetched.asked, *kept[: screening.MAX_ASKED])
    first = events[: discovery.MAX_PREVIEW]
    return (*first, *(event for event in special if event not in first))


async def _offer_note(tx: Transaction, source: Source, parsed: ParseResult, now: datetime) -> None:
    """Keep what the dates of a page may belong to, so that a form can begin with it."""
    await records.update_source(
        tx,
        source.workspace,
        source.id,
        state="dates",
        preview=parsed.events[: discovery.MAX_PREVIEW],
        next_look=None,
    )
    about = Subject(notifications.FOUND_SUBJECT, source.id)
    await _notify(tx, source, "look", None, now, subject=about)


def _nothing_card(source: Source, fetched: FetchResult, fault: Fault) -> Card:
    if fetched.version:
        return file_views.nothing_kept_card(source, fault)
    return discovery.nothing_found_card(source.address, fault)


async def _drop(tx: Transaction, source: Source, card: Card, now: datetime) -> None:
    await records.delete_source(tx, source.workspace, source.id)
    await _notify(tx, source, "look", card, now)


async def _update_listings(
    tx: Transaction, source: Source, fetched: FetchResult, now: datetime
) -> ListingUpdate:
    """Write down what a source lists; where its last look did not end, all of it is stale."""
    unsure: listings.UnsurePairs = []
    if fetched.unchanged:
        stale = await listings.count_unchanged_look(tx, source, now)
    else:
        unsure, stale = await listings.update_listings(
            tx,
            source,
            fetched.parsed,
            now,
            complete=fetched.is_newer,
            prepared=fetched.prepared,
        )
    if source.tries > 1:
        stale |= await listings.find_listed(tx, source, now)
    return ListingUpdate(source, fetched, tuple(sorted(stale)), unsure)


async def _record_success(
    tx: Transaction, source: Source, update: ListingUpdate, now: datetime, rng: random.Random
) -> None:
    """Ask about what is unsure, and schedule a source's next fetch."""
    fetched, parsed = update.fetched, update.fetched.parsed
    values: dict[str, object] = {"failures": 0, "trouble": "", "last_good": now}
    if not fetched.unchanged:
        await questions.keep_unsure(tx, source, update.unsure, now)
        await rematch.rematch_changed(tx, source, now)
        await signals.emit(tx, EventsListed(source.workspace, now))
        values |= {
            "etag": fetched.etag,
            "modified": fetched.modified,
            "read_at": now,
            "odd_zones": parsed.odd_zones,
            "events": len(parsed.events),
            "most_entries": max(source.most_entries, count_entries(parsed)),
            "kind": parsed.kind,
        }

    await questions.ask_next(tx, source.workspace, now)
    await _tell_kept(tx, source, parsed, now)
    if fetched.version:
        next_look = rules.next_reading(now, parsed, rng)
        if next_look is None:
            values["state"] = "paused"
    else:
        next_look = rules.next_look(now, 0, fetched.retry_after, rng)
    await records.update_source(tx, source.workspace, source.id, **values, next_look=next_look)


async def _tell_kept(tx: Transaction, source: Source, parsed: ParseResult, now: datetime) -> None:
    """Write to an owner once which events are left out, as they mention what stays inside."""
    kept = [event for event in parsed.events if event.certainty == "kept"]
    if not kept:
        return
    keys = sorted(f"{event.uid}\n{event.recurrence}" for event in kept)
    which = blake2b("\n".join(keys).encode(), digest_size=8).hexdigest()
    await outbox.send_dm(
        tx,
        source.workspace,
        f"source:{source.id}:kept:{which}",
        source.owner,
        partial(discovery.left_out_card, source, kept),
        reason=notifications.SOURCE_LOOKED,
        due=now,
    )


async def _replace_file(
    tx: Transaction, source: Source, fetched: FetchResult, now: datetime
) -> ListingUpdate | None:
    """Accept a newer version of a file, or keep the older one and explain why."""
    parsed = fetched.parsed
    fault: Fault = parsed.fault
    if not fault and rules.is_over(parsed):
        fault = "no_events"

    if fault:
        await _keep_older_file(tx, source, now)
        card = partial(file_views.file_not_renewed_card, source, fault)
    elif await listings.is_different_calendar(tx, source, parsed, now):
        await _keep_older_file(tx, source, now)
        card = partial(file_views.another_calendar_card, source)
    elif asked := await _unanswered(tx, source, fetched, now):
        await _keep_older_file(tx, source, now)
        sentences = [beside_sentence(f"“{title}”", asked[title]) for title in asked]
        card = partial(file_views.file_asks_card, source, sentences, approval_of(asked))
    else:
        await uploads.accept_newer_upload(tx, source.workspace, source.id)
        return await _update_listings(tx, source, fetched, now)
    await _notify(tx, source, "newer", card, now)
    return None


async def _unanswered(
    tx: Transaction, source: Source, fetched: FetchResult, now: datetime
) -> screening.Asked:
    """Return what the owner of a newer file has not been asked about yet, or did not mean."""
    known = await listings_of_source(tx, source, now)
    asked = screening.find_news(source, fetched.asked, known)
    if not asked or await screening.is_agreed(tx, source, asked):
        return {}
    return asked


async def _keep_older_file(tx: Transaction, source: Source, now: datetime) -> None:
    await uploads.discard_newer_upload(tx, source.workspace, source.id)
    next_look = now + rules.FILE_INTERVAL
    await records.update_source(tx, source.workspace, source.id, next_look=next_look)


async def _record_failure(
    tx: Transaction, source: Source, fetched: FetchResult, now: datetime, rng: random.Random
) -> None:
    """Count a failure; after several in a row, pause the source and notify its owner."""
    fault = fetched.parsed.fault
    failures = source.failures + 1
    values: dict[str, object] = {"failures": failures, "trouble": fault}
    if failures < rules.FAILURES_BEFORE_PAUSE:
        values["next_look"] = rules.next_look(now, failures, fetched.retry_after, rng)
    else:
        values |= {"next_look": None, "state": "paused"}
        about = Subject(notifications.RESTS_SUBJECT, source.id)
        await outbox.invalidate(tx, source.workspace, about)
        await _notify(tx, source, "rests", None, now, solicited=False, subject=about)
    await records.update_source(tx, source.workspace, source.id, **values)


async def _notify(
    tx: Transaction,
    source: Source,
    what: str,
    card: Drawing | None,
    now: datetime,
    *,
    solicited: bool = True,
    subject: Subject | None = None,
) -> None:
    key = f"source:{source.id}:{what}:{now:%Y%m%d%H%M%S%f}"
    reason = notifications.SOURCE_RESTS
    if solicited:
        reason = UPLOAD_READ if file_of(source.address) else notifications.SOURCE_LOOKED
    await outbox.send_dm(
        tx,
        source.workspace,
        key,
        source.owner,
        card,
        subject=subject,
        reason=reason,
        due=now,
        solicited=solicited,
    )

"""Take in what a look at a source brought.

Show it to whoever asked, keep its events true, or say what is wrong.
"""

import random
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from bot.associations import records as associations
from bot.core import outbox
from bot.digest import issues as digests
from bot.sources import listings, merge_review, reasons, records, rules, views
from bot.sources.addresses import file_of
from bot.sources.files import records as uploads
from bot.sources.files import views as file_views
from bot.sources.files.reasons import UPLOAD_READ
from bot.sources.parsers.model import Fault, ParseResult
from bot.sources.records import Source
from bot.store.engine import Transaction
from bot.ui.cards import Card

MAX_PREVIEW_EVENTS = 5  # events on the card before a source is saved


class FetchResult(Struct, frozen=True):
    """What a look brought: a reading, or nothing new; `feed` is where it was read.

    `wait` is how long the site asks to be left alone. `version` is that of a file, `newer` if
    another one stands.
    """

    parsed: ParseResult
    feed: str = ""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False
    retry_after: timedelta | None = None
    version: int = 0
    is_newer: bool = False


async def ingest_result(
    tx: Transaction,
    workspace: str,
    number: int,
    fetched: FetchResult,
    now: datetime,
    rng: random.Random,
) -> None:
    """Write down what a look brought, unless the source is gone or rests by now."""
    source = await records.find_source(tx, workspace, number)
    if source is None or not (
        fetched.version == 0
        or await uploads.is_latest_upload(tx, workspace, number, fetched.version)
    ):
        return  # it is gone, or a newer version is there to be read
    if source.state == "looking":
        await _show(tx, source, fetched, now)
    elif source.state == "active" and fetched.is_newer:
        await _renew(tx, source, fetched, now, rng)
    elif source.state == "active" and fetched.parsed.fault:
        await _failed(tx, source, fetched, now, rng)
    elif source.state == "active":
        await _good(tx, source, fetched, now, rng)


async def _show(tx: Transaction, source: Source, fetched: FetchResult, now: datetime) -> None:
    """Show what was found to whoever named the address; nothing is kept before they say so."""
    reading = fetched.parsed
    known = (
        await records.find_source_by_feed(tx, source.workspace, fetched.feed, source.id)
        if not reading.fault
        else None
    )
    fault = reading.fault or ("no_events" if fetched.version and rules.is_over(reading) else "")
    if known:
        await associations.replace_chapter_source(tx, source.workspace, source.id, known.id)
        await _drop(tx, source, views.already_known_card(known), now)
        return
    if fault:
        nothing = (
            file_views.nothing_kept_card(source, fault)
            if fetched.version
            else views.nothing_found_card(source.address, fault)
        )
        await _drop(tx, source, nothing, now)
        return
    news = {
        "state": "found",
        "kind": reading.kind,
        "feed": fetched.feed,
        "name": views.source_name(reading.title, source.address),
        "zone": reading.zone or source.zone,
        "odd_zones": reading.odd_zones,
        "events": len(reading.events),
        "preview": reading.events[:MAX_PREVIEW_EVENTS],
        "next_look": None,
    }
    await records.update_source(tx, source.workspace, source.id, **news)
    found = await records.find_source(tx, source.workspace, source.id)
    assert found
    await _tell(tx, source, "look", views.source_found_card(found), now)


async def _drop(tx: Transaction, source: Source, card: Card, now: datetime) -> None:
    await records.delete_source(tx, source.workspace, source.id)
    await _tell(tx, source, "look", card, now)


async def _good(
    tx: Transaction, source: Source, fetched: FetchResult, now: datetime, rng: random.Random
) -> None:
    news: dict[str, Any] = {"failures": 0, "trouble": "", "last_good": now}
    if not fetched.unchanged:
        unsure = await listings.update_listings(
            tx, source, fetched.parsed, now, complete=fetched.is_newer
        )
        await merge_review.ask_about_duplicates(tx, source, unsure, now)
        await digests.refresh_digests(tx, source.workspace, now)
        news |= {
            "etag": fetched.etag,
            "modified": fetched.modified,
            "read_at": now,
            "odd_zones": fetched.parsed.odd_zones,
        }
        news |= {"events": len(fetched.parsed.events), "kind": fetched.parsed.kind}
    if fetched.version:
        again = rules.next_reading(now, fetched.parsed, rng)
        news |= {} if again else {"state": "paused"}
    else:
        again = rules.next_look(now, 0, fetched.retry_after, rng)
    await records.update_source(tx, source.workspace, source.id, **news, next_look=again)


async def _renew(
    tx: Transaction, source: Source, fetched: FetchResult, now: datetime, rng: random.Random
) -> None:
    """Let a newer version of a file take the place of the one before, unless nothing can be made of
    it."""
    fault: Fault = fetched.parsed.fault or ("no_events" if rules.is_over(fetched.parsed) else "")
    another = not fault and await listings.is_different_calendar(tx, source, fetched.parsed, now)
    if fault or another:
        await uploads.discard_newer_upload(tx, source.workspace, source.id)
        await records.update_source(
            tx, source.workspace, source.id, next_look=now + rules.FILE_INTERVAL
        )
        card = (
            file_views.file_not_renewed_card(source, fault)
            if fault
            else file_views.another_calendar_card(source)
        )
    else:
        await uploads.accept_newer_upload(tx, source.workspace, source.id)
        await _good(tx, source, fetched, now, rng)
        card = file_views.file_renewed_card(source, len(fetched.parsed.events))
    await _tell(tx, source, "newer", card, now)


async def _failed(
    tx: Transaction, source: Source, fetched: FetchResult, now: datetime, rng: random.Random
) -> None:
    """Count a failure; after a few in a row let the source rest, and tell its owner."""
    failures = source.failures + 1
    news: dict[str, Any] = {"failures": failures, "trouble": fetched.parsed.fault}
    if failures < rules.FAILURES_BEFORE_PAUSE:
        news |= {"next_look": rules.next_look(now, failures, fetched.retry_after, rng)}
    else:
        news |= {"next_look": None, "state": "paused"}
        await _tell(
            tx,
            source,
            "rests",
            views.source_resting_card(source, fetched.parsed.fault, failures),
            now,
            solicited=False,
        )
    await records.update_source(tx, source.workspace, source.id, **news)


async def _tell(
    tx: Transaction, source: Source, what: str, card: Card, now: datetime, *, solicited: bool = True
) -> None:
    key = f"source:{source.id}:{what}:{now:%Y%m%d%H%M%S%f}"
    looked = UPLOAD_READ if file_of(source.address) else reasons.SOURCE_LOOKED
    rule = looked if solicited else reasons.SOURCE_RESTS
    await outbox.send_dm(
        tx, source.workspace, key, source.owner, card, reason=rule, due=now, solicited=solicited
    )

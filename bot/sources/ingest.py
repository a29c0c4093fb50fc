"""Take in what a look at a source brought: show it to whoever asked, keep its events true, or say what is wrong."""

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
from bot.sources.files.reasons import READ
from bot.sources.parsers.model import Fault, Reading
from bot.sources.records import Source
from bot.store.engine import Transaction
from bot.ui.cards import Card

SHOWN = 5  # events on the card before a source is saved


class Look(Struct, frozen=True):
    """What a look brought: a reading, or nothing new; `feed` is where it was read.

    `wait` is how long the site asks to be left alone. `version` is that of a file, `newer` if another one stands.
    """

    reading: Reading
    feed: str = ""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False
    wait: timedelta | None = None
    version: int = 0
    newer: bool = False


async def take_in(tx: Transaction, workspace: str, number: int, look: Look, now: datetime, rng: random.Random) -> None:
    """Write down what a look brought, unless the source is gone or rests by now."""
    source = await records.find(tx, workspace, number)
    if source is None or not (look.version == 0 or await uploads.is_latest(tx, workspace, number, look.version)):
        return  # it is gone, or a newer version is there to be read
    if source.state == "looking":
        await _show(tx, source, look, now)
    elif source.state == "active" and look.newer:
        await _renew(tx, source, look, now, rng)
    elif source.state == "active" and look.reading.fault:
        await _failed(tx, source, look, now, rng)
    elif source.state == "active":
        await _good(tx, source, look, now, rng)


async def _show(tx: Transaction, source: Source, look: Look, now: datetime) -> None:
    """Show what was found to whoever named the address; nothing is kept before they say so."""
    reading = look.reading
    known = await records.find_feed(tx, source.workspace, look.feed, source.id) if not reading.fault else None
    fault = reading.fault or ("no_events" if look.version and rules.is_over(reading) else "")
    if known:
        await associations.follow(tx, source.workspace, source.id, known.id)
        await _drop(tx, source, views.known_already(known), now)
        return
    if fault:
        nothing = file_views.nothing_kept(source, fault) if look.version else views.nothing_there(source.address, fault)
        await _drop(tx, source, nothing, now)
        return
    news = {
        "state": "found",
        "kind": reading.kind,
        "feed": look.feed,
        "name": views.named(reading.title, source.address),
        "zone": reading.zone or source.zone,
        "odd_zones": reading.odd_zones,
        "events": len(reading.events),
        "preview": reading.events[:SHOWN],
        "next_look": None,
    }
    await records.change(tx, source.workspace, source.id, **news)
    found = await records.find(tx, source.workspace, source.id)
    assert found
    await _tell(tx, source, "look", views.found(found), now)


async def _drop(tx: Transaction, source: Source, card: Card, now: datetime) -> None:
    await records.remove(tx, source.workspace, source.id)
    await _tell(tx, source, "look", card, now)


async def _good(tx: Transaction, source: Source, look: Look, now: datetime, rng: random.Random) -> None:
    news: dict[str, Any] = {"failures": 0, "trouble": "", "last_good": now}
    if not look.unchanged:
        unsure = await listings.take_in(tx, source, look.reading, now, sure=look.newer)
        await merge_review.ask(tx, source, unsure, now)
        await digests.refresh(tx, source.workspace, now)
        news |= {"etag": look.etag, "modified": look.modified, "read_at": now, "odd_zones": look.reading.odd_zones}
        news |= {"events": len(look.reading.events), "kind": look.reading.kind}
    if look.version:
        again = rules.next_reading(now, look.reading, rng)
        news |= {} if again else {"state": "paused"}
    else:
        again = rules.next_look(now, 0, look.wait, rng)
    await records.change(tx, source.workspace, source.id, **news, next_look=again)


async def _renew(tx: Transaction, source: Source, look: Look, now: datetime, rng: random.Random) -> None:
    """Let a newer version of a file take the place of the one before, unless nothing can be made of it."""
    fault: Fault = look.reading.fault or ("no_events" if rules.is_over(look.reading) else "")
    another = not fault and await listings.is_another(tx, source, look.reading, now)
    if fault or another:
        await uploads.turn_down(tx, source.workspace, source.id)
        await records.change(tx, source.workspace, source.id, next_look=now + rules.FILES_EVERY)
        card = file_views.not_renewed(source, fault) if fault else file_views.another_calendar(source)
    else:
        await uploads.settle(tx, source.workspace, source.id)
        await _good(tx, source, look, now, rng)
        card = file_views.renewed(source, len(look.reading.events))
    await _tell(tx, source, "newer", card, now)


async def _failed(tx: Transaction, source: Source, look: Look, now: datetime, rng: random.Random) -> None:
    """Count a failure; after a few in a row let the source rest, and tell its owner."""
    failures = source.failures + 1
    news: dict[str, Any] = {"failures": failures, "trouble": look.reading.fault}
    if failures < rules.FAILURES_BEFORE_PAUSE:
        news |= {"next_look": rules.next_look(now, failures, look.wait, rng)}
    else:
        news |= {"next_look": None, "state": "paused"}
        await _tell(tx, source, "rests", views.rests(source, look.reading.fault, failures), now, asked=False)
    await records.change(tx, source.workspace, source.id, **news)


async def _tell(tx: Transaction, source: Source, what: str, card: Card, now: datetime, *, asked: bool = True) -> None:
    key = f"source:{source.id}:{what}:{now:%Y%m%d%H%M%S%f}"
    looked = READ if file_of(source.address) else reasons.LOOKED
    rule = looked if asked else reasons.RESTS
    await outbox.whisper(tx, source.workspace, key, source.owner, card, rule=rule, due=now, asked=asked)

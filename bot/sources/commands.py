"""Commands and buttons of sources: add an address, look after it, rule on duplicates."""

from datetime import datetime

from bot.core.channels import channel_of
from bot.core.fields import read_words, read_zone
from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.events.views import forms
from bot.people import records as people
from bot.sources import (
    listing_records,
    listings,
    live_cards,
    merge_review,
    notifications,
    prefill,
    questions,
    records,
    resolve,
    rules,
    rulings,
    screening,
)
from bot.sources.live_cards import invalidate_source
from bot.sources.parsers import sanitise
from bot.sources.records import Source
from bot.sources.views import discovery, management
from bot.sources.views import duplicates as duplicate_views
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.notices import outdated_button_card
from bot.ui.speech import mark, say

router = Router().include_routers(notifications.router, live_cards.router)


@router.command(
    "events add",
    mark("Add a page or calendar with events"),
    Role.ANYONE,
    Option(
        "address",
        mark("the address of a page, a calendar or a feed"),
        required=True,
        rest=True,
        posted=False,
    ),
    example="/events add https://www.meetup.com/your-group",
)
@router.costly
async def add_source(call: Invocation, tx: Transaction) -> Answer:
    """Queue an address to be fetched at once; the result is sent as a DM."""
    resolved = await resolve.resolve_source(call, tx, call.field_text("address"))
    if resolved.existing:
        return Reply(discovery.already_known_card(resolved.existing))
    return Reply(discovery.looking_card(resolved.address))


@router.command(
    "events sources", mark("See where events come from, and how each source fares"), Role.ANYONE
)
async def show_sources(call: Invocation, tx: Transaction) -> Answer:
    """List the sources."""
    sources = await records.list_sources(tx, call.workspace)
    return Reply(management.sources_card(sources, 0, call.now))


@router.button("source.page", Role.ANYONE)
async def show_sources_page(call: Invocation, tx: Transaction) -> Answer:
    """Show another page of the sources."""
    sources = await records.list_sources(tx, call.workspace)
    return Reply(management.sources_card(sources, row_number(call.value), call.now))


@router.button("source.pick", Role.ANYONE)
async def show_source(call: Invocation, tx: Transaction) -> Answer:
    """Show one source."""
    source = await _saved(call, tx, call.field_text("choice"))
    return Reply(management.source_card(source, call.now))


@router.button("source.details", Role.ANYONE)
async def open_source_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a source: name, town, zone, topics, reach."""
    source = await _own_source(call, tx)
    caller = await people.get_caller(call, tx)
    return OpenForm(management.source_form(source, caller.office))


@router.form(
    "source.save",
    Role.ANYONE,
    posted=("name", "town", "topics"),
    unposted=("zone",),
    beside=screening.texts_of_find,
)
@router.costly
async def save_source(call: Invocation, tx: Transaction) -> Answer:
    """Save a source, and fetch it at once."""
    source = await _own_source(call, tx)
    errors: dict[str, str] = {}
    name = read_words(call, "name", management.NAME_LIMIT, errors)
    town = read_words(call, "town", management.TOWN_LIMIT, errors)
    topics = read_words(call, "topics", management.TOPICS_LIMIT, errors)
    zone = read_zone(call, errors)
    reach = call.field_text("reach")
    if not name:
        errors.setdefault("name", say(management.NO_NAME))
    if reach not in rules.REACHES:
        errors["reach"] = say(management.NO_SUCH_REACH)
    if errors:
        return FormErrors(errors)

    await records.update_source(
        tx,
        call.workspace,
        source.id,
        name=name,
        town=town,
        topics=sanitise.clean_topics(topics),
        zone=zone,
        reach=reach,
        **_fetch_now(call.now),
    )
    await invalidate_source(tx, call.workspace, source.id)
    saved = await _saved(call, tx, call.value)
    return Reply(management.source_saved_card(saved))


@router.button("source.drop", Role.ANYONE)
async def drop_source(call: Invocation, tx: Transaction) -> Answer:
    """Delete a source that has not been saved."""
    source = await _own_source(call, tx, unread=True)
    if source.state not in ("looking", "found", "dates"):
        return Reply(outdated_button_card())
    await records.delete_source(tx, call.workspace, source.id)
    await invalidate_source(tx, call.workspace, source.id)
    return Reply(management.source_dropped_card())


@router.button("source.note", Role.ANYONE)
async def note_event(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a new event with what a page says of the first of its dates."""
    source = await _own_source(call, tx, unread=True)
    channel, _ = channel_of(call)
    caller = await people.get_caller(call, tx)
    known = prefill.prefill_of(source, caller.zone, call.now)
    return OpenForm(forms.new_event_form(channel, known))


@router.button("source.pause", Role.ANYONE)
async def pause_source(call: Invocation, tx: Transaction) -> Answer:
    """Pause a source: it is fetched no more, and its events stay."""
    source = await _own_source(call, tx)
    if source.state == "active":
        await records.update_source(tx, call.workspace, source.id, state="paused", next_look=None)
        await invalidate_source(tx, call.workspace, source.id)
    return Reply(management.source_paused_card(source))


@router.button("source.resume", Role.ANYONE)
@router.costly
async def resume_source(call: Invocation, tx: Transaction) -> Answer:
    """Resume a source, and fetch it at once."""
    source = await _own_source(call, tx)
    if source.state == "paused":
        await records.update_source(tx, call.workspace, source.id, **_fetch_now(call.now))
        await invalidate_source(tx, call.workspace, source.id)
    return Reply(management.source_resumed_card(source))


@router.button("source.remove", Role.ANYONE)
async def remove_source(call: Invocation, tx: Transaction) -> Answer:
    """Delete a source, and its events that nobody answered to."""
    source = await _own_source(call, tx)
    await listings.remove_listings(tx, source, call.now)
    await records.delete_source(tx, call.workspace, source.id)
    await invalidate_source(tx, call.workspace, source.id)
    return Reply(management.source_removed_card(source))


@router.button("twin.same", Role.ANYONE)
async def confirm_duplicate(call: Invocation, tx: Transaction) -> Answer:
    """Rule that two listings are one event, and merge them."""
    return await _rule(call, tx, rulings.SAME, call.value)


@router.button("twin.different", Role.ANYONE)
async def reject_duplicate(call: Invocation, tx: Transaction) -> Answer:
    """Rule that two listings are two events, and separate them."""
    return await _rule(call, tx, rulings.DIFFERENT, call.value)


@router.button("twin.list", Role.ANYONE)
async def show_shared(call: Invocation, tx: Transaction) -> Answer:
    """Show which evenings of a source others list too, so that wrong ones can be taken apart."""
    source = await _saved(call, tx, call.value)
    limit = duplicate_views.SHARED_SHOWN
    pairs = await listing_records.shared_listings(tx, source, call.now, limit)
    numbers = [other.source for _, other in pairs]
    others = await records.sources_by_id(tx, call.workspace, numbers)
    named = [(one, other, others[other.source].name) for one, other in pairs]
    apart = await merge_review.find_apart(tx, source, call.now, limit)
    return Reply(duplicate_views.shared_evenings_card(source, named, apart))


@router.button("twin.join", Role.ANYONE)
async def join_evenings(call: Invocation, tx: Transaction) -> Answer:
    """Make two evenings one after all that were ruled to be two."""
    return await _rule(call, tx, rulings.SAME, call.field_text("choice"))


@router.button("twin.part", Role.ANYONE)
async def separate_evening(call: Invocation, tx: Transaction) -> Answer:
    """Take two listings apart that Mingle took for one evening."""
    numbers = [row_number(part) for part in call.field_text("choice").split("-")[:2]]
    found = await listing_records.listings_by_id(tx, call.workspace, numbers)
    pair = [found[number] for number in numbers if number in found]
    if len(pair) < len(numbers) or len({entry.event for entry in pair}) != 1 or len(pair) != 2:
        raise Refusal(say(duplicate_views.SETTLED))
    one, other = pair
    await _check_ruler(call, tx, (one.source, other.source))
    ruling, followed = await merge_review.rule_apart(
        tx, call.workspace, (one, other), call.person, call.now
    )
    return Reply(duplicate_views.ruling_card(ruling.id, rulings.DIFFERENT, followed))


def _fetch_now(now: datetime) -> dict[str, object]:
    return {
        "state": "active",
        "next_look": now,
        "failures": 0,
        "trouble": "",
        "etag": "",
        "modified": "",
    }


async def _saved(call: Invocation, tx: ReadTransaction, value: str) -> Source:
    source = await records.find_source(tx, call.workspace, row_number(value))
    if source is None or source.state not in ("active", "paused"):
        raise Refusal(management.no_such_source_text())
    return source


async def _own_source(call: Invocation, tx: ReadTransaction, *, unread: bool = False) -> Source:
    """Return the caller's source; `unread`: also one of which nothing but dates was read."""
    source = await records.find_source(tx, call.workspace, row_number(call.value))
    hidden = ("looking",) if unread else ("looking", "dates")
    if source is None or source.state in hidden:
        raise Refusal(management.no_such_source_text())
    if not (call.organiser or source.owner == call.person):
        raise Refusal(say(management.NOT_YOURS))
    return source


async def _rule(call: Invocation, tx: Transaction, state: str, value: str) -> Answer:
    """Rule on two listings, and ask whoever did so the next question."""
    ruling = await rulings.find_ruling(tx, call.workspace, row_number(value))
    if ruling is None:
        raise Refusal(say(duplicate_views.SETTLED))
    await _check_ruler(call, tx, ruling.sources)
    followed = await merge_review.rule(tx, call.workspace, ruling, state, call.person, call.now)
    await questions.ask_next(tx, call.workspace, call.now, answered_by=call.person)
    return Reply(duplicate_views.ruling_card(ruling.id, state, followed))


async def _check_ruler(call: Invocation, tx: ReadTransaction, numbers: tuple[int, int]) -> None:
    """Raise Refusal unless the caller organises, or added one of both sources."""
    sources = await records.sources_by_id(tx, call.workspace, numbers)
    owners = {source.owner for source in sources.values()}
    if not (call.organiser or call.person in owners):
        raise Refusal(say(management.NOT_YOURS))

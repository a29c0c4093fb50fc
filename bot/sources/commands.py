"""Take the addresses of pages with events, and let people look after what became of them."""

from datetime import datetime

from bot.core.fields import read_words, read_zone
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Option, Refusal, Reply, Router
from bot.people import records as people
from bot.sources import duplicates, listings, merge_review, reasons, records, resolve, rules, views
from bot.sources.parsers import sanitise
from bot.sources.records import Source
from bot.store.engine import Transaction
from bot.ui.notices import outdated_button_card

router = Router().include_routers(reasons.router)


@router.command(
    "events add",
    "Add a page or calendar with events",
    Role.ANYONE,
    Option("address", "the address of a page, a calendar or a feed", required=True, rest=True),
    example="/events add https://www.meetup.com/your-group",
)
async def add_source(call: Invocation, tx: Transaction) -> Answer:
    """Note an address; a look at it is taken at once, and what was found is told."""
    named = await resolve.resolve_source(call, tx, call.field_text("address"))
    return Reply(
        views.already_known_card(named.existing)
        if named.existing
        else views.looking_card(named.address)
    )


@router.command(
    "events sources", "See where events come from, and how each source fares", Role.ANYONE
)
async def show_sources(call: Invocation, tx: Transaction) -> Answer:
    """List the sources."""
    return Reply(views.sources_card(await records.list_sources(tx, call.workspace), 0, call.now))


@router.button("source.page", Role.ANYONE)
async def show_sources_page(call: Invocation, tx: Transaction) -> Answer:
    """Show another page of the sources."""
    return Reply(
        views.sources_card(
            await records.list_sources(tx, call.workspace), row_number(call.value), call.now
        )
    )


@router.button("source.pick", Role.ANYONE)
async def show_source(call: Invocation, tx: Transaction) -> Answer:
    """Show one source."""
    return Reply(views.source_card(await _saved(call, tx, call.field_text("choice")), call.now))


@router.button("source.details", Role.ANYONE)
async def open_source_form(call: Invocation, tx: Transaction) -> Answer:
    """Ask what a source is about."""
    source = await _own_source(call, tx)
    return OpenForm(views.source_form(source, (await people.get_caller(call, tx)).office))


@router.form("source.save", Role.ANYONE)
async def save_source(call: Invocation, tx: Transaction) -> Answer:
    """Keep a source, and read it at once with what was said about it."""
    source = await _own_source(call, tx)
    errors: dict[str, str] = {}
    limits = {"name": views.NAME_LIMIT, "town": views.TOWN_LIMIT, "topics": views.TOPICS_LIMIT}
    told = {field: read_words(call, field, limit, errors) for field, limit in limits.items()}
    zone, reach = read_zone(call, errors), call.field_text("reach")
    if not told["name"]:
        errors.setdefault("name", views.NO_NAME)
    if reach not in rules.REACHES:
        errors["reach"] = views.NO_SUCH_REACH
    if errors:
        return FormErrors(errors)
    about = {
        "name": told["name"],
        "zone": zone,
        "reach": reach,
        "town": told["town"],
        "topics": sanitise.clean_topics(told["topics"]),
    }
    await records.update_source(tx, call.workspace, source.id, **about, **_afresh(call.now))
    return Reply(views.source_saved_card(await _saved(call, tx, call.value)))


@router.button("source.drop", Role.ANYONE)
async def drop_source(call: Invocation, tx: Transaction) -> Answer:
    """Forget an address that was not meant."""
    source = await _own_source(call, tx)
    if source.state not in ("looking", "found"):
        return Reply(outdated_button_card())
    await records.delete_source(tx, call.workspace, source.id)
    return Reply(views.source_dropped_card())


@router.button("source.pause", Role.ANYONE)
async def pause_source(call: Invocation, tx: Transaction) -> Answer:
    """Let a source rest."""
    source = await _own_source(call, tx)
    if source.state == "active":
        await records.update_source(tx, call.workspace, source.id, state="paused", next_look=None)
    return Reply(views.source_paused_card(source))


@router.button("source.resume", Role.ANYONE)
async def resume_source(call: Invocation, tx: Transaction) -> Answer:
    """Read a source again, at once."""
    source = await _own_source(call, tx)
    if source.state == "paused":
        await records.update_source(tx, call.workspace, source.id, **_afresh(call.now))
    return Reply(views.source_resumed_card(source))


@router.button("source.remove", Role.ANYONE)
async def remove_source(call: Invocation, tx: Transaction) -> Answer:
    """Forget a source and what nobody answered to."""
    source = await _own_source(call, tx)
    await listings.remove_listings(tx, source, call.now)
    await records.delete_source(tx, call.workspace, source.id)
    return Reply(views.source_removed_card(source))


@router.button("twin.same", Role.ANYONE)
async def confirm_duplicate(call: Invocation, tx: Transaction) -> Answer:
    """Remember that two listings tell of one evening."""
    one, other = await _ruled(call, tx, duplicates.SAME)
    await merge_review.merge_listings(tx, call.workspace, one, other, call.now)
    return Reply(views.ruling_card(same=True))


@router.button("twin.different", Role.ANYONE)
async def reject_duplicate(call: Invocation, tx: Transaction) -> Answer:
    """Remember that two listings tell of two evenings."""
    one, other = await _ruled(call, tx, duplicates.DIFFERENT)
    await merge_review.separate_listings(tx, call.workspace, one, other, call.now)
    return Reply(views.ruling_card(same=False))


def _afresh(now: datetime) -> dict[str, object]:
    return {
        "state": "active",
        "next_look": now,
        "failures": 0,
        "trouble": "",
        "etag": "",
        "modified": "",
    }


async def _saved(call: Invocation, tx: Transaction, value: str) -> Source:
    source = await records.find_source(tx, call.workspace, row_number(value))
    if source is None or source.state not in ("active", "paused"):
        raise Refusal(views.NO_SUCH_SOURCE)
    return source


async def _own_source(call: Invocation, tx: Transaction) -> Source:
    source = await records.find_source(tx, call.workspace, row_number(call.value))
    if source is None or source.state == "looking":
        raise Refusal(views.NO_SUCH_SOURCE)
    if not (call.organiser or source.owner == call.person):
        raise Refusal(views.NOT_YOURS)
    return source


async def _ruled(call: Invocation, tx: Transaction, state: str) -> tuple[str, str]:
    ruling = await duplicates.find_ruling(tx, call.workspace, row_number(call.value))
    if ruling is None:
        raise Refusal(views.SETTLED)
    numbers = [row_number(name.partition("\n")[0]) for name in (ruling.one, ruling.other)]
    owners = await records.sources_by_id(tx, call.workspace, numbers)
    if not (call.organiser or any(each.owner == call.person for each in owners.values())):
        raise Refusal(views.NOT_YOURS)
    await duplicates.record_ruling(
        tx, call.workspace, ruling.one, ruling.other, state, call.now, call.person
    )
    return ruling.one, ruling.other

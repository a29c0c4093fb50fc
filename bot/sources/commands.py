"""Take the addresses of pages with events, and let people look after what became of them."""

from datetime import datetime

from bot.core.fields import read_words, read_zone
from bot.core.ids import row_number
from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Option, Refusal, Reply, Router
from bot.people import records as people
from bot.sources import duplicates, listings, merge_review, reasons, records, resolve, rules, views
from bot.sources.parsers import sanitise
from bot.sources.records import Source
from bot.store.engine import Transaction
from bot.ui.notices import outdated

router = Router().include(reasons.router)


@router.command(
    "events add",
    "Add a page or calendar with events",
    Who.ANYONE,
    Option("address", "the address of a page, a calendar or a feed", required=True, rest=True),
    example="/events add https://www.meetup.com/your-group",
)
async def add(call: Invocation, tx: Transaction) -> Answer:
    """Note an address; a look at it is taken at once, and what was found is told."""
    named = await resolve.name(call, tx, call.text("address"))
    return Reply(views.known_already(named.known) if named.known else views.looking(named.address))


@router.command("events sources", "See where events come from, and how each source fares", Who.ANYONE)
async def show(call: Invocation, tx: Transaction) -> Answer:
    """List the sources."""
    return Reply(views.sources(await records.find_all(tx, call.workspace), 0, call.now))


@router.button("source.page", Who.ANYONE)
async def turn(call: Invocation, tx: Transaction) -> Answer:
    """Show another page of the sources."""
    return Reply(views.sources(await records.find_all(tx, call.workspace), row_number(call.value), call.now))


@router.button("source.pick", Who.ANYONE)
async def pick(call: Invocation, tx: Transaction) -> Answer:
    """Show one source."""
    return Reply(views.picked(await _saved(call, tx, call.text("choice")), call.now))


@router.button("source.details", Who.ANYONE)
async def ask_details(call: Invocation, tx: Transaction) -> Answer:
    """Ask what a source is about."""
    source = await _mine(call, tx)
    return OpenForm(views.details(source, (await people.met(call, tx)).office))


@router.form("source.save", Who.ANYONE)
async def save(call: Invocation, tx: Transaction) -> Answer:
    """Keep a source, and read it at once with what was said about it."""
    source = await _mine(call, tx)
    errors: dict[str, str] = {}
    limits = {"name": views.NAME_LIMIT, "town": views.TOWN_LIMIT, "topics": views.TOPICS_LIMIT}
    told = {field: read_words(call, field, limit, errors) for field, limit in limits.items()}
    zone, reach = read_zone(call, errors), call.text("reach")
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
        "topics": sanitise.topics(told["topics"]),
    }
    await records.change(tx, call.workspace, source.id, **about, **_afresh(call.now))
    return Reply(views.saved(await _saved(call, tx, call.value)))


@router.button("source.drop", Who.ANYONE)
async def drop(call: Invocation, tx: Transaction) -> Answer:
    """Forget an address that was not meant."""
    source = await _mine(call, tx)
    if source.state not in ("looking", "found"):
        return Reply(outdated())
    await records.remove(tx, call.workspace, source.id)
    return Reply(views.dropped())


@router.button("source.pause", Who.ANYONE)
async def pause(call: Invocation, tx: Transaction) -> Answer:
    """Let a source rest."""
    source = await _mine(call, tx)
    if source.state == "active":
        await records.change(tx, call.workspace, source.id, state="paused", next_look=None)
    return Reply(views.paused(source))


@router.button("source.resume", Who.ANYONE)
async def resume(call: Invocation, tx: Transaction) -> Answer:
    """Read a source again, at once."""
    source = await _mine(call, tx)
    if source.state == "paused":
        await records.change(tx, call.workspace, source.id, **_afresh(call.now))
    return Reply(views.resumed(source))


@router.button("source.remove", Who.ANYONE)
async def remove(call: Invocation, tx: Transaction) -> Answer:
    """Forget a source and what nobody answered to."""
    source = await _mine(call, tx)
    await listings.forget(tx, source, call.now)
    await records.remove(tx, call.workspace, source.id)
    return Reply(views.removed(source))


@router.button("twin.same", Who.ANYONE)
async def same(call: Invocation, tx: Transaction) -> Answer:
    """Remember that two listings tell of one evening."""
    one, other = await _ruled(call, tx, duplicates.SAME)
    await merge_review.same(tx, call.workspace, one, other, call.now)
    return Reply(views.ruled(same=True))


@router.button("twin.different", Who.ANYONE)
async def different(call: Invocation, tx: Transaction) -> Answer:
    """Remember that two listings tell of two evenings."""
    one, other = await _ruled(call, tx, duplicates.DIFFERENT)
    await merge_review.different(tx, call.workspace, one, other, call.now)
    return Reply(views.ruled(same=False))


def _afresh(now: datetime) -> dict[str, object]:
    return {"state": "active", "next_look": now, "failures": 0, "trouble": "", "etag": "", "modified": ""}


async def _saved(call: Invocation, tx: Transaction, value: str) -> Source:
    source = await records.find(tx, call.workspace, row_number(value))
    if source is None or source.state not in ("active", "paused"):
        raise Refusal(views.NO_SUCH_SOURCE)
    return source


async def _mine(call: Invocation, tx: Transaction) -> Source:
    source = await records.find(tx, call.workspace, row_number(call.value))
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
    owners = await records.named(tx, call.workspace, numbers)
    if not (call.organiser or any(each.owner == call.person for each in owners.values())):
        raise Refusal(views.NOT_YOURS)
    await duplicates.rule(tx, call.workspace, ruling.one, ruling.other, state, call.now, call.person)
    return ruling.one, ruling.other

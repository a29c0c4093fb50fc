"""List venues, and let organisers write them down, change them and take them off the list."""

from bot.core.ids import row_number
from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply, Router
from bot.dates.recurrence import local_date
from bot.events import records as events
from bot.store.engine import Transaction
from bot.venues import form_input, records, views
from bot.venues.rules import Venue

router = Router()
THUMB = router.rule("venue.thumb", views.WHY_THUMB)


@router.command("venues", "See the places we may go to", Who.ANYONE)
async def listing(call: Invocation, tx: Transaction) -> Answer:
    """List the first page of the venues."""
    return await _listing(call, tx, 0)


@router.button("venue.page", Who.ANYONE)
async def page(call: Invocation, tx: Transaction) -> Answer:
    """List another page of the venues."""
    return await _listing(call, tx, row_number(call.value))


@router.button("venue.pick", Who.ANYONE)
async def pick(call: Invocation, tx: Transaction) -> Answer:
    """Show one venue."""
    venue = await _venue(call, tx, call.text("choice"))
    past, today = await records.past(tx, call.workspace), local_date(call.now, call.zone)
    return Reply(views.details(venue, past, today, organiser=call.organiser))


@router.command("venues add", "Write down a place we may go to", Who.ORGANISER)
async def add(call: Invocation, tx: Transaction) -> Answer:  # noqa: ARG001
    """Ask about a new venue."""
    return OpenForm(views.form(None))


@router.button("venue.edit", Who.ORGANISER)
async def edit(call: Invocation, tx: Transaction) -> Answer:
    """Ask about a venue, filled in with what is known."""
    return OpenForm(views.form(await _venue(call, tx, call.value)))


@router.form("venue.save", Who.ORGANISER)
async def save(call: Invocation, tx: Transaction) -> Answer:
    """Write a venue down, or change it."""
    values, wrong = form_input.read({name: call.text(name) for name in (*form_input.WORDS, *_CHOSEN)})
    has = call.several("has")
    if not set(has) <= set(form_input.HAS):
        wrong["has"] = views.NO_HAS
    values |= {name: name in has for name in form_input.HAS}
    known = await _venue(call, tx, call.value) if call.value else None
    namesake = await records.by_name(tx, call.workspace, values.get("name", ""))
    if namesake and namesake.id != (known.id if known else 0) and (known or namesake.state == "open"):
        wrong["name"] = views.NAME_TAKEN
    if wrong:
        return FormErrors(wrong)
    if known:
        await records.change(tx, call.workspace, known.id, **values)
    else:
        await records.add(tx, call.workspace, call.person, call.now, **values)
    return Reply(views.saved(values["name"], new=known is None))


@router.button("venue.remove", Who.ORGANISER)
async def remove(call: Invocation, tx: Transaction) -> Answer:
    """Take a venue off the list."""
    venue = await _venue(call, tx, call.value)
    await records.change(tx, call.workspace, venue.id, state="closed")
    return Reply(views.removed(venue))


@router.button("venue.put_back", Who.ORGANISER)
async def put_back(call: Invocation, tx: Transaction) -> Answer:
    """Put a venue back on the list."""
    venue = await records.find(tx, call.workspace, row_number(call.value))
    if venue is None or venue.state != "closed":
        raise Refusal(views.GONE)
    await records.change(tx, call.workspace, venue.id, state="open")
    return Reply(views.put_back(venue))


@router.button("venue.thumb_up", Who.ANYONE)
async def thumb_up(call: Invocation, tx: Transaction) -> Answer:
    """Keep that somebody would go there again."""
    return await _thumb(call, tx, up=True)


@router.button("venue.thumb_down", Who.ANYONE)
async def thumb_down(call: Invocation, tx: Transaction) -> Answer:
    """Keep that somebody would rather not go there again."""
    return await _thumb(call, tx, up=False)


_CHOSEN = ("map_link", "capacity", "price", "good_for")


async def _listing(call: Invocation, tx: Transaction, number: int) -> Answer:
    venues, past = await records.all_open(tx, call.workspace), await records.past(tx, call.workspace)
    today = local_date(call.now, call.zone)
    return Reply(views.listing(venues, past, number, today, organiser=call.organiser))


async def _thumb(call: Invocation, tx: Transaction, *, up: bool) -> Answer:
    occasion = row_number(call.value)
    mine = await events.answer_of(tx, call.workspace, occasion, call.person)
    venue = await records.visited_for(tx, call.workspace, occasion)
    if mine is None or mine.standing != "in" or venue is None:
        raise Refusal(views.NOT_THERE)
    await records.give_thumb(tx, call.workspace, venue.id, occasion, call.person, up, call.now)
    return Reply(views.thumb_kept(venue, up=up))


async def _venue(call: Invocation, tx: Transaction, value: str) -> Venue:
    venue = await records.find(tx, call.workspace, row_number(value))
    if venue is None or venue.state != "open":
        raise Refusal(views.GONE)
    return venue

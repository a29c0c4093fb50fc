"""List venues, and let organisers write them down, change them and take them off the list."""

from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply, Router
from bot.dates.recurrence import local_date
from bot.events import records as events
from bot.store.engine import Transaction
from bot.venues import form_input, records, views
from bot.venues.rules import Venue

router = Router()
THUMB = router.declare_reason("venue.thumb", views.WHY_THUMB)


@router.command("venues", "See the places we may go to", Role.ANYONE)
async def list_venues(call: Invocation, tx: Transaction) -> Answer:
    """List the first page of the venues."""
    return await _listing(call, tx, 0)


@router.button("venue.page", Role.ANYONE)
async def show_venue_page(call: Invocation, tx: Transaction) -> Answer:
    """List another page of the venues."""
    return await _listing(call, tx, row_number(call.value))


@router.button("venue.pick", Role.ANYONE)
async def show_venue(call: Invocation, tx: Transaction) -> Answer:
    """Show one venue."""
    venue = await _venue(call, tx, call.field_text("choice"))
    past, today = (
        await records.load_visit_history(tx, call.workspace),
        local_date(call.now, call.zone),
    )
    return Reply(views.venue_card(venue, past, today, organiser=call.organiser))


@router.command("venues add", "Write down a place we may go to", Role.ORGANISER)
async def add_venue(call: Invocation, tx: Transaction) -> Answer:  # noqa: ARG001
    """Ask about a new venue."""
    return OpenForm(views.venue_form(None))


@router.button("venue.edit", Role.ORGANISER)
async def edit_venue(call: Invocation, tx: Transaction) -> Answer:
    """Ask about a venue, filled in with what is known."""
    return OpenForm(views.venue_form(await _venue(call, tx, call.value)))


@router.form("venue.save", Role.ORGANISER)
async def save_venue(call: Invocation, tx: Transaction) -> Answer:
    """Write a venue down, or change it."""
    values, wrong = form_input.read_venue(
        {name: call.field_text(name) for name in (*form_input.TEXT_LIMITS, *_CHOSEN)}
    )
    has = call.field_values("has")
    if not set(has) <= set(form_input.FEATURES):
        wrong["has"] = views.NO_HAS
    values |= {name: name in has for name in form_input.FEATURES}
    known = await _venue(call, tx, call.value) if call.value else None
    namesake = await records.find_venue_by_name(tx, call.workspace, values.get("name", ""))
    if (
        namesake
        and namesake.id != (known.id if known else 0)
        and (known or namesake.state == "open")
    ):
        wrong["name"] = views.NAME_TAKEN
    if wrong:
        return FormErrors(wrong)
    if known:
        await records.update_venue(tx, call.workspace, known.id, **values)
    else:
        await records.upsert_venue(tx, call.workspace, call.person, call.now, **values)
    return Reply(views.venue_saved_card(values["name"], new=known is None))


@router.button("venue.remove", Role.ORGANISER)
async def remove_venue(call: Invocation, tx: Transaction) -> Answer:
    """Take a venue off the list."""
    venue = await _venue(call, tx, call.value)
    await records.update_venue(tx, call.workspace, venue.id, state="closed")
    return Reply(views.venue_removed_card(venue))


@router.button("venue.put_back", Role.ORGANISER)
async def put_back_venue(call: Invocation, tx: Transaction) -> Answer:
    """Put a venue back on the list."""
    venue = await records.find_venue(tx, call.workspace, row_number(call.value))
    if venue is None or venue.state != "closed":
        raise Refusal(views.GONE)
    await records.update_venue(tx, call.workspace, venue.id, state="open")
    return Reply(views.venue_restored_card(venue))


@router.button("venue.thumb_up", Role.ANYONE)
async def thumb_up(call: Invocation, tx: Transaction) -> Answer:
    """Keep that somebody would go there again."""
    return await _thumb(call, tx, up=True)


@router.button("venue.thumb_down", Role.ANYONE)
async def thumb_down(call: Invocation, tx: Transaction) -> Answer:
    """Keep that somebody would rather not go there again."""
    return await _thumb(call, tx, up=False)


_CHOSEN = ("map_link", "capacity", "price", "good_for")


async def _listing(call: Invocation, tx: Transaction, number: int) -> Answer:
    venues, past = (
        await records.list_open_venues(tx, call.workspace),
        await records.load_visit_history(tx, call.workspace),
    )
    today = local_date(call.now, call.zone)
    return Reply(views.venues_card(venues, past, number, today, organiser=call.organiser))


async def _thumb(call: Invocation, tx: Transaction, *, up: bool) -> Answer:
    occasion = row_number(call.value)
    mine = await events.find_rsvp(tx, call.workspace, occasion, call.person)
    venue = await records.venue_of_event(tx, call.workspace, occasion)
    if mine is None or mine.standing != "in" or venue is None:
        raise Refusal(views.NOT_THERE)
    await records.save_thumb(tx, call.workspace, venue.id, occasion, call.person, up, call.now)
    return Reply(views.thumb_saved_card(venue, up=up))


async def _venue(call: Invocation, tx: Transaction, value: str) -> Venue:
    venue = await records.find_venue(tx, call.workspace, row_number(value))
    if venue is None or venue.state != "open":
        raise Refusal(views.GONE)
    return venue

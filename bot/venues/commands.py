"""Commands on venues: anybody lists them, organisers add, change and remove them."""

from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.dates.local_time import local_date
from bot.events import records as events
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark, say
from bot.venues import form_input, notifications, records, views
from bot.venues.rules import Venue

router = Router().include_routers(notifications.router)


@router.command("venues", mark("See the places we may go to"), Role.ANYONE)
async def list_venues(call: Invocation, tx: Transaction) -> Answer:
    """Show the first page of the venues."""
    return await _listing(call, tx, 0)


@router.button("venue.page", Role.ANYONE)
async def show_venue_page(call: Invocation, tx: Transaction) -> Answer:
    """Show another page of the venues."""
    return await _listing(call, tx, row_number(call.value))


@router.button("venue.pick", Role.ANYONE)
async def show_venue(call: Invocation, tx: Transaction) -> Answer:
    """Show one venue."""
    venue = await _get_venue(call, tx, call.field_text("choice"))
    history = await records.load_visit_history(tx, call.workspace)
    today = local_date(call.now, call.zone)
    return Reply(views.venue_card(venue, history, today, organiser=call.organiser))


@router.command("venues add", mark("Write down a place we may go to"), Role.ORGANISER)
async def add_venue(call: Invocation, tx: Transaction) -> Answer:  # noqa: ARG001
    """Open an empty venue form."""
    return OpenForm(views.venue_form(None))


@router.button("venue.edit", Role.ORGANISER)
async def edit_venue(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a venue, filled in with what is known."""
    return OpenForm(views.venue_form(await _get_venue(call, tx, call.value)))


@router.form(
    "venue.save",
    Role.ORGANISER,
    posted=("name", "town", "part", "address", "map_link", "diets", "opening"),
    unposted=("capacity",),
)
async def save_venue(call: Invocation, tx: Transaction) -> Answer:
    """Add or change a venue, or return the errors at its fields."""
    values, errors = _read_form(call)
    venue = await _get_venue(call, tx, call.value) if call.value else None

    name = str(values.get("name", ""))
    if await _is_name_taken(call, tx, name, venue):
        errors["name"] = say(views.NAME_TAKEN)
    if errors:
        return FormErrors(errors)

    if venue:
        await records.update_venue(tx, call.workspace, venue.id, **values)
    else:
        await records.upsert_venue(tx, call.workspace, call.person, call.now, **values)
    return Reply(views.venue_saved_card(name, new=venue is None))


@router.button("venue.remove", Role.ORGANISER)
async def remove_venue(call: Invocation, tx: Transaction) -> Answer:
    """Take a venue off the list."""
    venue = await _get_venue(call, tx, call.value)
    await records.update_venue(tx, call.workspace, venue.id, state="closed")
    return Reply(views.venue_removed_card(venue))


@router.button("venue.put_back", Role.ORGANISER)
async def put_back_venue(call: Invocation, tx: Transaction) -> Answer:
    """Put a venue back on the list."""
    venue = await records.find_venue(tx, call.workspace, row_number(call.value))
    if venue is None or venue.state != "closed":
        raise Refusal(views.gone())

    await records.update_venue(tx, call.workspace, venue.id, state="open")
    return Reply(views.venue_restored_card(venue))


@router.button("venue.thumb_up", Role.ANYONE)
async def thumb_up(call: Invocation, tx: Transaction) -> Answer:
    """Save that a guest would go there again."""
    return await _thumb(call, tx, up=True)


@router.button("venue.thumb_down", Role.ANYONE)
async def thumb_down(call: Invocation, tx: Transaction) -> Answer:
    """Save that a guest would rather not go there again."""
    return await _thumb(call, tx, up=False)


def _read_form(call: Invocation) -> tuple[dict[str, object], dict[str, str]]:
    names = (*form_input.TEXT_LIMITS, "map_link", "capacity", "price", "good_for")
    values, errors = form_input.read_venue({name: call.field_text(name) for name in names})

    features = call.field_values("has")
    if not set(features) <= set(form_input.FEATURES):
        errors["has"] = say(views.NO_HAS)
    values |= {name: name in features for name in form_input.FEATURES}
    return values, errors


async def _is_name_taken(
    call: Invocation, tx: ReadTransaction, name: str, venue: Venue | None
) -> bool:
    """Return whether another venue has this name; a new venue may reopen one that is closed."""
    namesake = await records.find_venue_by_name(tx, call.workspace, name)
    if namesake is None:
        return False
    if venue is None:
        return namesake.state == "open"
    return namesake.id != venue.id


async def _listing(call: Invocation, tx: ReadTransaction, number: int) -> Answer:
    venues = await records.list_open_venues(tx, call.workspace)
    history = await records.load_visit_history(tx, call.workspace)
    today = local_date(call.now, call.zone)
    return Reply(views.venues_card(venues, history, number, today, organiser=call.organiser))


async def _thumb(call: Invocation, tx: Transaction, *, up: bool) -> Answer:
    event_id = row_number(call.value)
    rsvp = await events.find_rsvp(tx, call.workspace, event_id, call.person)
    venue = await records.venue_of_event(tx, call.workspace, event_id)
    if rsvp is None or rsvp.status != "in" or venue is None:
        raise Refusal(say(views.NOT_THERE))

    await records.save_thumb(tx, call.workspace, venue.id, event_id, call.person, up, call.now)
    return Reply(views.thumb_saved_card(venue, up=up))


async def _get_venue(call: Invocation, tx: ReadTransaction, value: str) -> Venue:
    venue = await records.find_venue(tx, call.workspace, row_number(value))
    if venue is None or venue.state != "open":
        raise Refusal(views.gone())
    return venue

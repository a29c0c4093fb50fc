"""Plan an event by hand, change it, cancel it."""

from msgspec import structs

from bot.core.channels import channel_of, resolve_channel_name
from bot.core.fields import read_words
from bot.core.ids import belongs_to_workspace
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.events import announce, changes, creation, form_input, series, series_changes
from bot.events.access import require_meeting_event, require_own_evening
from bot.events.records import EventDraft
from bot.events.rules import Event
from bot.events.views import answers as views
from bot.events.views import forms
from bot.people import records as people
from bot.people.records import Person
from bot.store.engine import Transaction
from bot.ui.speech import mark, say
from bot.ui.text import clean_text

router = Router()

_MAX_WHEN = 60  # characters


@router.button("event.plan", Role.ANYONE)
@router.command(
    "events new",
    mark("Plan an event of your own"),
    Role.ANYONE,
    Option(
        "when",
        mark("a day and a time, such as next Thursday 18:00"),
        rest=True,
        posted=False,
        reads="moment",
        also=("time", "date", "day", "start", "starts", "wann", "cuándo", "cuando", "hora"),
    ),
    Option(
        "title",
        mark("what it is"),
        posted=False,
        also=("what", "name", "event", "titel", "was", "título", "titulo", "qué", "que"),
    ),
    Option(
        "at",
        mark("where it is"),
        posted=False,
        also=("where", "place", "location", "venue", "wo", "ort", "dónde", "donde", "lugar"),
    ),
    example="/events new Board games next Thursday 18:00",
)
async def plan_event(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a new event with what was typed, and ask for the rest."""
    channel, _ = channel_of(call)
    caller = await people.get_caller(call, tx)
    when = clean_text(call.field_text("when"), _MAX_WHEN)
    known = forms.EventPrefill(
        caller.zone,
        when,
        form_input.wished_repeat(when, call.now, caller.zone),
        clean_text(call.field_text("title"), forms.TITLE_LIMIT),
        place=clean_text(call.field_text("at"), forms.PLACE_LIMIT),
    )
    unclear = form_input.unclear_start(when, call.now, caller.zone)
    return OpenForm(forms.new_event_form(channel, known, unclear))


@router.form(
    "event.create",
    Role.ANYONE,
    posted=("title", "place", "address", "description"),
    unposted=("when", "capacity", "zone"),
)
async def submit_new_event(call: Invocation, tx: Transaction) -> Answer:
    """Create and announce the event in the form, with the caller as host, or return the errors."""
    caller = await people.get_caller(call, tx)
    details, errors = form_input.read_event_form(call, caller.zone)
    channel = call.field_text("channel")
    if not belongs_to_workspace(channel, call.workspace):
        errors["channel"] = say(forms.NO_CHANNEL)
    if errors or details is None:
        return FormErrors(errors)

    rule = form_input.read_rule(call, details, errors)
    if errors:
        return FormErrors(errors)

    name = await resolve_channel_name(call, tx, channel)
    event = await _create(call, tx, caller, details, (channel, name))
    if rule:
        event = await series.start_series(tx, event, rule, call.now)
    await announce.announce_in_channel(tx, event, call.now)
    return Reply(
        views.event_planned_card(event, await announce.load_attendance(tx, event, call.now))
    )


@router.button("event.edit", Role.ANYONE)
async def edit_event(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of an existing event."""
    event, repeated = await require_own_evening(call, tx)
    return OpenForm(forms.edit_event_form(event, repeats=repeated is not None))


@router.form(
    "event.change",
    Role.ANYONE,
    posted=("title", "place", "address", "description"),
    unposted=("when", "capacity", "zone"),
)
async def submit_event_change(call: Invocation, tx: Transaction) -> Answer:
    """Change an event, and those after it if asked to, or return the errors of its form."""
    event, repeated = await require_own_evening(call, tx)
    details, errors = form_input.read_event_form(call, event.zone, event)
    scope = form_input.read_scope(call, errors)
    if errors or details is None:
        return FormErrors(errors)

    values = structs.asdict(details)
    if scope == forms.THIS_ONE:
        changed = await series_changes.change_one(tx, event, values, call.now, call.person)
        return Reply(views.event_saved_card(changed, event))
    if repeated is None:
        raise Refusal(say(views.NOT_YOUR_SERIES))
    clash = await series_changes.find_clash(tx, repeated, event, values, call.now)
    if clash:
        return FormErrors({"when": forms.date_taken(clash)})
    changed = await series_changes.change_from(tx, repeated, event, values, call.now, call.person)
    return Reply(views.event_saved_card(changed, event, later=True))


@router.button("event.meet", Role.ANYONE)
async def ask_meeting_point(call: Invocation, tx: Transaction) -> Answer:
    """Open the form that asks for the meeting point."""
    return OpenForm(forms.meeting_point_form(await require_meeting_event(call, tx)))


@router.form("event.meet", Role.ANYONE, posted=("meeting_point",))
async def set_meeting_point(call: Invocation, tx: Transaction) -> Answer:
    """Save the meeting point and notify those who go."""
    event = await require_meeting_event(call, tx)
    errors: dict[str, str] = {}
    words = read_words(call, "meeting_point", forms.PLACE_LIMIT, errors)
    if errors:
        return FormErrors(errors)
    values = {"meeting_point": words}
    changed = await changes.change_event(tx, event, values, call.now, by=call.person)
    return Reply(views.event_saved_card(changed, event))


@router.button("event.off", Role.ANYONE)
async def ask_cancel_reason(call: Invocation, tx: Transaction) -> Answer:
    """Open the form that confirms a cancellation and asks why."""
    event, repeated = await require_own_evening(call, tx)
    return OpenForm(forms.cancel_event_form(event, repeats=repeated is not None))


@router.form("event.cancel", Role.ANYONE, posted=("why",))
async def call_off_event(call: Invocation, tx: Transaction) -> Answer:
    """Cancel an event, and those after it if asked to; notify those who would have come."""
    event, repeated = await require_own_evening(call, tx)
    errors: dict[str, str] = {}
    why = read_words(call, "why", forms.WHY_LIMIT, errors, multiline=True)
    scope = form_input.read_scope(call, errors)
    if errors:
        return FormErrors(errors)

    if scope == forms.THIS_ONE:
        await series_changes.cancel_one(tx, event, call.now, why, call.person)
        return Reply(views.event_called_off_card(event))
    if repeated is None:
        raise Refusal(say(views.NOT_YOUR_SERIES))
    await series_changes.end_from(tx, repeated, event, call.now, why, call.person)
    return Reply(views.series_ended_answer(event))


async def _create(
    call: Invocation,
    tx: Transaction,
    caller: Person,
    details: form_input.EventDetails,
    channel: tuple[str, str],
) -> Event:
    draft = EventDraft(
        workspace=call.workspace,
        kind="gathering",
        created_at=call.now,
        channel=channel[0],
        channel_name=channel[1],
        organiser=caller.id,
        **structs.asdict(details),
    )
    return await creation.plan_event(tx, draft, caller.id, call.now)

"""Let organisers set up the lunch pairings of a channel."""

from typing import Any

from bot.core import outbox
from bot.core.fields import read_zone
from bot.core.ids import belongs_to_workspace
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Reply, Router
from bot.dates.blackout import InvalidBlackout, read_blackout
from bot.dates.local_time import local_date
from bot.dates.parser import read_clock
from bot.pairings.programs import cadence, invitations, records
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import timetable
from bot.pairings.views import setup as views
from bot.store.engine import Transaction
from bot.ui.text import Instant, clean_text

router = Router()


@router.command(
    "mingle setup",
    "Set up, change or stop the lunch pairings of a channel",
    Role.ORGANISER,
    example="/mingle setup",
)
async def open_setup_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the setup form, filled in for this channel."""
    circle = (
        await records.find_channel_program(tx, call.workspace, call.channel)
        if call.channel
        else None
    )
    channel = call.channel if belongs_to_workspace(call.channel or "", call.workspace) else None
    return OpenForm(
        views.setup_form(circle, channel or "", clean_text(call.channel_name, 40), call.zone)
    )


@router.form("setup.save", Role.ORGANISER)
async def save_setup(call: Invocation, tx: Transaction) -> Answer:
    """Save the setup, ask the channel's people, and plan the next round."""
    errors: dict[str, str] = {}
    values = _read(call, errors)
    channel = call.field_text("channel")
    known = await records.find_channel_program(tx, call.workspace, channel)
    if call.field_text("cadence") == cadence.STOP:
        return await _stop(call, tx, known)
    if errors:
        return FormErrors(errors)
    circle = await records.save_program(
        tx,
        call.workspace,
        channel,
        channel_name=_name(call, channel, known),
        start=known.start
        if known and known.rule == values["rule"]
        else local_date(call.now, values["zone"]),
        active=True,
        **values,
    )
    first = await timetable.reschedule_rounds(tx, circle, call.now)
    asked = await invitations.invite_channel(tx, circle, call.now)
    await outbox.request_member_sync(
        tx, call.workspace, f"setup:{circle.id}:{call.id}", channel, call.now
    )
    return Reply(views.saved_card(circle, asked, Instant(first, circle.zone) if first else None))


async def _stop(call: Invocation, tx: Transaction, known: PairingProgram | None) -> Answer:
    if known is None:
        return FormErrors({"cadence": views.NO_SUCH_PROGRAM})
    await records.stop_program(tx, known)
    stopped = await records.find_program(tx, call.workspace, known.id)
    assert stopped
    await timetable.reschedule_rounds(tx, stopped, call.now)
    return Reply(views.stopped_card(stopped))


def _read(call: Invocation, errors: dict[str, str]) -> dict[str, Any]:
    how_often, weekday, size = (
        call.field_text("cadence"),
        call.field_text("weekday"),
        call.field_text("size"),
    )
    clock, same_office = read_clock(call.field_text("time")), call.field_text("same_office")
    checks = {
        "channel": (
            belongs_to_workspace(call.field_text("channel"), call.workspace),
            views.CHANNEL,
        ),
        "cadence": (how_often in cadence.CADENCES, views.CADENCE),
        "weekday": (weekday in map(str, cadence.DRAW_WEEKDAYS), views.WEEKDAY),
        "time": (clock is not None, views.TIME),
        "size": (size in map(str, cadence.GROUP_SIZES), views.SIZE),
        "same_office": (same_office in ("yes", "no", ""), views.OFFICE),
    }
    errors.update({field: sentence for field, (fine, sentence) in checks.items() if not fine})
    zone, blackout = read_zone(call, errors), _blackout(call, errors)
    if errors:
        return {}
    return {
        "rule": cadence.build_recurrence(how_often, int(weekday)),
        "time": clock,
        "zone": zone,
        "size": int(size),
        "same_office": same_office == "yes",
        "blackout": blackout,
    }


def _blackout(call: Invocation, errors: dict[str, str]) -> tuple[Any, ...]:
    words = call.field_text("blackout")
    if len(words) > views.MAX_BLACKOUT_LENGTH:
        errors["blackout"] = views.blackout_too_long()
        return ()
    try:
        return read_blackout(clean_text(words, views.MAX_BLACKOUT_LENGTH, multiline=True))
    except InvalidBlackout as unreadable:
        errors["blackout"] = views.unreadable_blackout(str(unreadable))
        return ()


def _name(call: Invocation, channel: str, known: PairingProgram | None) -> str:
    remembered, _, name = call.value.partition(" ")
    if call.channel == channel and call.channel_name:
        name = call.channel_name
    elif remembered != channel:
        name = known.channel_name if known else ""
    return clean_text(name, 80) or channel.rpartition("/")[2]

"""Setup form of an organiser: start, change or stop the pairings of a channel."""

import datetime as dt

from msgspec import Struct, structs

from bot.core import outbox
from bot.core.channels import channel_of
from bot.core.fields import read_zone
from bot.core.ids import belongs_to_workspace
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.dates.blackout import InvalidBlackout, read_blackout
from bot.dates.local_time import local_date
from bot.dates.parser import read_clock
from bot.dates.working_time import Blackout
from bot.matching import TeamsFirst
from bot.pairings.health.check import end_troubles
from bot.pairings.programs import cadence, hosts, invitations, records
from bot.pairings.programs.hosts import LunchHost
from bot.pairings.programs.records import PairingProgram
from bot.pairings.programs.round_changes import RoundChange
from bot.pairings.rounds import changes, timetable
from bot.pairings.rounds import records as round_records
from bot.pairings.views import hosts as hosts_views
from bot.pairings.views import setup as views
from bot.people import records as people
from bot.people.hours.records import open_channel_at
from bot.people.hours.views import widened_text
from bot.store.engine import Transaction
from bot.ui.setups import BLANK, is_elsewhere
from bot.ui.speech import mark, say
from bot.ui.text import Mention, Text, clean_text

router = Router()


class ProgramSettings(Struct, frozen=True):
    """Settings of a program that the form changes, named like its columns."""

    recurrence: str
    time: str
    zone: str
    size: int
    same_office: bool
    teams: TeamsFirst
    mentors: bool
    blackout: Blackout


@router.command(
    "mingle setup",
    mark("Set up, change or stop the lunch pairings of a channel"),
    Role.ORGANISER,
    example="/mingle setup",
)
@router.button("setup.open", Role.ORGANISER)
async def open_setup_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form, filled in with the program of this channel if there is one.

    Where nobody is in a channel, the lunches that run already are shown first.
    """
    channel, name = channel_of(call)
    program = None
    if channel:
        program = await records.find_channel_program(tx, call.workspace, channel)
    else:
        running = await records.active_programs(tx, call.workspace)
        if running:
            return Reply(views.programs_card(running))
    host = await hosts.find_named(tx, program) if program else ""
    return OpenForm(views.setup_form(program, channel, clean_text(name, 40), call.zone, host))


@router.button("setup.begin", Role.ORGANISER)
async def open_blank_setup_form(call: Invocation, tx: Transaction) -> Answer:  # noqa: ARG001
    """Open an empty form, for a channel that has no lunches yet."""
    return OpenForm(structs.replace(views.setup_form(None, "", "", call.zone), value=BLANK))


@router.form("setup.save", Role.ORGANISER, unposted=("time", "zone", "blackout"), people=("host",))
async def save_setup(call: Invocation, tx: Transaction) -> Answer:
    """Save the program, invite the channel's members, and schedule the next round.

    A new recurrence starts today; an unchanged one keeps its start, and with it its rhythm.
    """
    channel = call.field_text("channel")
    current = await records.find_channel_program(tx, call.workspace, channel)
    if call.field_text("cadence") == cadence.STOP:
        return await _stop(call, tx, current)
    if current and current.active and is_elsewhere(call.value, channel):
        return FormErrors({"channel": say(views.RUNS_THERE)})

    settings = _read_settings(call)
    if isinstance(settings, FormErrors):
        return settings
    host = await _read_host(call, tx)
    if isinstance(host, FormErrors):
        return host
    weekday = int(call.field_text("weekday"))
    time = dt.time.fromisoformat(settings.time)
    widened = await open_channel_at(tx, call.workspace, channel, settings.zone, weekday, time)
    program = await records.save_program(
        tx,
        call.workspace,
        channel,
        channel_name=_channel_name(call, channel, current),
        start=_start_date(call, current, settings),
        active=True,
        changes=_kept_changes(current, settings),
        **structs.asdict(settings),
    )
    await timetable.reschedule_rounds(tx, program, call.now)
    named = await hosts.name_host(call, tx, program, host)
    await invitations.invite_channel(tx, program, call.now)
    await invitations.refresh_invitations(tx, program)
    key = f"setup:{program.id}:{call.id}"
    await outbox.request_member_sync(tx, call.workspace, key, channel, call.now)
    added = widened_text(settings.time, weekday) if widened else ()
    upcoming = await changes.find_next_round(tx, program, call.now)
    return Reply(views.saved_card(program, upcoming, added, await _show_host(tx, named)))


async def _stop(call: Invocation, tx: Transaction, program: PairingProgram | None) -> Answer:
    if program is None:
        return FormErrors({"cadence": say(views.NO_SUCH_PROGRAM)})

    return Reply(views.stopped_card(await stop_rounds(tx, program, call.now)))


async def stop_rounds(tx: Transaction, program: PairingProgram, now: dt.datetime) -> PairingProgram:
    """Stop a program, and return it."""
    await records.stop_program(tx, program)
    stopped = structs.replace(program, active=False)
    await timetable.reschedule_rounds(tx, stopped, now)
    await end_troubles(tx, stopped)
    await invitations.refresh_invitations(tx, stopped)
    last = await round_records.last_round(tx, stopped)
    if last:
        await outbox.invalidate(tx, stopped.workspace, last.subject)
    return stopped


def _start_date(
    call: Invocation, current: PairingProgram | None, settings: ProgramSettings
) -> dt.date:
    if current and current.recurrence == settings.recurrence:
        return current.start
    return local_date(call.now, settings.zone)


def _kept_changes(
    current: PairingProgram | None, settings: ProgramSettings
) -> tuple[RoundChange, ...]:
    """Return the rounds that stay moved or left out: all of them as long as their days are due."""
    if current and current.recurrence == settings.recurrence:
        return current.changes
    return ()


def _read_settings(call: Invocation) -> ProgramSettings | FormErrors:
    errors = _check_choices(call)
    clock = read_clock(call.field_text("time"))
    zone = read_zone(call, errors)
    blackout = _read_blackout(call, errors)
    if errors or clock is None:
        return FormErrors(errors)

    weekday = int(call.field_text("weekday"))
    return ProgramSettings(
        recurrence=cadence.build_recurrence(call.field_text("cadence"), weekday),
        time=clock,
        zone=zone,
        size=int(call.field_text("size")),
        same_office=call.field_text("same_office") == "yes",
        teams=_read_teams(call) or "any",
        mentors=call.field_text("mentors") == "yes",
        blackout=blackout,
    )


async def _read_host(call: Invocation, tx: Transaction) -> str | FormErrors:
    """Return who is named as the host, also if I don't know them yet; empty if nobody is."""
    chosen = set(call.field_values("host"))
    known = await people.find_people(tx, call.workspace, chosen)
    are_here = all(belongs_to_workspace(person, call.workspace) for person in chosen)
    if len(chosen) > 1 or not are_here or any(person.left for person in known.values()):
        return FormErrors({"host": say(hosts_views.UNKNOWN)})
    return next(iter(chosen), "")


async def _show_host(tx: Transaction, named: LunchHost | None) -> Text:
    """Return what the lunches have as a host: one who agreed, or one who is asked."""
    if named is None:
        return ()
    person = await people.find_person(tx, named.workspace, named.person)
    mention = person.mention if person else Mention(named.person, say("your colleague"))
    return hosts_views.host_text(mention, agreed=named.state == "hosting")


def _check_choices(call: Invocation) -> dict[str, str]:
    """Return an error for each field whose value the form does not offer."""
    read = call.field_text
    weekdays = [str(weekday) for weekday in cadence.DRAW_WEEKDAYS]
    sizes = [str(size) for size in cadence.GROUP_SIZES]
    checks = (
        ("channel", belongs_to_workspace(read("channel"), call.workspace), say(views.CHANNEL)),
        ("cadence", read("cadence") in cadence.CADENCES, say(views.CADENCE)),
        ("weekday", read("weekday") in weekdays, say(views.WEEKDAY)),
        ("time", read_clock(read("time")) is not None, say(views.TIME)),
        ("size", read("size") in sizes, say(views.SIZE)),
        ("same_office", read("same_office") in ("yes", "no", ""), say(views.OFFICE)),
        ("mentors", read("mentors") in ("yes", "no", ""), say(views.OFFICE)),
        ("teams", _read_teams(call) is not None, say(views.TEAMS_FIRST)),
    )
    return {field: error for field, valid, error in checks if not valid}


def _read_teams(call: Invocation) -> TeamsFirst | None:
    """Return who comes first: anybody where nothing is said; None for what is not offered."""
    choices: dict[str, TeamsFirst] = {
        "": "any",
        "any": "any",
        "across": "across",
        "within": "within",
    }
    return choices.get(call.field_text("teams"))


def _read_blackout(call: Invocation, errors: dict[str, str]) -> Blackout:
    words = call.field_text("blackout")
    if len(words) > views.MAX_BLACKOUT_LENGTH:
        errors["blackout"] = views.blackout_too_long()
        return ()

    try:
        return read_blackout(clean_text(words, views.MAX_BLACKOUT_LENGTH, multiline=True))
    except InvalidBlackout as unreadable:
        errors["blackout"] = views.unreadable_blackout(str(unreadable))
        return ()


def _channel_name(call: Invocation, channel: str, current: PairingProgram | None) -> str:
    """Return the name of the chosen channel: as sent, as the form carried it, or as saved."""
    form_channel, _, name = call.value.partition(" ")
    if call.channel == channel and call.channel_name:
        name = call.channel_name
    elif channel in call.chosen_names:
        name = call.chosen_names[channel]
    elif form_channel != channel:
        name = current.channel_name if current else ""
    return clean_text(name, 80) or channel.rpartition("/")[2]

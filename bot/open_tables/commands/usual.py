"""`/lunch usual`: the days on which people eat, and seating those who eat at the same time."""

import datetime as dt
import random
from collections.abc import Sequence

from bot.core import schedule
from bot.core.channels import channel_of, find_channel_name
from bot.core.ids import belongs_to_workspace
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.core.subjects import Subject
from bot.dates.local_time import local_date, utc_instant
from bot.dates.working_time import is_day_off
from bot.open_tables import notifications, records, rules, seats, usual_records
from bot.open_tables.usual_records import UsualEater
from bot.open_tables.views import answers
from bot.open_tables.views import usual as views
from bot.pairings.programs import channels as program_channels
from bot.people import records as people
from bot.people.hours.records import working_time_of, working_times_in
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark
from bot.ui.text import clean_text

router = Router()

JOB = "usual.seat"
_OFF = {"off", "stop", "none", "never"}
_MAX_WORDS = 200  # characters of the days that are read


@router.command(
    "lunch usual",
    mark("The days you usually eat"),
    Role.ANYONE,
    Option("days", mark("weekdays and a time, or off"), rest=True, posted=False),
    example="/lunch usual tue thu 12:30",
)
async def set_usual(call: Invocation, tx: Transaction) -> Answer:
    """Save when the caller usually eats, delete it, or open the form that asks for it."""
    words = call.field_text("days")
    if words.casefold() in _OFF:
        return await _end(call, tx)

    channel, name = channel_of(call)
    if not channel:
        channel, name = await program_channels.main_channel(tx, call.workspace)
    if not words:
        return await _open_form(call, tx, channel)

    try:
        weekdays, time = rules.read_usual(clean_text(words, _MAX_WORDS))
    except rules.UnreadableUsual as error:
        raise Refusal(views.bad_days(str(error))) from error
    if not channel:
        raise Refusal(views.no_channel())
    return await _save(call, tx, weekdays, time, (channel, name))


@router.form("usual.save", Role.ANYONE, unposted=("time",))
async def save_usual(call: Invocation, tx: Transaction) -> Answer:
    """Save the usual lunch in the form, or return the errors at its fields."""
    errors: dict[str, str] = {}
    days = {int(day) for day in call.field_values("weekdays") if day in set("0123456")}
    weekdays = tuple(sorted(days))
    if not weekdays:
        errors["weekdays"] = views.no_days()

    try:
        time = rules.read_usual_time(call.field_text("time"))
    except rules.UnreadableUsual:
        errors["time"] = views.bad_time()

    channel = call.field_text("channel")
    if not belongs_to_workspace(channel, call.workspace):
        errors["channel"] = answers.no_channel()
    if errors:
        return FormErrors(errors)

    name = await find_channel_name(tx, call.workspace, channel)
    return await _save(call, tx, weekdays, time, (channel, name))


async def _open_form(call: Invocation, tx: Transaction, channel: str) -> Answer:
    usual = await usual_records.find_usual(tx, call.workspace, call.person)
    if usual:
        return OpenForm(views.usual_form(usual.weekdays, usual.time, usual.channel))
    return OpenForm(views.usual_form((), f"{rules.LUNCH_TIME:%H:%M}", channel))


async def schedule_next_usual(
    tx: Transaction, workspace: str, eater: UsualEater, after: dt.date
) -> dt.date:
    """Schedule the next day on which a person is seated; return it."""
    working_time = await working_time_of(tx, workspace, eater.person)
    day = rules.next_usual_date(eater.usual.weekdays, after, working_time)
    due = utc_instant(day, rules.USUAL_ASKED, eater.person.zone)
    await schedule.schedule(tx, workspace, JOB, Subject("usual", eater.usual.id), due, day)
    return day


async def seat_usual_eaters(
    tx: Transaction,
    workspace: str,
    eater: UsualEater,
    day: dt.date,
    now: dt.datetime,
    rng: random.Random,
) -> None:
    """Seat a usual eater together with those who eat at the same time and have no seat yet."""
    starts_at = utc_instant(day, rules.read_usual_time(eater.usual.time), eater.person.zone)
    if now > starts_at - rules.ASK_TO_MERGE or not eater.comes_on(day):
        return
    if await records.busy_people(tx, workspace, [eater.person.id], starts_at, []):
        return

    same_time = usual_records.eats_at_same_time(eater)
    eaters = await usual_records.find_eaters(tx, workspace, same_time)
    eaters = await _find_working(tx, workspace, eaters, day)
    coming = {other.person.id: other for other in eaters if other.comes_on(day)}
    if eater.person.id not in coming:
        return
    busy = await records.busy_people(tx, workspace, list(coming), starts_at, [])
    free = [person for person in coming if person not in busy]

    apart = await people.avoid_pairs(tx, workspace, free)
    for group in rules.share_tables(free, apart, rng):
        await _seat_group(tx, workspace, [coming[person] for person in group], starts_at, now)


async def _find_working(
    tx: ReadTransaction, workspace: str, eaters: Sequence[UsualEater], day: dt.date
) -> list[UsualEater]:
    """Return those for whom a day is no day off."""
    zones = {eater.person.id: eater.person.zone for eater in eaters}
    times = await working_times_in(tx, workspace, zones)
    return [eater for eater in eaters if not is_day_off(day, times[eater.person.id])]


async def _seat_group(
    tx: Transaction,
    workspace: str,
    group: list[UsualEater],
    starts_at: dt.datetime,
    now: dt.datetime,
) -> None:
    host = group[0]
    table = await seats.open_table(
        tx,
        workspace,
        tuple(eater.person.mention for eater in group),
        now,
        office=host.person.office,
        usual=True,
        starts_at=starts_at,
        seats=max(rules.DEFAULT_SEATS, len(group)),
        place=host.person.office,
        topic="",
        zone=host.person.zone,
        channel=host.usual.channel,
        channel_name=host.usual.channel_name,
    )
    if len(group) == 1:
        await notifications.announce_table(tx, workspace, table, now)
    await notifications.tell_usual(tx, workspace, table, now)


async def _save(
    call: Invocation,
    tx: Transaction,
    weekdays: tuple[int, ...],
    time: dt.time,
    channel: tuple[str, str],
) -> Answer:
    number = await usual_records.upsert_usual(
        tx,
        call.workspace,
        call.person,
        weekdays=weekdays,
        time=f"{time:%H:%M}",
        channel=channel[0],
        channel_name=channel[1],
    )
    await schedule.unschedule(tx, call.workspace, Subject("usual", number), JOB)

    [eater] = await usual_records.find_eaters(tx, call.workspace, usual_records.usual_id_is(number))
    after = local_date(call.now, eater.person.zone)
    if call.now < utc_instant(after, rules.USUAL_ASKED, eater.person.zone):
        after -= dt.timedelta(days=1)  # today is still to come
    first = await schedule_next_usual(tx, call.workspace, eater, after)
    return Reply(views.usual_saved_card(weekdays, time, first))


async def _end(call: Invocation, tx: Transaction) -> Answer:
    usual = await usual_records.find_usual(tx, call.workspace, call.person)
    if usual:
        await usual_records.delete_usual(tx, call.workspace, call.person)
        await schedule.unschedule(tx, call.workspace, Subject("usual", usual.id), JOB)
    return Reply(views.usual_ended_card())

"""Commands on working hours: a person's own, and those that organisers set for others."""

from msgspec import structs

from bot.core.channels import channel_of
from bot.core.ids import belongs_to_workspace
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.core.signals import HoursChanged, emit
from bot.dates.blackout import InvalidBlackout, read_blackout
from bot.dates.holidays import UnknownRegion, read_region, region_of
from bot.dates.working_time import Blackout, QuietHours, Week
from bot.people.hours import form_input, records, views
from bot.people.hours.form_input import UnreadableHours
from bot.people.hours.records import WORKSPACE
from bot.people.hours.rules import NO_HOLIDAYS, HoursSetting
from bot.people.records import get_caller
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark, say
from bot.ui.text import ChannelMention, clean_text

router = Router()

_CHANNEL, _WORKSPACE = ("channel", "here"), ("workspace", "everybody", "server")


@router.command(
    "mingle hours",
    mark(
        "Set when you work and when I may write to you; organisers also for a channel or everybody"
    ),
    Role.ANYONE,
    Option(
        "hours",
        mark("such as Sun-Thu 9-17; organisers also: channel, workspace"),
        rest=True,
        posted=False,
    ),
    example="/mingle hours Sun-Thu 9-17",
)
async def set_hours(call: Invocation, tx: Transaction) -> Answer:
    """Save the hours that were typed, or open the form."""
    words = clean_text(call.field_text("hours"), views.MAX_WEEK)
    if words.casefold() in (*_CHANNEL, *_WORKSPACE):
        return await _shared_form(call, tx, whole=words.casefold() in _WORKSPACE)
    if not words:
        return await open_own_hours(call, tx)

    try:
        week = form_input.read_week(words)
    except UnreadableHours as error:
        raise Refusal(views.unreadable_hours(str(error))) from error
    setting = await records.find_setting(tx, call.workspace, call.person)
    return await _save_own(call, tx, structs.replace(setting, week=week, quiet=None))


@router.button("hours.open", Role.ANYONE)
async def open_own_hours(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of the caller's own hours."""
    setting = await records.find_setting(tx, call.workspace, call.person)
    caller = await get_caller(call, tx)
    return OpenForm(views.own_form(setting, region_of(caller.zone)))


@router.form("hours.save", Role.ANYONE, unposted=("week", "quiet", "region", "blackout"))
async def save_own_hours(call: Invocation, tx: Transaction) -> Answer:
    """Save the caller's own hours."""
    setting = await _read_setting(call, tx, call.person)
    return setting if isinstance(setting, FormErrors) else await _save_own(call, tx, setting)


@router.button("hours.channel", Role.ORGANISER)
async def open_channel_hours(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a channel's hours."""
    channel, name = _read_whose(call)
    setting = await records.find_setting(tx, call.workspace, channel)
    return OpenForm(views.shared_form(setting, channel, name))


@router.form("hours.share", Role.ORGANISER, unposted=("week", "quiet", "region", "blackout"))
async def save_shared_hours(call: Invocation, tx: Transaction) -> Answer:
    """Save the hours of a channel or of the workspace; what is planned follows."""
    channel, name = _read_whose(call)
    setting = await _read_setting(call, tx, channel)
    if isinstance(setting, FormErrors):
        return setting
    await records.save_setting(tx, call.workspace, channel, setting)
    await emit(tx, HoursChanged(call.workspace, call.now, channel))
    zone = (await get_caller(call, tx)).zone
    working_time = await records.channel_working_time(tx, call.workspace, channel, zone)
    mention = ChannelMention(channel, name) if channel else None
    return Reply(views.shared_hours_card(working_time, mention))


async def _shared_form(call: Invocation, tx: ReadTransaction, *, whole: bool) -> Answer:
    if not call.organiser:
        raise Refusal(views.organisers_set_these())
    if whole:
        setting = await records.find_setting(tx, call.workspace, WORKSPACE)
        return OpenForm(views.shared_form(setting, WORKSPACE, ""))

    channel, name = channel_of(call)
    if not channel or not belongs_to_workspace(channel, call.workspace):
        raise Refusal(views.in_a_channel())
    setting = await records.find_setting(tx, call.workspace, channel)
    return OpenForm(views.shared_form(setting, channel, clean_text(name, 40)))


def _read_whose(call: Invocation) -> tuple[str, str]:
    """Return the channel that a form is about, and its name; empty for the whole workspace."""
    kind, _, rest = call.value.partition(" ")
    channel, _, name = rest.partition(" ")
    if kind == views.WHOLE_WORKSPACE and not rest:
        return WORKSPACE, ""
    if kind != views.ONE_CHANNEL or not belongs_to_workspace(channel, call.workspace):
        raise Refusal(views.in_a_channel())
    return channel, clean_text(name, 40)


async def _save_own(call: Invocation, tx: Transaction, setting: HoursSetting) -> Answer:
    await records.save_setting(tx, call.workspace, call.person, setting)
    times = await records.working_times(tx, call.workspace, [call.person])
    return Reply(views.own_hours_card(times[call.person]))


async def _read_setting(
    call: Invocation, tx: ReadTransaction, about: str
) -> HoursSetting | FormErrors:
    earlier = await records.find_setting(tx, call.workspace, about)
    errors: dict[str, str] = {}
    setting = HoursSetting(
        _read_week(call, earlier, errors),
        _read_quiet(call, errors),
        _read_region(call, errors),
        _read_days_off(call, errors),
    )
    return FormErrors(errors) if errors else setting


def _read_week(call: Invocation, earlier: HoursSetting, errors: dict[str, str]) -> Week | None:
    preset = call.field_text("preset")
    words = clean_text(call.field_text("week"), views.MAX_WEEK)
    is_new = bool(words) and not (earlier.week and words == form_input.write_week(earlier.week))
    if preset not in (views.SHARED, views.OWN_WORDS, *form_input.PRESETS):
        errors["preset"] = say(views.NO_SUCH_CHOICE)
        return None
    if preset == views.OWN_WORDS or is_new:
        try:
            return form_input.read_week(words)
        except UnreadableHours as error:
            errors["week"] = views.unreadable_hours(str(error)) if words else say(views.NO_HOURS)
            return None
    return form_input.PRESETS.get(preset)


def _read_quiet(call: Invocation, errors: dict[str, str]) -> QuietHours | None:
    words = clean_text(call.field_text("quiet"), views.MAX_QUIET)
    if not words:
        return None
    try:
        hours = form_input.read_hours(words)
    except UnreadableHours:
        hours = None
    if hours is None or hours[0] == hours[1]:
        errors["quiet"] = say(views.NO_QUIET)
        return None
    return hours


def _read_region(call: Invocation, errors: dict[str, str]) -> str:
    words = clean_text(call.field_text("region"), views.MAX_REGION)
    if words.casefold() == NO_HOLIDAYS:
        return NO_HOLIDAYS
    try:
        return read_region(words)
    except UnknownRegion:
        errors["region"] = say(views.NO_REGION)
        return ""


def _read_days_off(call: Invocation, errors: dict[str, str]) -> Blackout:
    words = call.field_text("blackout")
    if len(words) > views.MAX_BLACKOUT:
        errors["blackout"] = views.too_many_days()
        return ()
    try:
        return read_blackout(clean_text(words, views.MAX_BLACKOUT, multiline=True))
    except InvalidBlackout as error:
        errors["blackout"] = views.unreadable_days_off(str(error))
        return ()

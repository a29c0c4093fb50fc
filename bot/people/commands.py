"""Commands on a person's own profile, pause and avoid list."""

from datetime import date, timedelta

from bot.core import channels, outbox
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.core.signals import PlansChanged, emit
from bot.dates.local_time import local_date
from bot.dates.parser import DateInPast, UnreadableDate
from bot.dates.periods import parse_return
from bot.people import newcomers, records
from bot.people.avoidances import replace_avoid_list
from bot.people.diets import find_diets, read_diets, save_diets
from bot.people.hours import commands as hours
from bot.people.hours.records import working_times
from bot.people.languages import commands as languages
from bot.people.neighbours import commands as neighbours
from bot.people.pauses import ask_about_pause
from bot.people.profile_fields import read_profile
from bot.people.records import Person
from bot.people.rules import STOPPING
from bot.people.travel import commands as travel
from bot.people.views import pauses, private, problems, profiles
from bot.store.engine import Transaction
from bot.ui.speech import mark

router = Router().include_routers(hours.router, languages.router, neighbours.router, travel.router)

DEFAULT_PAUSE = timedelta(days=14)
MAX_PAUSE = timedelta(days=3 * 366)


@router.command(
    "mingle profile", mark("See your profile as others see it, and change it"), Role.ANYONE
)
async def show_profile(call: Invocation, tx: Transaction) -> Answer:
    """Show the caller's profile as others see it; open the form where nothing was saved yet."""
    caller = await records.get_caller(call, tx)
    if caller.profile_at is None:
        return await open_profile(call, tx)
    return Reply(profiles.own_profile_card(caller))


@router.button("profile.open", Role.ANYONE)
async def open_profile(call: Invocation, tx: Transaction) -> Answer:
    """Open the profile form, filled in with what is known."""
    times = await working_times(tx, call.workspace, [call.person])
    known = await newcomers.find_newcomer(tx, call.workspace, call.person)
    caller = await records.get_caller(call, tx)
    started_on = known.started_on if known else None
    return OpenForm(profiles.profile_form(caller, times[call.person].week, started_on))


@router.button("profile.line", Role.ANYONE)
async def open_one_line(call: Invocation, tx: Transaction) -> Answer:
    """Open the form that asks for what somebody likes, and for nothing else."""
    return OpenForm(profiles.one_line_form(await records.get_caller(call, tx)))


@router.form(
    "profile.save",
    Role.ANYONE,
    posted=("team", "manager", "office", "interests", "offers", "wants"),
    unposted=("zone", "started"),
)
async def save_profile(call: Invocation, tx: Transaction) -> Answer:
    """Save a profile, or return the errors at its fields."""
    values, errors = read_profile(call.fields)
    caller = await records.get_caller(call, tx)
    started_on = None
    try:
        started_on = newcomers.read_start(call.field_text("started"), call.now, caller.zone)
    except UnreadableDate as error:
        errors["started"] = error
    if errors:
        return FormErrors({name: problems.input_problem(error) for name, error in errors.items()})

    await records.update_person(tx, call.workspace, call.person, **values, profile_at=call.now)
    if "started" in call.fields:
        await newcomers.save_start(tx, call.workspace, call.person, started_on, call.now)
    caller = await records.get_caller(call, tx)
    await outbox.invalidate(tx, call.workspace, caller.subject)
    today = local_date(call.now, caller.zone)
    offered = await newcomers.find_ahead(tx, call.workspace, call.person, today)
    return Reply(profiles.profile_saved_card(caller, ahead=offered))


@router.command(
    "mingle me",
    mark("See what I know of you and what you take part in"),
    Role.ANYONE,
    also=("language", "lang", "german", "deutsch", "sprache", "spanish", "español", "idioma"),
)
async def show_own_profile(call: Invocation, tx: Transaction) -> Answer:
    """Show the caller's own profile, pause and channels."""
    caller = await records.get_caller(call, tx)
    participations = await channels.participations_of(tx, call.workspace, call.person)
    today = local_date(call.now, caller.zone)
    return Reply(profiles.profile_card(caller, participations, today))


@router.command(
    "mingle pause",
    mark("Take a pause until a date"),
    Role.ANYONE,
    Option(
        "until",
        mark("the day you are back, such as Monday or in two weeks"),
        rest=True,
        posted=False,
        reads="day",
    ),
    example="/mingle pause in two weeks",
    also=(*STOPPING, "break", "holiday", "vacation", "snooze", "rest", "lunch pause", "lunch stop"),
)
@router.button("pause.open", Role.ANYONE)
async def start_pause(call: Invocation, tx: Transaction) -> Answer:
    """Pause until the date that was typed, or open the form that asks for one."""
    caller = await records.get_caller(call, tx)
    words = call.field_text("until")
    if not words:
        return OpenForm(pauses.pause_form(local_date(call.now, caller.zone) + DEFAULT_PAUSE))

    try:
        until = _read_until(words, call, caller)
    except (UnreadableDate, DateInPast) as error:
        raise Refusal(problems.input_problem(error)) from error
    return await _pause(call, tx, until)


@router.form("pause.save", Role.ANYONE)
async def save_pause(call: Invocation, tx: Transaction) -> Answer:
    """Pause until the date in the form."""
    caller = await records.get_caller(call, tx)
    try:
        until = _read_until(call.field_text("until"), call, caller)
    except (UnreadableDate, DateInPast) as error:
        return FormErrors({"until": problems.input_problem(error)})
    except Refusal as error:
        return FormErrors({"until": error.words})
    return await _pause(call, tx, until)


@router.command(
    "mingle resume",
    mark("End your pause"),
    Role.ANYONE,
    also=("unpause", "continue", "back", "i'm back", "end pause", "wake"),
)
@router.button("pause.end", Role.ANYONE)
async def end_pause(call: Invocation, tx: Transaction) -> Answer:
    """End the caller's pause now."""
    caller = await records.get_caller(call, tx)
    was_paused = records.is_paused(caller, local_date(call.now, caller.zone))
    await records.update_person(tx, call.workspace, call.person, paused_until=None)
    await emit(tx, PlansChanged(call.workspace, call.now, call.person))
    return Reply(pauses.resumed_card(was_paused))


@router.command(
    "mingle rather-not",
    mark("Name people you would rather not meet; nobody learns of it"),
    Role.ANYONE,
    also=("block", "avoid", "ignore", "not with", "never with"),
)
async def open_avoid_list(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of the caller's own avoid list."""
    return OpenForm(private.avoid_form(await records.avoid_list(tx, call.workspace, call.person)))


@router.form("avoid.save", Role.ANYONE)
async def save_avoid_list(call: Invocation, tx: Transaction) -> Answer:
    """Replace the caller's avoid list."""
    others = tuple(dict.fromkeys(call.field_values("others")))
    if call.person in others:
        return FormErrors({"others": private.not_yourself()})
    if len(others) > private.MAX_AVOIDED:
        return FormErrors({"others": private.too_many_avoided()})
    if len(await records.find_people(tx, call.workspace, others)) < len(others):
        return FormErrors({"others": private.unknown_colleague()})

    ended = await replace_avoid_list(tx, call.workspace, call.person, others, call.now)
    return Reply(private.avoid_list_saved_card(len(others), ended=ended))


@router.command(
    "mingle diet",
    mark("Tell me what places have to cook for you; nobody learns of it"),
    Role.ANYONE,
)
@router.button("diet.open", Role.ANYONE)
async def open_diets(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of the caller's own diets."""
    return OpenForm(private.diet_form(await find_diets(tx, call.workspace, call.person)))


@router.form("diet.save", Role.ANYONE)
async def replace_diets(call: Invocation, tx: Transaction) -> Answer:
    """Replace the caller's diets."""
    diets = read_diets(call.field_values("diets"))
    if diets is None:
        return FormErrors({"diets": private.unknown_diet()})

    await save_diets(tx, call.workspace, call.person, diets)
    return Reply(private.diets_saved_card(any_stated=bool(diets)))


@router.command(
    "round three",
    mark("Say whether you'd rather be three at lunch than two; nobody learns of it"),
    Role.ANYONE,
)
@router.button("three.open", Role.ANYONE)
async def show_group_wish(call: Invocation, tx: Transaction) -> Answer:
    """Show whether the caller would rather be three, with the button that changes it."""
    caller = await records.get_caller(call, tx)
    return Reply(private.group_wish_card(wished=caller.rather_three))


@router.button("three.wish", Role.ANYONE)
async def save_group_wish(call: Invocation, tx: Transaction) -> Answer:
    """Save whether the caller would rather be three, as the button says."""
    if call.value not in private.GROUP_WISHES:
        raise Refusal(private.unknown_group_wish())

    wished = call.value == private.THREE
    await records.update_person(tx, call.workspace, call.person, rather_three=wished)
    return Reply(private.group_wish_card(wished=wished))


def _read_until(words: str, call: Invocation, caller: Person) -> date:
    until = parse_return(words, call.now, caller.zone)
    today = local_date(call.now, caller.zone)
    if until <= today:
        raise Refusal(pauses.not_today())
    if until > today + MAX_PAUSE:
        raise Refusal(pauses.too_long_a_pause())
    return until


async def _pause(call: Invocation, tx: Transaction, until: date) -> Answer:
    await records.update_person(tx, call.workspace, call.person, paused_until=until)
    await emit(tx, PlansChanged(call.workspace, call.now, call.person))
    return Reply(pauses.paused_card(until, await ask_about_pause(call, tx)))

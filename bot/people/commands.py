"""Take what people say about themselves: their profile, a pause, whom they would rather not meet."""

import re
from datetime import date, timedelta

from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Option, Refusal, Reply, Router
from bot.dates.parser import Past, Unreadable, parse_day
from bot.dates.recurrence import local_date
from bot.people import records, views
from bot.people.records import Person
from bot.people.rules import read_profile
from bot.store.engine import Transaction

router = Router()

USUAL_PAUSE = timedelta(days=14)
LONGEST_PAUSE = timedelta(days=3 * 366)


@router.command("mingle profile", "Tell me about yourself, so that introductions fit", Who.ANYONE)
@router.button("profile.open", Who.ANYONE)
async def open_profile(call: Invocation, tx: Transaction) -> Answer:
    """Show the profile form with what is known."""
    return OpenForm(views.profile_form(await records.met(call, tx)))


@router.form("profile.save", Who.ANYONE)
async def save_profile(call: Invocation, tx: Transaction) -> Answer:
    """Keep a profile, unless a field needs another look."""
    well, wrong = read_profile(call.fields)
    if wrong:
        return FormErrors({name: views.problem(error) for name, error in wrong.items()})
    await records.change(tx, call.workspace, call.person, **well, profile_at=call.now)
    return Reply(views.saved(await records.met(call, tx)))


@router.command("mingle me", "See what I know of you and what you take part in", Who.ANYONE)
async def show_me(call: Invocation, tx: Transaction) -> Answer:
    """Show somebody their own profile, pause and channels."""
    me = await records.met(call, tx)
    return Reply(views.me(me, await records.parts_of(tx, call.workspace, call.person), local_date(call.now, me.zone)))


@router.command(
    "mingle pause",
    "Take a pause until a date",
    Who.ANYONE,
    Option("until", "the day you are back, such as Monday or in two weeks", rest=True),
    example="/mingle pause in two weeks",
)
@router.button("pause.open", Who.ANYONE)
async def pause(call: Invocation, tx: Transaction) -> Answer:
    """Pause until the date that was named, or ask for one."""
    me = await records.met(call, tx)
    words = re.sub(r"^until\s+", "", call.text("until"), flags=re.IGNORECASE)
    if not words:
        return OpenForm(views.pause_form(local_date(call.now, me.zone) + USUAL_PAUSE))
    try:
        until = _until(words, call, me)
    except (Unreadable, Past) as error:
        raise Refusal(views.problem(error)) from error
    return await _pause(call, tx, until)


@router.form("pause.save", Who.ANYONE)
async def save_pause(call: Invocation, tx: Transaction) -> Answer:
    """Pause until the date in the form."""
    try:
        until = _until(call.text("until"), call, await records.met(call, tx))
    except (Unreadable, Past) as error:
        return FormErrors({"until": views.problem(error)})
    except Refusal as error:
        return FormErrors({"until": str(error)})
    return await _pause(call, tx, until)


@router.command("mingle resume", "End your pause", Who.ANYONE)
@router.button("pause.end", Who.ANYONE)
async def resume(call: Invocation, tx: Transaction) -> Answer:
    """End a pause now."""
    me = await records.met(call, tx)
    await records.change(tx, call.workspace, call.person, paused_until=None)
    return Reply(views.resumed(records.is_paused(me, local_date(call.now, me.zone))))


@router.command("mingle rather-not", "Name people you would rather not meet; nobody learns of it", Who.ANYONE)
async def open_list(call: Invocation, tx: Transaction) -> Answer:
    """Show the secret list to the one who wrote it."""
    return OpenForm(views.avoid_form(await records.avoids(tx, call.workspace, call.person)))


@router.form("avoid.save", Who.ANYONE)
async def save_list(call: Invocation, tx: Transaction) -> Answer:
    """Replace the secret list."""
    others = tuple(dict.fromkeys(call.several("others")))
    if call.person in others:
        return FormErrors({"others": views.not_yourself()})
    if len(others) > views.MOST_AVOIDED:
        return FormErrors({"others": views.too_many_avoided()})
    if len(await records.find_all(tx, call.workspace, others)) < len(others):
        return FormErrors({"others": views.strangers()})
    await records.avoid(tx, call.workspace, call.person, others)
    return Reply(views.list_kept(len(others)))


def _until(words: str, call: Invocation, me: Person) -> date:
    until = parse_day(words, call.now, me.zone)
    if until <= local_date(call.now, me.zone):
        raise Refusal(views.not_today())
    if until > local_date(call.now, me.zone) + LONGEST_PAUSE:
        raise Refusal(views.too_long_a_pause())
    return until


async def _pause(call: Invocation, tx: Transaction, until: date) -> Answer:
    await records.change(tx, call.workspace, call.person, paused_until=until)
    return Reply(views.paused(until))

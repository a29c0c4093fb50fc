"""Organisers list, change, add and take off what there is to start."""

from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.kits import own_kits
from bot.kits.form_input import read_kit_form
from bot.kits.kits import Kit, load_kits, say_kit
from bot.kits.recipes import read_kit
from bot.kits.views import kits as views
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import say
from bot.ui.text import retell

router = Router()
_MODEL = "study"  # whose steps a new kit begins with


@router.button("kit.manage", Role.ORGANISER)
async def list_kits(call: Invocation, tx: Transaction) -> Answer:
    """List the kits to an organiser, with what they can do about them."""
    return await _listing(call, tx)


@router.button("kit.add", Role.ORGANISER)
async def open_new_kit_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a new kit."""
    await _require_room(call, tx)
    return OpenForm(views.kit_form(say_kit(load_kits()[_MODEL]), is_new=True))


@router.button("kit.edit", Role.ORGANISER)
async def edit_kit(call: Invocation, tx: Transaction) -> Answer:
    """Open the form of a kit."""
    return OpenForm(views.kit_form(await _require_kit(call, tx), is_new=False))


@router.form("kit.save", Role.ORGANISER, posted=("name", "about", "basics", "steps", "more_steps"))
async def save_kit(call: Invocation, tx: Transaction) -> Answer:
    """Save a kit, or say what is wrong with it in one sentence at its field."""
    if call.value:
        name = (await _require_kit(call, tx)).id
    else:
        await _require_room(call, tx)
        name = await own_kits.next_name(tx, call.workspace)
    errors: dict[str, str] = {}
    kit = read_kit_form(call, name, errors)
    if kit is None:
        return FormErrors(errors)
    await own_kits.save_kit(tx, call.workspace, kit, call.person, call.now)
    return await _listing(call, tx, say(views.SAVED))


@router.button("kit.off", Role.ORGANISER)
async def take_kit_off(call: Invocation, tx: Transaction) -> Answer:
    """Take a kit off the list; plans that were made from it go on."""
    kit = await _require_kit(call, tx)
    await own_kits.save_kit(tx, call.workspace, kit, call.person, call.now, "off")
    return await _listing(call, tx, say(views.TAKEN_OFF))


@router.button("kit.back", Role.ORGANISER)
async def bring_kit_back(call: Invocation, tx: Transaction) -> Answer:
    """Offer a kit again that was taken off the list."""
    name = call.field_text("choice") or call.value
    for saved in await own_kits.list_saved(tx, call.workspace):
        if saved.kit == name and saved.state == "off":
            await _require_room(call, tx)
            await own_kits.update_saved(tx, saved, state="on")
            return await _listing(call, tx, say(views.BROUGHT_BACK))
    raise Refusal(retell(views.NOT_OFFERED))


async def _listing(call: Invocation, tx: ReadTransaction, said: str = "") -> Answer:
    offered = list((await own_kits.kits_of(tx, call.workspace)).values())
    saved = await own_kits.list_saved(tx, call.workspace)
    off = [read_kit(row.words) for row in saved if row.state == "off"]
    return Reply(views.manage_card(offered, off, said))


async def _require_kit(call: Invocation, tx: ReadTransaction) -> Kit:
    kits = await own_kits.kits_of(tx, call.workspace)
    kit = kits.get(call.field_text("choice") or call.value)
    if kit is None:
        raise Refusal(retell(views.NOT_OFFERED))
    return kit


async def _require_room(call: Invocation, tx: ReadTransaction) -> None:
    if len(await own_kits.kits_of(tx, call.workspace)) >= own_kits.MOST:
        raise Refusal(say(views.TOO_MANY))

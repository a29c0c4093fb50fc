"""`/mingle data` and `/mingle forget me`."""

from bot.core.interactions import Answer, Invocation, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.own_data import live_cards, notifications, views
from bot.people.erasure import erase_person
from bot.store.engine import Transaction
from bot.ui.speech import mark

router = Router().include_routers(notifications.router, live_cards.router)


@router.button("own_data.send", Role.ANYONE)
async def send_data_first(call: Invocation, tx: Transaction) -> Answer:
    """Send the caller what is kept about them before they decide."""
    _require_value(call)
    return await send_data(call, tx)


@router.command(
    "mingle data",
    mark("Get everything I keep about you, and why"),
    Role.ANYONE,
    also=("my data", "export", "download", "privacy", "gdpr"),
)
async def send_data(call: Invocation, tx: Transaction) -> Answer:
    """Send the caller what is kept about them as a direct message."""
    await notifications.send_data(tx, call.workspace, call.person, call.now)
    return Reply(views.on_its_way_card())


@router.command(
    "mingle forget",
    mark("Have me delete everything I keep about you; asked once"),
    Role.ANYONE,
    Option("who", "me", rest=True, posted=False),
    example="/mingle forget me",
    also=(
        "delete",
        "delete my data",
        "losche meine daten",
        "meine daten loschen",
        "vergiss mich",
        "borrar mis datos",
        "borra mis datos",
        "olvidame",
        "erase",
        "remove me",
        "gdpr",
        "right to be forgotten",
    ),
)
async def ask_to_forget(call: Invocation, tx: Transaction) -> Answer:  # noqa: ARG001
    """Return what is deleted and what stays, with the button that does it."""
    if call.field_text("who").casefold() not in ("", "me", "myself"):
        raise Refusal(views.only_yourself_text())
    return Reply(views.forget_card())


@router.button("own_data.forget", Role.ANYONE)
async def forget_caller(call: Invocation, tx: Transaction) -> Answer:
    """Erase everything that names the caller, now."""
    _require_value(call)
    await tx.lock_workspace(call.workspace)
    await erase_person(tx, call.workspace, call.person, call.now, asked=True)
    return Reply(views.forgotten_card())


def _require_value(call: Invocation) -> None:
    if call.value != views.ME:
        raise Refusal(views.another_button_text())

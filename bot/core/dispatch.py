"""Take a gesture through the router: once, with rights checked, in one transaction, with calm answers to mistakes."""

import secrets
from dataclasses import replace

import structlog

from bot.core.permissions import allowed
from bot.core.router import Answer, Click, Command, Invocation, Refusal, Reply, Router
from bot.core.tables import inbound
from bot.people import records as people
from bot.store.engine import Database, Transaction
from bot.ui import notices
from bot.ui.text import as_name, clean, keepable
from bot.ui.uploads import tidied

CHANNEL_NAME_LIMIT = 80

log = structlog.get_logger()


async def dispatch(router: Router, database: Database, call: Invocation) -> Answer:
    """Run the handler of one gesture and give its answer; a gesture delivered again gets none."""
    call = _tidied(call)
    target = _target(router, call)
    if target is None:
        return Reply(notices.unknown_command(call.action) if call.gesture == "command" else notices.outdated())
    if not allowed(target.who, organiser=call.organiser):
        return Reply(notices.organisers_only())
    try:
        async with database.transaction() as tx:
            return await _once(tx, target, call)
    except Refusal as refusal:
        return Reply(notices.refusal(str(refusal)))
    except Exception:
        reference = secrets.token_hex(4)
        log.exception(
            "gesture failed", action=call.action, workspace=call.workspace, gesture=call.id, reference=reference
        )
        return Reply(notices.our_fault(reference))


def _tidied(call: Invocation) -> Invocation:
    """Let nothing in that no card may show or no database keeps."""
    return replace(
        call,
        name=as_name(call.name),
        channel_name=clean(call.channel_name, CHANNEL_NAME_LIMIT),
        value=keepable(call.value),
        fields={name: _keepable(value) for name, value in call.fields.items()},
        files={name: tidied(upload) for name, upload in call.files.items()},
    )


def _keepable(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return keepable(value) if isinstance(value, str) else tuple(map(keepable, value))


def _target(router: Router, call: Invocation) -> Command | Click | None:
    kinds = {"command": router.commands, "button": router.buttons, "form": router.forms}
    declared: dict[str, Command] | dict[str, Click] = kinds[call.gesture]  # type: ignore[assignment]
    return declared.get(call.action)


async def _once(tx: Transaction, target: Command | Click, call: Invocation) -> Answer:
    if await tx.insert_once(inbound, workspace=call.workspace, event=call.id, at=call.now) is None:
        return None
    await people.meet(tx, call)
    return await target.handler(call, tx)

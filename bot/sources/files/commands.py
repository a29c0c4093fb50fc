"""Upload a calendar file: a new one becomes a source, a known one its newer version."""

import re

from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.sources import records as sources
from bot.sources import register, screening
from bot.sources.addresses import file_address
from bot.sources.files import notifications, records, views
from bot.store.engine import Transaction
from bot.ui.notices import NO_FILE
from bot.ui.speech import mark, say
from bot.ui.uploads import upload_objection

_APPROVAL = re.compile(r"[0-9a-f]{16}")  # stands for what an owner was asked about, and means

router = Router().include_routers(notifications.router)


@router.command("events upload", mark("Add events from a calendar file (.ics)"), Role.ANYONE)
@router.button("upload.again", Role.ANYONE)
async def open_upload_form(call: Invocation, tx: Transaction) -> Answer:  # noqa: ARG001
    """Open the form that takes a file; a button carries what its owner was asked and means."""
    is_approval = _APPROVAL.fullmatch(call.value)
    return OpenForm(views.upload_form(call.value if is_approval else ""))


@router.form("upload.take", Role.ANYONE)
@router.costly
async def take_upload(call: Invocation, tx: Transaction) -> Answer:
    """Store a file to be parsed; the result is sent as a DM."""
    field = views.file_field()
    file = call.files.get(field.id)
    if file is None:
        return FormErrors({field.id: say(NO_FILE)})
    objection = upload_objection(field, file.name, len(file.content))
    if objection:
        return FormErrors({field.id: objection})

    address = file_address(call.person, file.name)
    known = await sources.find_source_by_address(tx, call.workspace, address)
    if known and known.state in ("active", "paused"):
        if _APPROVAL.fullmatch(call.value):
            await screening.agree(tx, call, known)
        await records.save_newer_upload(tx, call.workspace, known.id, file.content)
        await sources.update_source(
            tx, call.workspace, known.id, state="active", next_look=call.now
        )
        return Reply(views.reading_newer_file_card(known))

    number = await register.register_source(tx, call, address, known)
    await records.save_upload(tx, call.workspace, number, file.content)
    return Reply(views.reading_file_card(file.name))

"""Take in calendar files: a new one becomes a source, a known one a newer version of it."""

from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Reply, Router
from bot.sources import records as sources
from bot.sources import register
from bot.sources.addresses import file_address
from bot.sources.files import reasons, records, views
from bot.store.engine import Transaction
from bot.ui.notices import NO_FILE
from bot.ui.uploads import objection

router = Router().include(reasons.router)


@router.command("events upload", "Add events from a calendar file (.ics)", Who.ANYONE)
@router.button("upload.again", Who.ANYONE)
async def ask(call: Invocation, tx: Transaction) -> Answer:  # noqa: ARG001
    """Ask for a file."""
    return OpenForm(views.form())


@router.form("upload.take", Who.ANYONE)
async def take(call: Invocation, tx: Transaction) -> Answer:
    """Keep a file until it has been read; what was found in it is told."""
    file = call.files.get(views.FILE.id)
    if wrong := objection(views.FILE, file.name, len(file.content)) if file else NO_FILE:
        return FormErrors({views.FILE.id: wrong})
    assert file
    address = file_address(call.person, file.name)
    known = await sources.find_address(tx, call.workspace, address)
    if known and known.state in ("active", "paused"):
        await records.renew(tx, call.workspace, known.id, file.content)
        await sources.change(tx, call.workspace, known.id, state="active", next_look=call.now)
        return Reply(views.reading_newer(known))
    number = await register.ask(tx, call, address, known)
    await records.keep(tx, call.workspace, number, file.content)
    return Reply(views.reading(file.name))

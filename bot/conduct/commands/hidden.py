"""Organisers hide what people wrote, and bring it back; each is in the log of changes."""

from bot.conduct import notifications, records
from bot.conduct.access import require_matter
from bot.conduct.commands.wrong import read_choice
from bot.conduct.rules import read_subject
from bot.conduct.views import hidden as views
from bot.conduct.views import wrong as wrong_views
from bot.core import concerns, outbox
from bot.core.concerns import WrittenText
from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import mark, say

router = Router()


@router.command("mingle hidden", mark("See what is hidden, and show it again"), Role.ORGANISER)
async def list_hidden(call: Invocation, tx: Transaction) -> Answer:
    """List the texts that are hidden now."""
    texts = await records.list_hidden(tx, call.workspace, views.MAX_LISTED)
    return Reply(views.hidden_list_card(texts))


@router.button("text.ask", Role.ORGANISER)
async def open_form_of_text(call: Invocation, tx: Transaction) -> Answer:
    """Open the form that hides the text which somebody asked to hide."""
    text = await _require_text(call, tx)
    return OpenForm(wrong_views.hide_form(f"{text.about}", [text], organiser=True))


@router.button("text.leave", Role.ORGANISER)
async def leave_text(call: Invocation, tx: Transaction) -> Answer:
    """Save that a text stays, which somebody asked to hide."""
    text = await _require_text(call, tx)
    cards = await records.settle_requests(tx, call.workspace, text.about, "left")
    await outbox.invalidate(tx, call.workspace, *cards)
    return Reply(views.left_card())


@router.form("text.hide", Role.ORGANISER)
async def hide_text(call: Invocation, tx: Transaction) -> Answer:
    """Take a text off every card; its author hears why."""
    text, errors = await _read_text(call, tx)
    if errors or text is None:
        return FormErrors(errors)

    reason = call.field_text("reason")
    number = await records.save_hidden(tx, call.workspace, text, reason, call.person, call.now)
    await concerns.hide_text(tx, call.workspace, text, call.now)
    saved = await records.find_hidden(tx, call.workspace, number)
    assert saved
    cards = await records.settle_requests(tx, call.workspace, text.about, "hidden")
    await outbox.invalidate(tx, call.workspace, saved.subject, *cards)
    tells = bool(text.author) and text.author != call.person
    if tells:
        await notifications.tell_author(tx, call.workspace, saved, call.now)
    return Reply(views.text_hidden_card(number, text.words, told=tells))


@router.button("text.show", Role.ORGANISER)
async def show_text(call: Invocation, tx: Transaction) -> Answer:
    """Bring a hidden text back; its author hears of it on the card that they have."""
    saved = await records.find_hidden(tx, call.workspace, row_number(call.value))
    if saved is None or saved.shown_at:
        raise Refusal(say(views.NOT_HIDDEN))
    await concerns.show_text(tx, call.workspace, saved.about, saved.original, call.now)
    await records.mark_shown(tx, call.workspace, saved.id, call.now)
    await outbox.invalidate(tx, call.workspace, saved.subject)
    return Reply(views.text_shown_card())


async def _read_text(
    call: Invocation, tx: ReadTransaction
) -> tuple[WrittenText | None, dict[str, str]]:
    """Return the text of the form, which names it itself or the card that it is on."""
    about = read_subject(call.value)
    text = await concerns.find_text(tx, call.workspace, about) if about else None
    if text and not text.hidden:
        return read_choice(call, [text])
    return read_choice(call, (await require_matter(call, tx)).texts)


async def _require_text(call: Invocation, tx: ReadTransaction) -> WrittenText:
    about = read_subject(call.value)
    text = await concerns.find_text(tx, call.workspace, about) if about else None
    if text is None or text.hidden:
        raise Refusal(say(wrong_views.NO_TEXT))
    return text

"""Answer a prompt: take it up, change one's mind, or report that it is done."""

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.learnings import records as learnings
from bot.learnings.rules import SHARED, UNASKED
from bot.learnings.views import SHARES, TAKEN_OFF
from bot.prompts import records, rules
from bot.prompts.records import Posting
from bot.prompts.rules import prompt_subject
from bot.prompts.views import members as views
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import say
from bot.ui.text import calls_everybody

router = Router()


@router.button("prompt.will_do", Role.ANYONE)
async def take_up_prompt(call: Invocation, tx: Transaction) -> Answer:
    """Count the caller among those who will do it."""
    posting = await _get_undone_posting(call, tx)
    await records.upsert_prompt_answer(
        tx, call.workspace, posting.id, call.person, "will_do", call.now
    )
    await outbox.invalidate(tx, call.workspace, prompt_subject(posting.id))
    return Reply(views.taken_up_card(posting))


@router.button("prompt.never_mind", Role.ANYONE)
async def never_mind(call: Invocation, tx: Transaction) -> Answer:
    """Take the caller's answer back, unless they have done it by now."""
    posting = await _get_undone_posting(call, tx)
    await records.delete_prompt_answer(tx, posting.id, call.person)
    await outbox.invalidate(tx, call.workspace, prompt_subject(posting.id))
    return Reply(views.taken_back_card())


@router.button("prompt.did", Role.ANYONE)
async def open_did_form(call: Invocation, tx: Transaction) -> Answer:
    """Ask what the caller learned, filled in with what they wrote before."""
    posting = await _get_posting(call, tx)
    subject = prompt_subject(posting.id)
    learning = await learnings.find_learning(tx, call.workspace, call.person, subject)
    text, share = learning or ("", UNASKED)
    return OpenForm(views.did_it_form(posting.id, text, share))


@router.form("prompt.did_it", Role.ANYONE, posted=("text",))
async def submit_did_form(call: Invocation, tx: Transaction) -> Answer:
    """Count the caller among those who did it, and save what they learned."""
    posting = await _get_posting(call, tx)
    text = rules.tidy_text(call.field_text("text"), rules.MAX_LEARNING, multiline=True)
    share = call.field_text("share") or UNASKED
    errors = _find_errors(text, share)
    subject = prompt_subject(posting.id)
    taken_off = await learnings.is_hidden(tx, call.workspace, call.person, subject, text)
    if taken_off and share in SHARED:
        errors["text"] = say(TAKEN_OFF)
    if errors:
        return FormErrors(errors)

    await _save_learning(call, tx, subject, text, share)
    await records.upsert_prompt_answer(tx, call.workspace, posting.id, call.person, "did", call.now)
    await outbox.invalidate(tx, call.workspace, subject)
    return Reply(views.did_thanks_card(bool(text), share))


async def _save_learning(
    call: Invocation, tx: Transaction, subject: Subject, text: str, share: str
) -> None:
    """Save a learning; an emptied text makes the earlier one private instead of deleting it."""
    if not text:
        earlier = await learnings.find_learning(tx, call.workspace, call.person, subject)
        if earlier is None:
            return
        text, share = earlier[0], "private"
    await learnings.save_learning(tx, call.workspace, call.person, subject, text, share, call.now)


def _find_errors(text: str, share: str) -> dict[str, str]:
    errors = {}
    if len(text) > rules.MAX_LEARNING:
        errors["text"] = views.learning_too_long()
    elif calls_everybody(text):
        errors["text"] = say(views.NOBODY_RUNG)

    if share not in SHARES:
        errors["share"] = say(views.NO_SUCH_SHARE)
    return errors


async def _get_posting(call: Invocation, tx: ReadTransaction) -> Posting:
    posting = await records.find_posting(tx, call.workspace, row_number(call.value))
    if posting is None:
        raise Refusal(say(views.GONE))
    return posting


async def _get_undone_posting(call: Invocation, tx: ReadTransaction) -> Posting:
    posting = await _get_posting(call, tx)
    if await records.find_prompt_answer(tx, posting.id, call.person) == "did":
        raise Refusal(say(views.DONE_ALREADY))
    return posting

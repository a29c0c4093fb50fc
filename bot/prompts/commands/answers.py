"""Take up a prompt, and tell what came of it."""

from bot.core import outbox
from bot.core.ids import row_number
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply, Router
from bot.learnings import records as learnings
from bot.learnings.views import SHARES
from bot.prompts import posts, records, rules
from bot.prompts.records import Posting
from bot.prompts.views import members as views
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.text import calls_everybody

router = Router()


@router.button("prompt.will_do", Role.ANYONE)
async def take_up_prompt(call: Invocation, tx: Transaction) -> Answer:
    """Count somebody among those who will do it."""
    found = await _posting(call, tx)
    if await records.find_prompt_answer(tx, found.id, call.person) == "did":
        raise Refusal(views.DONE_ALREADY)
    await records.upsert_prompt_answer(
        tx, call.workspace, found.id, call.person, "will_do", call.now
    )
    await outbox.invalidate(tx, call.workspace, posts.prompt_subject(found.id))
    return Reply(views.taken_up_card(found))


@router.button("prompt.never_mind", Role.ANYONE)
async def never_mind(call: Invocation, tx: Transaction) -> Answer:
    """Count somebody out again, unless they did it meanwhile."""
    found = await _posting(call, tx)
    if await records.find_prompt_answer(tx, found.id, call.person) == "did":
        raise Refusal(views.DONE_ALREADY)
    await records.delete_prompt_answer(tx, found.id, call.person)
    await outbox.invalidate(tx, call.workspace, posts.prompt_subject(found.id))
    return Reply(views.taken_back_card())


@router.button("prompt.did", Role.ANYONE)
async def open_did_form(call: Invocation, tx: Transaction) -> Answer:
    """Ask what came of it, with what they wrote before."""
    found = await _posting(call, tx)
    wrote = await learnings.find_learning(
        tx, call.workspace, call.person, posts.prompt_subject(found.id)
    )
    return OpenForm(views.did_it_form(found.id, *(wrote or ("", "private"))))


@router.form("prompt.did_it", Role.ANYONE)
async def submit_did_form(call: Invocation, tx: Transaction) -> Answer:
    """Count somebody among those who did it, and keep what they learned."""
    found = await _posting(call, tx)
    text, share = (
        rules.tidy_text(call.field_text("text"), rules.MAX_LEARNING, multiline=True),
        call.field_text("share") or "private",
    )
    errors = _errors(text, share)
    if errors:
        return FormErrors(errors)
    subject = posts.prompt_subject(found.id)
    wrote = await learnings.find_learning(tx, call.workspace, call.person, subject)
    if text:
        await learnings.save_learning(
            tx, call.workspace, call.person, subject, text, share, call.now
        )
    elif wrote:  # emptied: nobody else sees it any more
        await learnings.save_learning(
            tx, call.workspace, call.person, subject, wrote[0], "private", call.now
        )
    await records.upsert_prompt_answer(tx, call.workspace, found.id, call.person, "did", call.now)
    await outbox.invalidate(tx, call.workspace, subject)
    return Reply(views.did_thanks_card(bool(text), share))


def _errors(text: str, share: str) -> dict[str, str]:
    errors = {}
    if len(text) > rules.MAX_LEARNING:
        errors["text"] = views.LEARNING_TOO_LONG
    elif calls_everybody(text):
        errors["text"] = views.NOBODY_RUNG
    if share not in SHARES:
        errors["share"] = views.NO_SUCH_SHARE
    return errors


async def _posting(call: Invocation, tx: ReadTransaction) -> Posting:
    found = await records.find_posting(tx, call.workspace, row_number(call.value))
    if found is None:
        raise Refusal(views.GONE)
    return found

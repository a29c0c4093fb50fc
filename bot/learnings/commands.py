"""The form that asks what people learned."""

from bot.core.ids import row_number
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.core.subjects import Subject
from bot.learnings import (
    live_cards,
    monthly_recap,
    notifications,
    occasions,
    records,
    rules,
    views,
)
from bot.learnings.monthly_recap import find_recap, render_page
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.speech import say
from bot.ui.text import calls_everybody, clean_text

router = Router().include_routers(live_cards.router, notifications.router)

_KINDS = ("group", "table", "event")


@router.button("learning.share", Role.ANYONE)
async def open_learning_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form, filled in with what the caller wrote before."""
    about = await _read_about(call, tx)
    learning = await records.find_learning(tx, call.workspace, call.person, about)
    text, share = learning or ("", rules.UNASKED)
    return OpenForm(views.learning_form(about, text, share))


@router.form("learning.save", Role.ANYONE, posted=("text",))
async def submit_learning(call: Invocation, tx: Transaction) -> Answer:
    """Save a learning and update the posts that show it, or return the errors at the fields."""
    about, share = await _read_about(call, tx), call.field_text("share")
    text = clean_text(call.field_text("text"), views.MAX_LEARNING, multiline=True)
    errors = _find_errors(call, text, share)
    if share in rules.SHARED and await records.is_hidden(
        tx, call.workspace, call.person, about, text
    ):
        errors["text"] = say(views.TAKEN_OFF)
    if errors:
        return FormErrors(errors)

    number = await records.save_learning(
        tx, call.workspace, call.person, about, text, share, call.now
    )
    state = await monthly_recap.propagate_learning(
        tx, call.workspace, number, about, share, call.now
    )
    if state == "posted":
        return Reply(views.learning_changed_card(share))

    when = ""
    if about.kind == "group":
        when = say(views.NEXT_ROUND)
    elif state == "later":
        when = say(views.THIS_MONTH)
    return Reply(views.learning_thanks_card(share, when))


def _find_errors(call: Invocation, text: str, share: str) -> dict[str, str]:
    errors = {}
    length = len(call.field_text("text"))
    if length > views.MAX_LEARNING:
        errors["text"] = views.too_long(length)
    elif not text:
        errors["text"] = say(views.EMPTY)
    elif calls_everybody(text):
        errors["text"] = say(views.NOBODY_RUNG)

    if share not in views.SHARES:
        errors["share"] = say(views.SHARE)
    return errors


async def _read_about(call: Invocation, tx: ReadTransaction) -> Subject:
    try:
        about = Subject.parse(call.value)
    except ValueError:
        raise Refusal(say(views.UNKNOWN)) from None

    is_known = about.kind in _KINDS and not about.parts
    if not is_known or not await occasions.has_attended(tx, call.workspace, call.person, about):
        raise Refusal(say(views.UNKNOWN))
    return about


@router.button("learnings.rest", Role.ANYONE)
async def show_recap_page(call: Invocation, tx: Transaction) -> Answer:
    """Show another page of a recap."""
    number, _, page = call.value.partition(":")
    recap = await find_recap(tx, call.workspace, row_number(number))
    if recap is None:
        raise Refusal(say(views.GONE))

    learnings = await records.list_announced(tx, recap.workspace, recap.subject)
    return Reply(await render_page(tx, recap, learnings, row_number(page)))

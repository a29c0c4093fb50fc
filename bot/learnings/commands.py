"""Ask what people learned, and keep it as they wish."""

import re

from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply, Router
from bot.learnings import monthly_recap, records, views
from bot.store.engine import Transaction
from bot.ui.text import calls_everybody, clean_text

router = Router().include_routers(monthly_recap.router)

_ABOUT = re.compile(r"(group|table|event):([0-9]{1,9})")


@router.button("learning.share", Role.ANYONE)
async def open_learning_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form, with what was written before."""
    about = await _about(call, tx)
    text, share = await records.find_learning(tx, call.workspace, call.person, about) or (
        "",
        "named",
    )
    return OpenForm(views.learning_form(about, text, share))


@router.form("learning.save", Role.ANYONE)
async def submit_learning(call: Invocation, tx: Transaction) -> Answer:
    """Keep a learning, shared as its author wishes."""
    about, share = await _about(call, tx), call.field_text("share")
    text = clean_text(call.field_text("text"), views.MAX_LEARNING, multiline=True)
    errors = {}
    if len(call.field_text("text")) > views.MAX_LEARNING:
        errors["text"] = views.too_long(len(call.field_text("text")))
    elif not text:
        errors["text"] = views.EMPTY
    elif calls_everybody(text):
        errors["text"] = views.NOBODY_RUNG
    if share not in views.SHARES:
        errors["share"] = views.SHARE
    if errors:
        return FormErrors(errors)
    number = await records.save_learning(
        tx, call.workspace, call.person, about, text, share, call.now
    )
    heard = await monthly_recap.propagate_learning(
        tx, call.workspace, number, about, share, call.now
    )
    if heard == "told":
        return Reply(views.learning_changed_card(share))
    when = (
        views.NEXT_ROUND
        if about.startswith("group:")
        else views.THIS_MONTH
        if heard == "later"
        else ""
    )
    return Reply(views.learning_thanks_card(share, when))


async def _about(call: Invocation, tx: Transaction) -> str:
    about = _ABOUT.fullmatch(call.value)
    if not about or not await records.has_attended(
        tx, call.workspace, call.person, about[1], int(about[2])
    ):
        raise Refusal(views.UNKNOWN)
    return call.value

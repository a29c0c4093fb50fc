"""Ask what people learned, and keep it as they wish."""

import re

from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Refusal, Reply, Router
from bot.learnings import monthly_recap, records, views
from bot.store.engine import Transaction
from bot.ui.text import calls_everybody, clean

router = Router().include(monthly_recap.router)

_ABOUT = re.compile(r"(group|table|event):([0-9]{1,9})")


@router.button("learning.share", Who.ANYONE)
async def ask(call: Invocation, tx: Transaction) -> Answer:
    """Open the form, with what was written before."""
    about = await _about(call, tx)
    text, share = await records.find(tx, call.workspace, call.person, about) or ("", "named")
    return OpenForm(views.form(about, text, share))


@router.form("learning.save", Who.ANYONE)
async def save(call: Invocation, tx: Transaction) -> Answer:
    """Keep a learning, shared as its author wishes."""
    about, share = await _about(call, tx), call.text("share")
    text = clean(call.text("text"), views.LIMIT, multiline=True)
    errors = {}
    if len(call.text("text")) > views.LIMIT:
        errors["text"] = views.too_long(len(call.text("text")))
    elif not text:
        errors["text"] = views.EMPTY
    elif calls_everybody(text):
        errors["text"] = views.NOBODY_RUNG
    if share not in views.SHARES:
        errors["share"] = views.SHARE
    if errors:
        return FormErrors(errors)
    number = await records.save(tx, call.workspace, call.person, about, text, share, call.now)
    heard = await monthly_recap.follow(tx, call.workspace, number, about, share, call.now)
    if heard == "told":
        return Reply(views.followed(share))
    when = views.NEXT_ROUND if about.startswith("group:") else views.THIS_MONTH if heard == "later" else ""
    return Reply(views.thanks(share, when))


async def _about(call: Invocation, tx: Transaction) -> str:
    about = _ABOUT.fullmatch(call.value)
    if not about or not await records.was_there(tx, call.workspace, call.person, about[1], int(about[2])):
        raise Refusal(views.UNKNOWN)
    return call.value

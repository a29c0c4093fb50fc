"""Let people say what they are to an association: openly, or to Mingle alone."""

from bot.associations import access, cards, form_input, records, reminders
from bot.associations.rules import STANDINGS
from bot.associations.views import forms
from bot.core.permissions import Who
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Reply, Router
from bot.store.engine import Transaction

router = Router()


@router.button("association.join", Who.ANYONE)
async def ask(call: Invocation, tx: Transaction) -> Answer:
    """Ask what somebody is to an association."""
    one = await access.association(call, tx)
    chapters = await records.chapters_of(tx, call.workspace, [one.id])
    return OpenForm(forms.membership(one, chapters, await records.member(tx, one, call.person)))


@router.form("association.member", Who.ANYONE)
async def say(call: Invocation, tx: Transaction) -> Answer:
    """Keep what somebody says about themselves; whoever stops being told hears nothing more."""
    one = await access.association(call, tx)
    errors: dict[str, str] = {}
    chapters = await records.chapters_of(tx, call.workspace, [one.id])
    chapter = form_input.chosen_chapter(call, chapters, errors)
    standing, tell = call.text("standing"), call.text("tell")
    if standing not in STANDINGS:
        errors["standing"] = forms.NO_CHOICE
    if tell not in (forms.YES, forms.NO):
        errors["tell"] = forms.NO_CHOICE
    if errors:
        return FormErrors(errors)
    await records.say(tx, one, call.person, standing=standing, chapter=chapter, tell=tell == forms.YES)
    await reminders.hush_all(tx, one, call.person, call.now)
    return Reply(await cards.association_card(call, tx, one, forms.NOTED))

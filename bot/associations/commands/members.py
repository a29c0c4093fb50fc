"""Membership of an association: open, or private."""

from bot.associations import access, cards, form_input, records, reminders
from bot.associations.rules import STANDINGS
from bot.associations.views import forms
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.store.engine import Transaction
from bot.ui.speech import say

router = Router()


@router.button("association.join", Role.ANYONE)
async def open_membership_form(call: Invocation, tx: Transaction) -> Answer:
    """Open the form about the caller and an association."""
    association = await access.require_association(call, tx)
    chapters = await records.chapters_of(tx, call.workspace, [association.id])
    member = await records.find_member(tx, association, call.person)
    return OpenForm(forms.membership_form(association, chapters, member))


@router.form("association.member", Role.ANYONE)
async def save_membership(call: Invocation, tx: Transaction) -> Answer:
    """Save what the caller is to an association, and cancel reminders they no longer want."""
    association = await access.require_association(call, tx)
    errors: dict[str, str] = {}
    chapters = await records.chapters_of(tx, call.workspace, [association.id])
    chapter = form_input.read_chapter_choice(call, chapters, errors)
    standing, tell = call.field_text("standing"), call.field_text("tell")
    if standing not in STANDINGS:
        errors["standing"] = say(forms.NO_CHOICE)
    if tell not in (forms.YES, forms.NO):
        errors["tell"] = say(forms.NO_CHOICE)
    if errors:
        return FormErrors(errors)

    await records.save_member(
        tx, association, call.person, standing=standing, chapter=chapter, tell=tell == forms.YES
    )
    await reminders.cancel_unwanted_reminders(tx, association, call.person, call.now)
    return Reply(await cards.render_association(call, tx, association, say(forms.NOTED)))

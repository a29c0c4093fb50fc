"""The form of languages: one's own, and those that organisers choose for others."""

from bot.core import reader_languages
from bot.core.channels import channel_of
from bot.core.ids import belongs_to_workspace
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Reply
from bot.core.permissions import Role
from bot.core.router import Router
from bot.people.languages import views
from bot.store.engine import Transaction
from bot.ui.languages import list_languages
from bot.ui.speech import speak

router = Router()


@router.button(views.CHOOSE, Role.ANYONE)
async def open_languages(call: Invocation, tx: Transaction) -> Answer:
    """Open the form, about the channel in which the button was clicked too."""
    channel, name = channel_of(call)
    chosen = {
        field: await reader_languages.chosen_language(tx, call.workspace, about)
        for field, about in _abouts(call, channel).items()
    }
    return OpenForm(views.language_form(chosen, channel, name))


@router.form(views.SAVE, Role.ANYONE)
async def save_languages(call: Invocation, tx: Transaction) -> Answer:
    """Save what was chosen, and answer in the language that holds from now on.

    What only organisers may choose is passed over where somebody else sends it.
    """
    abouts = _abouts(call, call.value.partition(" ")[0])
    chosen = {field: call.field_text(field) for field in abouts if call.field_text(field)}
    known = (views.OPEN, *list_languages())
    unknown = [field for field, language in chosen.items() if language not in known]
    if unknown:
        return FormErrors(dict.fromkeys(unknown, views.no_such_language()))

    for field, language in chosen.items():
        kept = "" if language == views.OPEN else language
        await reader_languages.choose_language(tx, call.workspace, abouts[field], kept)
    speaks = await reader_languages.language_for(tx, call.workspace, [call.person])
    speak(speaks)
    return Reply(views.saved_card(speaks))


def _abouts(call: Invocation, channel: str) -> dict[str, str]:
    """Return whom each field is about, of those that the caller may set."""
    abouts = {"own": call.person}
    if call.organiser and channel and belongs_to_workspace(channel, call.workspace):
        abouts["channel"] = channel
    if call.organiser:
        abouts["everybody"] = reader_languages.WORKSPACE
    return abouts

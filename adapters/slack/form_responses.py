"""What the acknowledgement of a form tells its modal to show."""

from adapters.json_types import JsonObject
from adapters.slack import form_questions, forms
from adapters.slack.replies import ReplyTarget
from bot.core.interactions import Answer, FormErrors, OpenForm, Reply
from bot.ui.clocks import Readers
from bot.ui.speech import speaking


def respond_to_form(
    answer: Answer, target: ReplyTarget, workspace: str, readers: Readers
) -> JsonObject:
    """Return the response to a form, in the language of its answer; empty closes the modal."""
    if answer is None:
        return {}
    with speaking(answer.language):
        return _respond(answer, target, workspace, readers)


def _respond(
    answer: Reply | OpenForm | FormErrors, target: ReplyTarget, workspace: str, readers: Readers
) -> JsonObject:
    match answer:
        case FormErrors(anyway=anyway) if anyway and target.view:
            told = answer.sentences, anyway, workspace
            view = form_questions.ask_in_view(target.view, *told)
            return {"response_action": "update", "view": view}
        case FormErrors():
            errors = forms.field_errors(answer.sentences, target.view or {})
            return {"response_action": "errors", "errors": errors}
        case OpenForm(form):
            view = forms.render_modal(form, target.origin, workspace, readers)
            return {"response_action": "update", "view": view}
        case Reply(card) if not target.has_response_url:
            view = forms.render_answer(card, target.origin, workspace, readers)
            return {"response_action": "update", "view": view}
    return {}

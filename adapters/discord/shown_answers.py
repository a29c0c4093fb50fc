"""How answers are shown on Discord: as a card, a form's page, or the way to the next one."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from adapters.discord import forms, strings
from adapters.discord.chosen_channels import preset_channels
from adapters.discord.drafts import Drafts
from adapters.discord.gateway import Interaction
from adapters.discord.render import Component
from adapters.discord.replies import Replies, page_buttons
from adapters.discord.rights import ChannelRights
from bot.core.form_drafts import FormDraft
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Reply
from bot.ui.notices import note_card
from bot.ui.speech import say, speaking

ShowAnswer = Callable[[], Awaitable[None]]


@dataclass
class ShownAnswers:
    """Makes the functions that show answers, which are called once Discord may have deferred.

    What they say around an answer is in its language.
    """

    replies: Replies
    drafts: Drafts
    rights_of: Callable[[str], ChannelRights]

    async def answer(
        self,
        interaction: Interaction,
        call: Invocation,
        answer: Answer,
        rows: Sequence[Component] = (),
    ) -> ShowAnswer:
        """Return the function that shows an answer; a form's draft is saved before."""
        if answer is None:
            return partial(self.replies.acknowledge_silently, interaction)
        with speaking(answer.language):
            return _in_language(
                answer.language, await self._answer(interaction, call, answer, rows)
            )

    def form_page(
        self, interaction: Interaction, workspace: str, draft: FormDraft, page: int
    ) -> ShowAnswer:
        """Return the function that opens a page of a form."""
        return partial(self.replies.open_form_page, interaction, draft, workspace, page)

    def next_page(
        self, interaction: Interaction, workspace: str, draft: FormDraft, page: int, progress: str
    ) -> ShowAnswer:
        """Return a note with a button for the next page; Discord opens no modal after a modal."""
        buttons = page_buttons(draft.form, workspace, {page: say(strings.GO_ON)})
        note = note_card(say(strings.ALMOST), progress)
        return partial(self.replies.show_card, interaction, note, workspace, [buttons])

    def errors(
        self, interaction: Interaction, workspace: str, draft: FormDraft, found: FormErrors
    ) -> ShowAnswer:
        """Return a note with the errors and a button for each page that has one."""
        with speaking(found.language):
            labels = forms.error_labels(draft.form, found)
            buttons = page_buttons(draft.form, workspace, labels)
            note = note_card(say(strings.NOT_YET), *dict.fromkeys(found.errors.values()))
        show = partial(self.replies.show_card, interaction, note, workspace, [buttons])
        return _in_language(found.language, show)

    async def _answer(
        self,
        interaction: Interaction,
        call: Invocation,
        answer: Reply | OpenForm | FormErrors,
        rows: Sequence[Component],
    ) -> ShowAnswer:
        workspace = call.workspace
        match answer:
            case Reply(card, outcome):
                return partial(self.replies.show_card, interaction, card, workspace, rows, outcome)
            case OpenForm(form):
                kinds = self.rights_of(workspace).kinds_of_channels()
                here = call.channel if call.channel_name else ""
                draft = FormDraft(preset_channels(form, workspace, kinds, here or ""))
                await self.drafts.save(interaction, workspace, draft)
                return self.form_page(interaction, workspace, draft, 0)
            case FormErrors(errors):
                note = note_card(say(strings.NOT_YET), *errors.values())
                return partial(self.replies.show_card, interaction, note, workspace)


def _in_language(language: str, show: ShowAnswer) -> ShowAnswer:
    async def show_spoken() -> None:
        with speaking(language):
            await show()

    return show_spoken

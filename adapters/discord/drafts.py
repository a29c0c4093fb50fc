"""Forms under way: Discord shows them page by page, so what was sent so far is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from adapters.discord import ids, strings
from adapters.discord.gateway import Interaction
from adapters.discord.misunderstood import NotUnderstood
from bot.core import form_drafts
from bot.core.form_drafts import FormDraft
from bot.store.engine import Database
from bot.ui.speech import say


@dataclass(frozen=True)
class Drafts:
    """The forms that people have begun."""

    database: Database
    now: Callable[[], datetime]

    async def load(
        self, interaction: Interaction, workspace: str, action: str, value: str
    ) -> FormDraft:
        """Return the draft of a form; raise NotUnderstood for one that is not there."""
        person = ids.qualify_id(workspace, interaction.user.id)
        async with self.database.read_transaction() as tx:
            draft = await form_drafts.load_draft(
                tx, self.database.vault, workspace, person, action, value
            )
        if draft is None:
            raise NotUnderstood(say(strings.FORM_GONE))
        return draft

    async def save(self, interaction: Interaction, workspace: str, draft: FormDraft) -> None:
        """Save what somebody has entered so far."""
        person = ids.qualify_id(workspace, interaction.user.id)
        async with self.database.transaction() as tx:
            await form_drafts.save_draft(tx, workspace, person, draft, self.now())

    async def delete(self, interaction: Interaction, workspace: str, draft: FormDraft) -> None:
        """Delete a draft whose form was taken."""
        person = ids.qualify_id(workspace, interaction.user.id)
        async with self.database.transaction() as tx:
            await form_drafts.delete_draft(tx, workspace, person, draft.form)

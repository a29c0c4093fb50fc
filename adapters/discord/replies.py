"""Show people the answer to what they did, seen by nobody else.

The first answer to a gesture may be given again: Discord takes one and says 40060 to the next.
Whatever follows changes that answer, or is said once and never repeated.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
import discord
import structlog

from adapters.discord import forms, ids, render, strings
from adapters.discord.attachments import build_attachments
from adapters.discord.render import Component
from bot.core.form_drafts import FormDraft
from bot.ui.cards import Card, Form
from bot.ui.notices import note_card

REPLY_TIMEOUT = 10  # seconds for one answer
MAX_TRIES = 3  # for an answer that may be given again
RETRY_PAUSE = 0.2  # seconds between two tries; three seconds are all there is
MAX_PAGES = 4  # messages in one answer
ALREADY_ACKNOWLEDGED = 40060

log = structlog.get_logger()

Interaction = discord.Interaction[Any]


class RenderedView(discord.ui.LayoutView):
    """Components that are drawn already; nothing in this process waits for clicks on them."""

    def __init__(self, components: Sequence[Component]) -> None:
        super().__init__(timeout=None)
        self._drawn = list(components)

    def to_components(self) -> list[Component]:
        """Give them as they are."""
        return self._drawn

    def has_components_v2(self) -> bool:
        """Tell which of Discord's two ways of drawing this is."""
        return True

    def is_finished(self) -> bool:
        """Keep the library from remembering it."""
        return True

    def is_dispatchable(self) -> bool:
        """Keep the library from waiting for clicks."""
        return False


class RenderedModal(discord.ui.Modal):
    """A modal that is drawn already; what is typed into it comes back as any gesture does."""

    def __init__(self, drawn: Component) -> None:
        super().__init__(title=drawn["title"], custom_id=drawn["custom_id"], timeout=None)
        self._drawn = drawn

    def to_dict(self) -> Component:
        """Give it as it is."""
        return self._drawn

    def is_finished(self) -> bool:
        """Keep the library from remembering it."""
        return True


async def show_card(
    interaction: Interaction, card: Card, workspace: str, rows: Sequence[Component] = ()
) -> None:
    """Show a card to the one who asked; `rows` of buttons follow its first page."""
    pages = render.render_messages(card, workspace)[:MAX_PAGES]
    pages[0][0]["components"] += rows
    waited = interaction.response.is_done()

    async def first() -> None:
        drawn, attached = RenderedView(pages[0]), await build_attachments(card)
        if waited:
            await interaction.edit_original_response(view=drawn, attachments=attached)
        else:
            await interaction.response.send_message(view=drawn, files=attached, ephemeral=True)

    if await _given(first):
        for page in pages[1:]:
            await _given(
                lambda page=page: interaction.followup.send(  # type: ignore[misc]
                    view=RenderedView(page), ephemeral=True
                ),
                tries=1,
            )


async def defer_reply(interaction: Interaction) -> None:
    """Say that an answer takes a moment."""
    await _given(lambda: interaction.response.defer(ephemeral=True, thinking=True))


async def acknowledge_silently(interaction: Interaction) -> None:
    """Take note of a gesture whose effect people see elsewhere."""
    if interaction.response.is_done():
        await _given(interaction.delete_original_response)
    elif interaction.message:
        await _given(interaction.response.defer)
    else:
        await defer_reply(interaction)
        await _given(interaction.delete_original_response)


async def open_form_page(
    interaction: Interaction, draft: FormDraft, workspace: str, page: int, channel: str
) -> None:
    """Open one page of a form; where it is too late for that, offer a button that opens it."""
    if interaction.response.is_done() or interaction.type is discord.InteractionType.modal_submit:
        label = strings.OPEN_FORM if not draft.done else strings.GO_ON
        await show_card(
            interaction,
            note_card(strings.FORM_READY),
            workspace,
            [page_buttons(draft.form, workspace, {page: label})],
        )
        return
    drawn = forms.render_modal(draft.form, workspace, page, draft.values, channel)
    await _given(lambda: interaction.response.send_modal(RenderedModal(drawn)))


def page_buttons(form: Form, workspace: str, labels: dict[int, str]) -> Component:
    """Draw buttons that open pages of a form."""
    shown = [
        {
            "type": render.BUTTON,
            "style": render.STYLES["main"],
            "label": label,
            "custom_id": forms.page_route(workspace, form.action, form.value, page),
        }
        for page, label in labels.items()
    ]
    return {"type": render.ACTION_ROW, "components": shown}


async def send_suggestions(interaction: Interaction, offered: Sequence[str]) -> None:
    """Offer words to somebody who is typing."""
    choices = [discord.app_commands.Choice(name=one[:100], value=one[:100]) for one in offered[:25]]
    await _given(lambda: interaction.response.autocomplete(choices), tries=1)


def interaction_workspace(interaction: Interaction) -> str:
    """Give our id of the server in which a gesture was made, or nothing in a direct message."""
    return ids.workspace_of(interaction.guild_id) if interaction.guild_id else ""


async def _given(answer: Callable[[], Awaitable[Any]], tries: int = MAX_TRIES) -> bool:
    for _ in range(tries):
        try:
            async with asyncio.timeout(REPLY_TIMEOUT):
                await answer()
            return True
        except discord.HTTPException as error:
            if error.code == ALREADY_ACKNOWLEDGED and tries > 1:
                return True
            log.warning("not answered", action="discord.reply", error=error.code or error.status)
            return False
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("answer lost", action="discord.reply", error=type(error).__name__)
            await asyncio.sleep(RETRY_PAUSE)
    return False

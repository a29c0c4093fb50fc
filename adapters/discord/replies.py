"""Answers to interactions, visible only to the person who acted.

The first answer may be retried: Discord accepts one and answers 40060 to the next. What follows it
either edits that answer or is sent once, never retried.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
import discord
import structlog

from adapters.discord import forms, ids, render, strings
from adapters.discord.attachments import build_attachments
from adapters.discord.gateway import Interaction
from adapters.discord.render import Component
from bot.core.form_drafts import FormDraft
from bot.ui.cards import Card, Form
from bot.ui.notices import note_card

REPLY_TIMEOUT = 10  # seconds for one call
MAX_TRIES = 3  # for an answer that may be retried
RETRY_PAUSE = 0.2  # seconds between two tries; Discord allows three seconds in all
MAX_PAGES = 4  # messages in one answer
ALREADY_ACKNOWLEDGED = 40060

MAX_SUGGESTIONS = 25
MAX_SUGGESTION = 100  # characters

log = structlog.get_logger()


class RenderedView(discord.ui.LayoutView):
    """Components rendered by us; the library neither stores the view nor waits for clicks."""

    def __init__(self, components: Sequence[Component]) -> None:
        super().__init__(timeout=None)
        self._components = list(components)

    def to_components(self) -> list[Component]:
        """Return the components unchanged."""
        return self._components

    def has_components_v2(self) -> bool:
        """Return that these are Components V2."""
        return True

    def is_finished(self) -> bool:
        """Return true, so that the library does not store the view."""
        return True

    def is_dispatchable(self) -> bool:
        """Return false, so that the library does not wait for clicks."""
        return False


class RenderedModal(discord.ui.Modal):
    """A modal rendered by us; its submission arrives as any other interaction."""

    def __init__(self, modal: Component) -> None:
        super().__init__(title=modal["title"], custom_id=modal["custom_id"], timeout=None)
        self._modal = modal

    def to_dict(self) -> Component:
        """Return the modal unchanged."""
        return self._modal

    def is_finished(self) -> bool:
        """Return true, so that the library does not store the modal."""
        return True


async def show_card(
    interaction: Interaction, card: Card, workspace: str, rows: Sequence[Component] = ()
) -> None:
    """Answer with a card in ephemeral messages; `rows` of buttons follow its first page."""
    first, *further = render.render_messages(card, workspace)[:MAX_PAGES]
    first[0]["components"] += rows
    deferred = interaction.response.is_done()

    async def send_first() -> None:
        view, files = RenderedView(first), await build_attachments(card)
        if deferred:
            await interaction.edit_original_response(view=view, attachments=files)
        else:
            await interaction.response.send_message(view=view, files=files, ephemeral=True)

    if await _call(send_first):
        for page in further:
            await _send_followup(interaction, page)


async def _send_followup(interaction: Interaction, page: list[Component]) -> None:
    view = RenderedView(page)
    await _call(lambda: interaction.followup.send(view=view, ephemeral=True), tries=1)


async def defer_reply(interaction: Interaction) -> None:
    """Acknowledge an interaction whose answer takes longer; Discord shows that it is pending."""
    await _call(lambda: interaction.response.defer(ephemeral=True, thinking=True))


async def acknowledge_silently(interaction: Interaction) -> None:
    """Acknowledge an interaction without an answer, since people see its effect elsewhere."""
    if interaction.response.is_done():
        await _call(interaction.delete_original_response)
    elif interaction.message:
        await _call(interaction.response.defer)
    else:
        await defer_reply(interaction)
        await _call(interaction.delete_original_response)


async def open_form_page(
    interaction: Interaction, draft: FormDraft, workspace: str, page: int, channel: str
) -> None:
    """Open one page of a form as a modal.

    Discord opens none after a deferral or another modal: a button that opens it is shown instead.
    """
    after_modal = interaction.type is discord.InteractionType.modal_submit
    if interaction.response.is_done() or after_modal:
        label = strings.GO_ON if draft.done else strings.OPEN_FORM
        buttons = page_buttons(draft.form, workspace, {page: label})
        await show_card(interaction, note_card(strings.FORM_READY), workspace, [buttons])
        return

    modal = forms.render_modal(draft.form, workspace, page, draft.values, channel)
    await _call(lambda: interaction.response.send_modal(RenderedModal(modal)))


def page_buttons(form: Form, workspace: str, labels: dict[int, str]) -> Component:
    """Return a row of buttons that open pages of a form; `labels` are by page."""
    buttons = [
        {
            "type": render.BUTTON,
            "style": render.STYLES["main"],
            "label": label,
            "custom_id": forms.page_route(workspace, form.action, form.value, page),
        }
        for page, label in labels.items()
    ]
    return {"type": render.ACTION_ROW, "components": buttons}


async def send_suggestions(interaction: Interaction, suggestions: Sequence[str]) -> None:
    """Answer an autocompletion."""
    texts = [text[:MAX_SUGGESTION] for text in suggestions[:MAX_SUGGESTIONS]]
    choices = [discord.app_commands.Choice(name=text, value=text) for text in texts]
    await _call(lambda: interaction.response.autocomplete(choices), tries=1)


def interaction_workspace(interaction: Interaction) -> str:
    """Return our id of an interaction's server; empty in a DM."""
    return ids.workspace_of(interaction.guild_id) if interaction.guild_id else ""


async def _call(answer: Callable[[], Awaitable[object]], tries: int = MAX_TRIES) -> bool:
    """Call Discord, retried after a lost answer; return whether it succeeded."""
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

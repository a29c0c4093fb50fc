"""Answers to interactions, visible only to the person who acted.

They may all be repeated: Discord accepts one first answer and answers 40060 to the next, and what
follows it edits that answer or is seen by nobody else.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

import aiohttp
import discord
import structlog

from adapters.answers import PAUSES, AnswerRetries, SendOtherwise
from adapters.discord import forms, ids, render, strings
from adapters.discord.attachments import build_attachments
from adapters.discord.command_names import CommandNames
from adapters.discord.gateway import Interaction
from adapters.discord.http_trace import TOO_MANY, UnsettledResponse
from adapters.discord.markdown import escape_markdown
from adapters.discord.render import Component
from bot.core import metrics
from bot.core.form_drafts import FormDraft
from bot.core.platform import PermanentError, PlatformError, TemporaryError, UnknownOutcome
from bot.core.replacement import Outcome, Stay, is_replaced, stay_of_routes
from bot.ui.cards import Card, Form
from bot.ui.languages import list_languages
from bot.ui.notices import note_card
from bot.ui.speech import say, speaking

REPLY_TIMEOUT = 10  # seconds for one call
# Seconds between two tries of a first answer, for which Discord allows three seconds in all.
FIRST_PAUSES = (0.2, 0.3, 0.5, 0.8)
MAX_PAGES = 4  # messages in one answer
ALREADY_ACKNOWLEDGED = 40060
# The last three: the library read an answer of another shape.
LOST_ANSWERS = (
    aiohttp.ClientError,
    TimeoutError,
    OSError,
    ValueError,
    TypeError,
    LookupError,
)

_ON_THE_WAY = (strings.ALMOST, strings.NOT_YET, strings.FORM_READY, strings.SEVERAL_SERVERS)
KEEPING = (discord.ComponentType.file, discord.ComponentType.media_gallery)
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


@dataclass
class Replies:
    """Answers to the interactions of one app.

    One that Discord does not take is sent by `send_otherwise`, as a direct message.
    """

    send_otherwise: SendOtherwise
    names: CommandNames
    retries: AnswerRetries = field(default_factory=AnswerRetries)

    async def show_card(
        self,
        interaction: Interaction,
        card: Card,
        workspace: str,
        rows: Sequence[Component] = (),
        outcome: Outcome = "said",
    ) -> None:
        """Answer with a card in ephemeral messages; `rows` of buttons follow its first page."""
        try:
            await self._show_pages(interaction, card, workspace, rows, outcome)
        except PlatformError as error:
            metrics.ANSWERS_BY_MESSAGE.labels("discord").inc()
            log.warning("answered by message", action="discord.reply", error=str(error))
            if workspace:
                person = ids.qualify_id(workspace, interaction.user.id)
                told = note_card(say(strings.NOT_YET), say(strings.BUSY)) if rows else card
                await self.send_otherwise(workspace, person, str(interaction.id), told)

    async def _show_pages(
        self,
        interaction: Interaction,
        card: Card,
        workspace: str,
        rows: Sequence[Component],
        outcome: Outcome,
    ) -> None:
        first, *further = render.render_messages(card, workspace, self.names.mention)[:MAX_PAGES]
        first[0]["components"] += rows
        deferred = interaction.response.is_done()
        in_place = not further and _continues(interaction, first, outcome)

        async def send_first() -> None:
            view, files = RenderedView(first), await build_attachments(card)
            if deferred:
                await interaction.edit_original_response(view=view, attachments=files)
            elif in_place:
                await interaction.response.edit_message(view=view, attachments=files)
            else:
                await interaction.response.send_message(view=view, files=files, ephemeral=True)

        await self._call(send_first, PAUSES if deferred else FIRST_PAUSES)
        for page in further:
            await self._call(partial(_send_followup, interaction, page), PAUSES)

    async def defer_reply(self, interaction: Interaction) -> None:
        """Acknowledge an interaction whose answer takes longer; Discord shows it as pending."""
        await self._try(lambda: interaction.response.defer(ephemeral=True, thinking=True))

    async def acknowledge_silently(self, interaction: Interaction) -> None:
        """Acknowledge an interaction without an answer, since people see its effect elsewhere."""
        if interaction.response.is_done():
            await self._try(interaction.delete_original_response)
        elif interaction.message:
            await self._try(interaction.response.defer)
        else:
            await self.defer_reply(interaction)
            await self._try(interaction.delete_original_response)

    async def open_form_page(
        self,
        interaction: Interaction,
        draft: FormDraft,
        workspace: str,
        page: int,
    ) -> None:
        """Open one page of a form as a modal.

        Discord opens none after a deferral or another modal, or when it is asked too late: a button
        that opens it is shown instead.
        """
        after_modal = interaction.type is discord.InteractionType.modal_submit
        if not interaction.response.is_done() and not after_modal:
            spell = self.names.plain  # a modal shows no mentions
            modal = forms.render_modal(draft.form, workspace, spell, page, draft.values)
            if await self._try(lambda: interaction.response.send_modal(RenderedModal(modal))):
                return

        label = say(strings.GO_ON) if draft.done else say(strings.OPEN_FORM)
        buttons = page_buttons(draft.form, workspace, {page: label})
        await self.show_card(interaction, note_card(say(strings.FORM_READY)), workspace, [buttons])

    async def send_suggestions(self, interaction: Interaction, suggestions: Sequence[str]) -> None:
        """Answer an autocompletion, once: whoever types on asks again."""
        texts = [text[:MAX_SUGGESTION] for text in suggestions[:MAX_SUGGESTIONS]]
        choices = [discord.app_commands.Choice(name=text, value=text) for text in texts]
        await self._try(lambda: interaction.response.autocomplete(choices), ())

    async def _try(
        self, answer: Callable[[], Awaitable[object]], pauses: Sequence[float] = FIRST_PAUSES
    ) -> bool:
        """Call Discord; return whether it succeeded."""
        try:
            await self._call(answer, pauses)
        except PlatformError as error:
            log.warning("not answered", action="discord.reply", error=str(error))
            return False
        return True

    async def _call(self, answer: Callable[[], Awaitable[object]], pauses: Sequence[float]) -> None:
        """Call Discord until it succeeds; raise a PlatformError if it does not."""
        await self.retries.call("discord.reply", partial(_call_once, answer), pauses)


def _continues(interaction: Interaction, page: list[Component], outcome: Outcome) -> bool:
    """Return whether an answer takes the place of the private message that was clicked."""
    clicked = interaction.message
    try:
        if clicked is None or not clicked.flags.ephemeral:
            return False
        shown = [part for outer in clicked.components for part in getattr(outer, "children", ())]
        stay = _stay_of(shown)
    except (AttributeError, LookupError, TypeError):  # the message came in an unknown shape
        return False
    same_title = _title_of(shown) == page[0]["components"][0].get("content")
    return is_replaced(stay, outcome, same_title=same_title)


@cache
def _titles_on_the_way() -> frozenset[str]:
    """Return the titles of notes that an answer replaces, in every language."""
    titles = set[str]()
    for language in list_languages():
        with speaking(language):
            titles |= {f"{render.TITLE}{escape_markdown(say(title))}" for title in _ON_THE_WAY}
    return frozenset(titles)


def _stay_of(shown: Sequence[discord.Component]) -> Stay:
    """Return how long a private message is needed, by what stands in it."""
    if not shown:
        return Stay.KEPT
    if _title_of(shown) in _titles_on_the_way():
        return Stay.STEP
    controls = [control for part in shown for control in _controls(part)]
    routes, is_kept = [], any(part.type in KEEPING for part in shown)
    for control in controls:
        is_kept = is_kept or control.type is not discord.ComponentType.button
        route = ids.parse_route(getattr(control, "custom_id", None) or "")
        routes += [route[1:]] if route else []
    return stay_of_routes(routes, is_kept=is_kept)


def _title_of(shown: Sequence[discord.Component]) -> str:
    return str(getattr(shown[0], "content", "")) if shown else ""


def _controls(part: discord.Component) -> Sequence[discord.Component]:
    """Return what can be clicked in a part of a message: in its row, or beside its words."""
    if part.type is discord.ComponentType.section:
        beside = getattr(part, "accessory", None)
        return [beside] if isinstance(beside, discord.Button) else []
    return getattr(part, "children", ())


async def _send_followup(interaction: Interaction, page: list[Component]) -> None:
    await interaction.followup.send(view=RenderedView(page), ephemeral=True)


async def _call_once(answer: Callable[[], Awaitable[object]]) -> None:
    """Call Discord; one that it has acknowledged before is done, as the answer got lost then."""
    try:
        async with asyncio.timeout(REPLY_TIMEOUT):
            await answer()
    except UnsettledResponse as error:
        if error.status == TOO_MANY:
            raise TemporaryError("asked to wait", error.retry_after) from error
        raise UnknownOutcome(str(error)) from error
    except discord.HTTPException as error:
        if error.code != ALREADY_ACKNOWLEDGED:
            raise PermanentError(f"{error.code or error.status}") from error
    except LOST_ANSWERS as error:
        raise UnknownOutcome(type(error).__name__) from error


def page_buttons(form: Form, workspace: str, labels: dict[int, str]) -> Component:
    """Return a row of buttons that open pages of a form; `labels` are by page."""
    buttons = [
        {
            "type": render.BUTTON,
            "style": render.STYLES["quiet" if page == forms.AS_IT_IS else "main"],
            "label": label,
            "custom_id": forms.page_route(workspace, form.action, form.value, page),
        }
        for page, label in labels.items()
    ]
    return {"type": render.ACTION_ROW, "components": buttons}


def interaction_workspace(interaction: Interaction) -> str:
    """Return our id of an interaction's server; empty in a DM."""
    return ids.workspace_of(interaction.guild_id) if interaction.guild_id else ""

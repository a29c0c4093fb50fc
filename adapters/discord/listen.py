"""Discord's interactions as invocations: acknowledged in time, dispatched once, answered."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import perf_counter

import discord
import structlog
from structlog.contextvars import bind_contextvars

from adapters.background import BackgroundTasks
from adapters.discord import forms, ids, payloads, strings
from adapters.discord.authors import author_of
from adapters.discord.chosen_channels import (
    chosen_purposes,
    find_misplaced,
)
from adapters.discord.drafts import Drafts
from adapters.discord.files import offered_files
from adapters.discord.gateway import Interaction
from adapters.discord.misunderstood import NotUnderstood, sentence_about
from adapters.discord.people import DiscordPeople
from adapters.discord.replies import Replies, interaction_workspace
from adapters.discord.rights import ChannelRights
from adapters.discord.servers import ASK, CHOOSE, Chosen, Servers, ServerUnclear
from adapters.discord.shown_answers import ShowAnswer, ShownAnswers
from adapters.discord.suggestions import Suggestions
from adapters.json_types import Payload
from adapters.recent import RecentIds
from adapters.uploads import collect_uploads
from bot.core import metrics
from bot.core.form_drafts import FormDraft
from bot.core.interactions import ANYWAY, Answer, FormErrors, InteractionKind, Invocation
from bot.core.router import Router
from bot.core.unclear_lines import TYPED
from bot.people.channels import record_channel_use
from bot.store.engine import Database
from bot.ui.languages import nearest_language
from bot.ui.notices import note_card
from bot.ui.speech import say, speaking
from bot.ui.uploads import Upload

ACK_TIMEOUT = 2.0  # seconds until an interaction is deferred; Discord waits three
NO_UPLOADS: Mapping[str, Upload] = {}

log = structlog.get_logger()


@dataclass
class DiscordListener:
    """The way in from Discord: payloads become invocations, and answers are shown in reply.

    Each handler first finds the answer and returns a function that shows it, since what Discord
    accepts depends on whether the interaction was deferred meanwhile.
    """

    people_of: Callable[[str], DiscordPeople]
    rights_of: Callable[[str], ChannelRights]
    servers: Servers
    database: Database
    router: Router
    dispatch: Callable[[Invocation], Awaitable[Answer]]
    now: Callable[[], datetime]
    file_origins: Sequence[str]
    replies: Replies
    drafts: Drafts
    suggestions: Suggestions
    _recent_ids: RecentIds = field(default_factory=RecentIds)
    _background: BackgroundTasks = field(default_factory=BackgroundTasks)
    _shown: ShownAnswers = field(init=False)

    def __post_init__(self) -> None:
        self._shown = ShownAnswers(self.replies, self.drafts, self.rights_of)

    async def handle_interaction(self, interaction: Interaction) -> None:
        """Handle a command, a click, a form's page or an autocompletion."""
        match interaction.type:
            case discord.InteractionType.component:
                await self._answer_once(interaction, self._handle_component(interaction))
            case discord.InteractionType.application_command:
                await self._answer_once(interaction, self._handle_command(interaction))
            case discord.InteractionType.modal_submit:
                await self._answer_once(interaction, self._handle_submission(interaction))
            case discord.InteractionType.autocomplete:
                await asyncio.shield(self._background.start_task(self._suggest(interaction)))

    async def _suggest(self, interaction: Interaction) -> None:
        found = await self.suggestions.find(interaction)
        await self.replies.send_suggestions(interaction, found)

    def begin_stop(self) -> None:
        """Let no answer wait for its turn any longer, as the program ends."""
        self.replies.retries.begin_stop()

    async def drain_tasks(self, grace: float | None = None) -> None:
        """Wait for the interactions that are being handled, for at most `grace` seconds."""
        await self._background.drain_tasks(grace)

    async def _answer_once(
        self, interaction: Interaction, work: Coroutine[object, object, ShowAnswer]
    ) -> None:
        """Run a handler in the background and show its answer; ignore a repeated delivery."""
        if not self._recent_ids.is_new(interaction.id):
            work.close()
            return

        # shielded, and waited for at a stop: whoever has acted is answered
        with speaking(nearest_language(_locale(interaction))):
            answering = self._background.start_task(self._answer(interaction, work))
        await asyncio.shield(answering)

    async def _answer(
        self, interaction: Interaction, work: Coroutine[object, object, ShowAnswer]
    ) -> None:
        began, workspace = perf_counter(), interaction_workspace(interaction)
        bind_contextvars(workspace=workspace, interaction=str(interaction.id))
        task = self._background.start_task(work)
        await asyncio.wait({task}, timeout=ACK_TIMEOUT)
        if not (in_time := task.done()):
            await self.replies.defer_reply(interaction)
            _record_acknowledgement(began)
        try:
            show_answer = await task
            await show_answer()
            if in_time:
                _record_acknowledgement(began)
        except Exception as error:
            sentence = sentence_about(error)
            await self.replies.show_card(
                interaction, note_card(say(strings.NOT_YET), sentence), workspace
            )

    async def _handle_command(self, interaction: Interaction) -> ShowAnswer:
        data, workspace = _data(interaction), interaction_workspace(interaction)
        if workspace:
            return await self._run_command(interaction, data, Chosen(workspace))
        try:
            chosen = await self.servers.find_server(interaction)
        except ServerUnclear as unclear:
            return self._ask_for_server(interaction, unclear.workspaces)
        return await self._run_command(interaction, data, chosen)

    async def _run_command(
        self, interaction: Interaction, data: Payload, chosen: Chosen
    ) -> ShowAnswer:
        workspace = chosen.workspace
        name, fields = payloads.parse_slash_command(self.router, data, workspace)
        call = await self._invocation(interaction, workspace, "command", name)
        rights = self.rights_of(workspace)
        closed = await rights.find_closed_here(call, interaction.app_permissions)
        answer = await self.dispatch(replace(call, fields=fields, closed=closed))
        rows = self.servers.chosen_row(chosen)
        return await self._shown.answer(interaction, call, answer, rows)

    def _ask_for_server(self, interaction: Interaction, workspaces: list[str]) -> ShowAnswer:
        card, rows = self.servers.ask(interaction, workspaces)
        return lambda: self.replies.show_card(interaction, card, "", rows)

    async def _choose_server(
        self, interaction: Interaction, action: str, workspace: str
    ) -> ShowAnswer:
        """Remember a server for a person's DMs and run the command that waited, or ask anew."""
        if action == ASK:
            return self._ask_for_server(interaction, await self.servers.all_used(interaction))
        waiting = await self.servers.choose(interaction, workspace)
        if waiting:
            return await self._run_command(interaction, waiting, Chosen(workspace, True))
        name = self.servers.name_of(workspace)
        note = note_card(strings.server_chosen(name), say(strings.TYPE_AGAIN))
        return lambda: self.replies.show_card(interaction, note, workspace)

    async def _handle_component(self, interaction: Interaction) -> ShowAnswer:
        data = _data(interaction)
        workspace, action, value = self._parse_route(interaction)
        if action in (ASK, CHOOSE):
            return await self._choose_server(interaction, action, workspace)
        page = forms.page_in_route(data["custom_id"], action)
        if page is not None:
            draft = await self.drafts.load(interaction, workspace, action, value)
            if page == forms.AS_IT_IS:
                return await self._submit_values(interaction, workspace, draft)
            return self._shown.form_page(interaction, workspace, draft, page)

        if action == TYPED:
            typed = self.router.read_line(value)
            call = await self._invocation(interaction, workspace, "command", typed.command)
            meant = replace(call, fields=typed.fields, unused=typed.unused, offers=typed.offers)
            return await self._dispatch(interaction, meant)
        chosen = data.get("values")
        fields = {"choice": chosen[0]} if chosen else {}
        call = await self._invocation(interaction, workspace, "button", action)
        return await self._dispatch(interaction, replace(call, value=value, fields=fields))

    async def _handle_submission(self, interaction: Interaction) -> ShowAnswer:
        """Save one page of a form; after the last one, dispatch the whole form."""
        data = _data(interaction)
        workspace, action, value = self._parse_route(interaction)
        page = forms.page_in_route(data["custom_id"], action) or 0
        draft = await self.drafts.load(interaction, workspace, action, value)
        pages = forms.split_pages(draft.form)

        zone = self.people_of(workspace).zone
        submitted = forms.parse_submission(pages[page], data, workspace, self.now(), zone)
        if misplaced := find_misplaced(pages[page], data, submitted):
            return self._shown.errors(interaction, workspace, draft, FormErrors(misplaced))
        values = {**draft.values, **submitted}
        values.pop(ANYWAY, None)  # it was about what stood there before
        draft = FormDraft(draft.form, values, tuple(sorted({*draft.done, page})))
        await self.drafts.save(interaction, workspace, draft)

        remaining = [number for number in range(len(pages)) if number not in draft.done]
        if remaining:
            progress = strings.form_progress(page + 1, len(pages))
            return self._shown.next_page(interaction, workspace, draft, remaining[0], progress)
        return await self._submit_form(interaction, workspace, draft)

    async def _submit_form(
        self, interaction: Interaction, workspace: str, draft: FormDraft
    ) -> ShowAnswer:
        file_fields = draft.form.file_fields
        submitted_files = forms.submitted_files(file_fields, _data(interaction))
        files, file_errors = await collect_uploads(
            file_fields, offered_files(submitted_files, self.file_origins)
        )
        if file_errors:
            return self._shown.errors(interaction, workspace, draft, FormErrors(file_errors))
        return await self._submit_values(interaction, workspace, draft, files)

    async def _submit_values(
        self,
        interaction: Interaction,
        workspace: str,
        draft: FormDraft,
        files: Mapping[str, Upload] = NO_UPLOADS,
    ) -> ShowAnswer:
        """Dispatch a form as it is saved; what its writer was asked about is saved beside it."""
        call = await self._invocation(interaction, workspace, "form", draft.form.action)
        purposes = chosen_purposes(draft.form, draft.values)
        told = {str(interaction.channel_id): interaction.app_permissions}
        rights = self.rights_of(workspace)
        closed, lesser = await rights.find_closed(purposes, told)
        given = replace(call, value=draft.form.value, fields=draft.values, files=files)
        given = replace(given, chosen_names=rights.names_of(purposes))
        answer = await self.dispatch(replace(given, closed=closed, lesser=lesser))
        if isinstance(answer, FormErrors):
            if answer.anyway:
                agreed = (*draft.values.get(ANYWAY, ()), answer.anyway)
                values = {**draft.values, ANYWAY: agreed}
                asked = FormDraft(draft.form, values, draft.done)
                await self.drafts.save(interaction, workspace, asked)
            return self._shown.errors(interaction, workspace, draft, answer)

        await self.drafts.delete(interaction, workspace, draft)
        return await self._shown.answer(interaction, call, answer)

    async def _dispatch(self, interaction: Interaction, call: Invocation) -> ShowAnswer:
        return await self._shown.answer(interaction, call, await self.dispatch(call))

    def _parse_route(self, interaction: Interaction) -> tuple[str, str, str]:
        """Return workspace, action and value; raise NotUnderstood for another server's button."""
        route = ids.parse_route(str(_data(interaction)["custom_id"]))
        workspace = interaction_workspace(interaction)
        if route is None or workspace not in ("", route[0]):
            raise NotUnderstood(say(strings.FORM_GONE))
        return route

    async def _invocation(
        self, interaction: Interaction, workspace: str, kind: InteractionKind, action: str
    ) -> Invocation:
        author = await author_of(interaction, self.people_of(workspace))
        channel, channel_name = payloads.channel_of(interaction, workspace)
        if channel and channel_name:
            async with self.database.transaction() as tx:
                await record_channel_use(tx, workspace, channel, author.person)

        clicked = interaction.message
        message_id = clicked.id if clicked and not clicked.flags.ephemeral else None
        return Invocation(
            id=str(interaction.id),
            workspace=workspace,
            person=author.person,
            name=author.name,
            now=self.now(),
            interaction=kind,
            action=action,
            channel=channel,
            channel_name=channel_name,
            zone=author.zone,
            locale=_locale(interaction),
            organiser=author.organiser,
            native_events=True,
            message=payloads.clicked_message(workspace, interaction.channel_id, message_id),
            seed=str(interaction.id),
        )


def _record_acknowledgement(began: float) -> None:
    metrics.ACKNOWLEDGEMENT_SECONDS.labels("discord").observe(perf_counter() - began)


def _locale(interaction: Interaction) -> str:
    """Return the locale of somebody's app, whatever stands in its place."""
    return str(interaction.locale.value)


def _data(interaction: Interaction) -> Payload:
    return interaction.data or {}

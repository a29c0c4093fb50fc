"""Take what people type, click and fill in in Discord to Mingle: answered in time, acted upon
once."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import discord
import structlog

from adapters.background import BackgroundTasks
from adapters.discord import forms, ids, payloads, replies, strings
from adapters.discord.files import offered_files
from adapters.discord.people import DiscordPeople
from adapters.discord.replies import Interaction
from adapters.recent import RecentIds
from adapters.uploads import collect_uploads
from bot.core import form_drafts
from bot.core.form_drafts import FormDraft
from bot.core.permissions import Role, is_allowed
from bot.core.platform import PlatformError
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Reply, Router
from bot.people.channels import record_channel_use, workspaces_used_by
from bot.store.engine import Database
from bot.ui.notices import note_card

ACK_TIMEOUT = 2.0  # seconds until people are told that it takes a moment; Discord waits three

log = structlog.get_logger()


class NotUnderstood(Exception):
    """Somebody whom, or a place that, this server does not know; the message is what they read."""


@dataclass
class DiscordListener:
    """The front door: payloads become invocations, and answers go back where the gesture was
    made."""

    people_of: Callable[[str], DiscordPeople]
    server_workspaces: Callable[[], list[str]]
    database: Database
    router: Router
    dispatch: Callable[[Invocation], Awaitable[Answer]]
    now: Callable[[], datetime]
    file_origins: Sequence[str]
    _recent_ids: RecentIds = field(default_factory=RecentIds)
    _background: BackgroundTasks = field(default_factory=BackgroundTasks)

    async def handle_interaction(self, interaction: Interaction) -> None:
        """Take in a command, a form or words that somebody is typing."""
        match interaction.type:
            case discord.InteractionType.application_command:
                await self._answered(interaction, self._typed(interaction))
            case discord.InteractionType.modal_submit:
                await self._answered(interaction, self._submitted(interaction))
            case discord.InteractionType.autocomplete:
                await self._suggest(interaction)

    async def handle_click(self, interaction: Interaction) -> None:
        """Take in a click on a button, or a menu's choice."""
        await self._answered(interaction, self._clicked(interaction))

    async def drain_tasks(self) -> None:
        """Let what is under way end."""
        await self._background.drain_tasks()

    async def _answered(
        self, interaction: Interaction, work: Coroutine[Any, Any, Callable[[], Awaitable[None]]]
    ) -> None:
        if not self._recent_ids.is_new(interaction.id):
            work.close()
            return
        doing = self._background.start_task(work)
        await asyncio.wait({doing}, timeout=ACK_TIMEOUT)
        if not doing.done():
            await replies.defer_reply(interaction)
        try:
            await (await doing)()
        except (NotUnderstood, PlatformError) as error:
            log.warning("not understood", action="discord.listen", error=str(error))
            sentence = str(error) if isinstance(error, NotUnderstood) else strings.BUSY
            await replies.show_card(
                interaction,
                note_card(strings.NOT_YET, sentence),
                replies.interaction_workspace(interaction),
            )

    async def _typed(self, interaction: Interaction) -> Callable[[], Awaitable[None]]:
        workspace = replies.interaction_workspace(interaction) or await self._only_server(
            interaction
        )
        name, fields = payloads.parse_slash_command(self.router, _data(interaction), workspace)
        call = await self._invocation(interaction, workspace, "command", name)
        return await self._act(interaction, replace(call, fields=fields))

    async def _clicked(self, interaction: Interaction) -> Callable[[], Awaitable[None]]:
        workspace, action, value = self._route(interaction)
        page = forms.page_in_route(_data(interaction)["custom_id"], action)
        if page is not None:
            draft = await self._draft(interaction, workspace, action, value)
            channel, _ = _place(interaction, workspace)
            return lambda: replies.open_form_page(
                interaction, draft, workspace, page, channel or ""
            )
        chosen = _data(interaction).get("values")
        call = await self._invocation(interaction, workspace, "button", action)
        return await self._act(
            interaction, replace(call, value=value, fields={"choice": chosen[0]} if chosen else {})
        )

    async def _submitted(self, interaction: Interaction) -> Callable[[], Awaitable[None]]:
        workspace, action, value = self._route(interaction)
        page = forms.page_in_route(_data(interaction)["custom_id"], action) or 0
        draft = await self._draft(interaction, workspace, action, value)
        pages = forms.split_pages(draft.form)
        zone = self.people_of(workspace).zone
        given = forms.parse_submission(pages[page], _data(interaction), workspace, self.now(), zone)
        draft = FormDraft(draft.form, {**draft.values, **given}, tuple(sorted({*draft.done, page})))
        await self._keep(interaction, workspace, draft)
        if left := [number for number in range(len(pages)) if number not in draft.done]:
            row = replies.page_buttons(draft.form, workspace, {left[0]: strings.GO_ON})
            card = note_card(strings.ALMOST, strings.form_progress(page + 1, len(pages)))
            return lambda: replies.show_card(interaction, card, workspace, [row])
        handed = forms.submitted_files(draft.form.file_fields, _data(interaction))
        files, wrong = await collect_uploads(
            draft.form.file_fields, offered_files(handed, self.file_origins)
        )
        if wrong:
            return lambda: self._show_errors(interaction, workspace, draft, FormErrors(wrong))
        call = await self._invocation(interaction, workspace, "form", action)
        answer = await self.dispatch(replace(call, value=value, fields=draft.values, files=files))
        if isinstance(answer, FormErrors):
            return lambda: self._show_errors(interaction, workspace, draft, answer)
        async with self.database.transaction() as tx:
            await form_drafts.delete_draft(tx, workspace, call.person, draft.form)
        return await self._shown(interaction, call, answer)

    async def _act(
        self, interaction: Interaction, call: Invocation
    ) -> Callable[[], Awaitable[None]]:
        return await self._shown(interaction, call, await self.dispatch(call))

    async def _shown(
        self, interaction: Interaction, call: Invocation, answer: Answer
    ) -> Callable[[], Awaitable[None]]:
        match answer:
            case Reply(card):
                return lambda: replies.show_card(interaction, card, call.workspace)
            case OpenForm(form):
                draft = FormDraft(form)
                await self._keep(interaction, call.workspace, draft)
                channel = call.channel if call.channel_name else ""
                return lambda: replies.open_form_page(
                    interaction, draft, call.workspace, 0, channel or ""
                )
            case FormErrors(errors):
                return lambda: replies.show_card(
                    interaction, note_card(strings.NOT_YET, *errors.values()), call.workspace
                )
        return lambda: replies.acknowledge_silently(interaction)

    async def _show_errors(
        self, interaction: Interaction, workspace: str, draft: FormDraft, found: FormErrors
    ) -> None:
        wrong = sorted({forms.page_with_field(draft.form, name) for name in found.errors})
        single = len(forms.split_pages(draft.form)) == 1
        labels = {
            page: strings.LOOK_AGAIN if single else strings.page_label(page + 1) for page in wrong
        }
        row = replies.page_buttons(draft.form, workspace, labels)
        await replies.show_card(
            interaction,
            note_card(strings.NOT_YET, *dict.fromkeys(found.errors.values())),
            workspace,
            [row],
        )

    async def _suggest(self, interaction: Interaction) -> None:
        workspace, data = replies.interaction_workspace(interaction), _data(interaction)
        option, typed = payloads.parse_focused_option(self.router, data)
        command = self.router.commands.get(
            payloads.parse_slash_command(self.router, data, workspace)[0]
        )
        if not (
            workspace
            and command
            and option
            and option.suggest
            and isinstance(interaction.user, discord.Member)
        ):
            return
        organiser = self.people_of(workspace).is_organiser(
            interaction.user, interaction.permissions
        )
        if command.role is Role.ORGANISER and not is_allowed(command.role, organiser=organiser):
            return
        async with self.database.read_transaction() as tx:
            offered = await option.suggest(tx, workspace, typed)
        await replies.send_suggestions(interaction, offered)

    def _route(self, interaction: Interaction) -> tuple[str, str, str]:
        found = ids.parse_route(str(_data(interaction)["custom_id"]))
        if found is None or replies.interaction_workspace(interaction) not in ("", found[0]):
            raise NotUnderstood(strings.FORM_GONE)
        return found

    async def _draft(
        self, interaction: Interaction, workspace: str, action: str, value: str
    ) -> FormDraft:
        async with self.database.read_transaction() as tx:
            found = await form_drafts.load_draft(
                tx, workspace, ids.qualify_id(workspace, interaction.user.id), action, value
            )
        if found is None:
            raise NotUnderstood(strings.FORM_GONE)
        return found

    async def _keep(self, interaction: Interaction, workspace: str, draft: FormDraft) -> None:
        async with self.database.transaction() as tx:
            await form_drafts.save_draft(
                tx, workspace, ids.qualify_id(workspace, interaction.user.id), draft, self.now()
            )

    async def _only_server(self, interaction: Interaction) -> str:
        known = [
            (server, ids.qualify_id(server, interaction.user.id))
            for server in self.server_workspaces()
        ]
        async with self.database.read_transaction() as tx:
            found = await workspaces_used_by(tx, known)
        if len(found) != 1:
            raise NotUnderstood(strings.WHICH_SERVER)
        return found[0]

    async def _invocation(
        self, interaction: Interaction, workspace: str, kind: str, action: str
    ) -> Invocation:
        people = self.people_of(workspace)
        if isinstance(interaction.user, discord.Member):
            who = people.to_member(
                people.remember_member(interaction.user), interaction.permissions
            )
        else:
            found = await people.fetch_member(str(interaction.user.id), anew=True)
            if found is None:
                raise NotUnderstood(strings.NOT_HERE)
            who = people.to_member(found)
        channel, name = _place(interaction, workspace)
        if channel and name:
            async with self.database.transaction() as tx:
                await record_channel_use(tx, workspace, channel, who.person)
        return Invocation(
            id=str(interaction.id),
            workspace=workspace,
            person=who.person,
            name=who.name,
            now=self.now(),
            interaction=kind,  # type: ignore[arg-type]
            action=action,
            channel=channel,
            channel_name=name,
            zone=who.zone,
            organiser=who.organiser,
            message=payloads.clicked_message(
                workspace,
                interaction.channel_id,
                interaction.message.id if interaction.message else None,
            ),
            rng=random.Random(str(interaction.id)),
        )


def _data(interaction: Interaction) -> Mapping[str, Any]:
    return interaction.data or {}


def _place(interaction: Interaction, workspace: str) -> tuple[str | None, str]:
    where = interaction.channel
    if (
        isinstance(where, discord.Thread)
        and where.type is discord.ChannelType.public_thread
        and where.parent
    ):
        where = where.parent
    kind = where.type.value if where else -1
    native = where.id if where else interaction.channel_id
    return payloads.parse_channel(
        int(kind), native, str(getattr(where, "name", "") or ""), workspace
    )

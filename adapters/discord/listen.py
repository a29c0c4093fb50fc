"""Take what people type, click and fill in in Discord to Mingle: answered in time, acted upon once."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import discord
import structlog

from adapters.background import Seen, Underway
from adapters.discord import forms, ids, payloads, replies, state, strings
from adapters.discord.attachments import offers
from adapters.discord.people import People
from adapters.discord.replies import Gesture
from adapters.uploads import take
from bot.core import form_drafts
from bot.core.form_drafts import Draft
from bot.core.permissions import Who, allowed
from bot.core.platform import PlatformError
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Reply, Router
from bot.store.engine import Database
from bot.ui.notices import note

PATIENCE = 2.0  # seconds until people are told that it takes a moment; Discord waits three

log = structlog.get_logger()


class Stranger(Exception):
    """Somebody whom, or a place that, this server does not know; the message is what they read."""


@dataclass
class Listener:
    """The front door: payloads become invocations, and answers go back where the gesture was made."""

    people_of: Callable[[str], People]
    servers: Callable[[], list[str]]
    database: Database
    router: Router
    dispatch: Callable[[Invocation], Awaitable[Answer]]
    now: Callable[[], datetime]
    file_homes: Sequence[str]
    _seen: Seen = field(default_factory=Seen)
    _underway: Underway = field(default_factory=Underway)

    async def heard(self, gesture: Gesture) -> None:
        """Take in a command, a form or words that somebody is typing."""
        match gesture.type:
            case discord.InteractionType.application_command:
                await self._answered(gesture, self._typed(gesture))
            case discord.InteractionType.modal_submit:
                await self._answered(gesture, self._submitted(gesture))
            case discord.InteractionType.autocomplete:
                await self._suggest(gesture)

    async def clicked(self, gesture: Gesture) -> None:
        """Take in a click on a button, or a menu's choice."""
        await self._answered(gesture, self._clicked(gesture))

    async def finish(self) -> None:
        """Let what is under way end."""
        await self._underway.finish()

    async def _answered(self, gesture: Gesture, work: Coroutine[Any, Any, Callable[[], Awaitable[None]]]) -> None:
        if not self._seen.is_new(gesture.id):
            work.close()
            return
        doing = self._underway.begin(work)
        await asyncio.wait({doing}, timeout=PATIENCE)
        if not doing.done():
            await replies.wait(gesture)
        try:
            await (await doing)()
        except (Stranger, PlatformError) as error:
            log.warning("not understood", action="discord.listen", error=str(error))
            sentence = str(error) if isinstance(error, Stranger) else strings.BUSY
            await replies.show(gesture, note(strings.NOT_YET, sentence), replies.whose(gesture))

    async def _typed(self, gesture: Gesture) -> Callable[[], Awaitable[None]]:
        workspace = replies.whose(gesture) or await self._only_server(gesture)
        name, fields = payloads.command(self.router, _data(gesture), workspace)
        call = await self._invocation(gesture, workspace, "command", name)
        return await self._act(gesture, replace(call, fields=fields))

    async def _clicked(self, gesture: Gesture) -> Callable[[], Awaitable[None]]:
        workspace, action, value = self._route(gesture)
        page = forms.page_of(_data(gesture)["custom_id"], action)
        if page is not None:
            draft = await self._draft(gesture, workspace, action, value)
            channel, _ = _place(gesture, workspace)
            return lambda: replies.open_page(gesture, draft, workspace, page, channel or "")
        chosen = _data(gesture).get("values")
        call = await self._invocation(gesture, workspace, "button", action)
        return await self._act(gesture, replace(call, value=value, fields={"choice": chosen[0]} if chosen else {}))

    async def _submitted(self, gesture: Gesture) -> Callable[[], Awaitable[None]]:
        workspace, action, value = self._route(gesture)
        page = forms.page_of(_data(gesture)["custom_id"], action) or 0
        draft = await self._draft(gesture, workspace, action, value)
        pages = forms.pages(draft.form)
        zone = self.people_of(workspace).zone
        given = forms.read(pages[page], _data(gesture), workspace, self.now(), zone)
        draft = Draft(draft.form, {**draft.values, **given}, tuple(sorted({*draft.done, page})))
        await self._keep(gesture, workspace, draft)
        if left := [number for number in range(len(pages)) if number not in draft.done]:
            row = replies.page_buttons(draft.form, workspace, {left[0]: strings.GO_ON})
            card = note(strings.ALMOST, strings.step(page + 1, len(pages)))
            return lambda: replies.show(gesture, card, workspace, [row])
        handed = forms.files_given(draft.form.files, _data(gesture))
        files, wrong = await take(draft.form.files, offers(handed, self.file_homes))
        if wrong:
            return lambda: self._show_errors(gesture, workspace, draft, FormErrors(wrong))
        call = await self._invocation(gesture, workspace, "form", action)
        answer = await self.dispatch(replace(call, value=value, fields=draft.values, files=files))
        if isinstance(answer, FormErrors):
            return lambda: self._show_errors(gesture, workspace, draft, answer)
        async with self.database.transaction() as tx:
            await form_drafts.drop(tx, workspace, call.person, draft.form)
        return await self._shown(gesture, call, answer)

    async def _act(self, gesture: Gesture, call: Invocation) -> Callable[[], Awaitable[None]]:
        return await self._shown(gesture, call, await self.dispatch(call))

    async def _shown(self, gesture: Gesture, call: Invocation, answer: Answer) -> Callable[[], Awaitable[None]]:
        match answer:
            case Reply(card):
                return lambda: replies.show(gesture, card, call.workspace)
            case OpenForm(form):
                draft = Draft(form)
                await self._keep(gesture, call.workspace, draft)
                channel = call.channel if call.channel_name else ""
                return lambda: replies.open_page(gesture, draft, call.workspace, 0, channel or "")
            case FormErrors(errors):
                return lambda: replies.show(gesture, note(strings.NOT_YET, *errors.values()), call.workspace)
        return lambda: replies.say_nothing(gesture)

    async def _show_errors(self, gesture: Gesture, workspace: str, draft: Draft, found: FormErrors) -> None:
        wrong = sorted({forms.page_with(draft.form, name) for name in found.errors})
        single = len(forms.pages(draft.form)) == 1
        labels = {page: strings.LOOK_AGAIN if single else strings.page(page + 1) for page in wrong}
        row = replies.page_buttons(draft.form, workspace, labels)
        await replies.show(gesture, note(strings.NOT_YET, *dict.fromkeys(found.errors.values())), workspace, [row])

    async def _suggest(self, gesture: Gesture) -> None:
        workspace, data = replies.whose(gesture), _data(gesture)
        option, typed = payloads.typed(self.router, data)
        command = self.router.commands.get(payloads.command(self.router, data, workspace)[0])
        if not (workspace and command and option and option.suggest and isinstance(gesture.user, discord.Member)):
            return
        organiser = self.people_of(workspace).organises(gesture.user, gesture.permissions)
        if command.who is Who.ORGANISER and not allowed(command.who, organiser=organiser):
            return
        async with self.database.reading() as tx:
            offered = await option.suggest(tx, workspace, typed)
        await replies.suggest(gesture, offered)

    def _route(self, gesture: Gesture) -> tuple[str, str, str]:
        found = ids.read_route(str(_data(gesture)["custom_id"]))
        if found is None or replies.whose(gesture) not in ("", found[0]):
            raise Stranger(strings.FORM_GONE)
        return found

    async def _draft(self, gesture: Gesture, workspace: str, action: str, value: str) -> Draft:
        async with self.database.reading() as tx:
            found = await form_drafts.find(tx, workspace, ids.ours(workspace, gesture.user.id), action, value)
        if found is None:
            raise Stranger(strings.FORM_GONE)
        return found

    async def _keep(self, gesture: Gesture, workspace: str, draft: Draft) -> None:
        async with self.database.transaction() as tx:
            await form_drafts.keep(tx, workspace, ids.ours(workspace, gesture.user.id), draft, self.now())

    async def _only_server(self, gesture: Gesture) -> str:
        known = [(server, ids.ours(server, gesture.user.id)) for server in self.servers()]
        async with self.database.reading() as tx:
            found = await state.servers_of(tx, known)
        if len(found) != 1:
            raise Stranger(strings.WHICH_SERVER)
        return found[0]

    async def _invocation(self, gesture: Gesture, workspace: str, kind: str, action: str) -> Invocation:
        people = self.people_of(workspace)
        if isinstance(gesture.user, discord.Member):
            who = people.member(people.note(gesture.user), gesture.permissions)
        else:
            found = await people.fetch(str(gesture.user.id), anew=True)
            if found is None:
                raise Stranger(strings.NOT_HERE)
            who = people.member(found)
        channel, name = _place(gesture, workspace)
        if channel and name:
            async with self.database.transaction() as tx:
                await state.seen(tx, workspace, channel, who.person)
        return Invocation(
            id=str(gesture.id),
            workspace=workspace,
            person=who.person,
            name=who.name,
            now=self.now(),
            gesture=kind,  # type: ignore[arg-type]
            action=action,
            channel=channel,
            channel_name=name,
            zone=who.zone,
            organiser=who.organiser,
            message=payloads.message(workspace, gesture.channel_id, gesture.message.id if gesture.message else None),
            rng=random.Random(str(gesture.id)),
        )


def _data(gesture: Gesture) -> Mapping[str, Any]:
    return gesture.data or {}


def _place(gesture: Gesture, workspace: str) -> tuple[str | None, str]:
    where = gesture.channel
    if isinstance(where, discord.Thread) and where.type is discord.ChannelType.public_thread and where.parent:
        where = where.parent
    kind = where.type.value if where else -1
    native = where.id if where else gesture.channel_id
    return payloads.place(int(kind), native, str(getattr(where, "name", "") or ""), workspace)

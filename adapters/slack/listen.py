"""Take what people type, click and submit in Slack to Mingle: acknowledged in time, acted upon once."""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from adapters.background import Seen, Underway
from adapters.slack import forms, ids, payloads, render, strings
from adapters.slack.files import Files
from adapters.slack.people import People
from adapters.slack.replies import Asker, Replies
from adapters.uploads import take
from bot.core.platform import PlatformError
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Reply, Router
from bot.ui.notices import note
from bot.ui.uploads import Upload

PATIENCE = 2.2  # seconds until an acknowledgement leaves, done or not; Slack waits three
ANYTHING = re.compile(r".*", re.DOTALL)
NOTHING: Mapping[str, Upload] = {}

log = structlog.get_logger()

Body = Mapping[str, Any]
Handler = Callable[["Listener", AsyncAck, Body], Coroutine[Any, Any, None]]


def to_the_end(handler: Handler) -> Handler:
    """Let a gesture be answered even when its connection ends or Mingle stops."""

    @wraps(handler)
    async def handled(self: "Listener", ack: AsyncAck, body: Body) -> None:
        await asyncio.shield(self._underway.begin(handler(self, ack, body)))

    return handled


@dataclass
class Listener:
    """The front door: payloads become invocations, and answers go back where the gesture was made."""

    people: People
    replies: Replies
    files: Files
    router: Router
    dispatch: Callable[[Invocation], Awaitable[Answer]]
    now: Callable[[], datetime]
    _seen: Seen = field(default_factory=Seen)
    _underway: Underway = field(default_factory=Underway)

    def attach(self, app: AsyncApp) -> None:
        """Register one listener for each kind of payload."""
        app.command(ANYTHING)(self.typed)
        app.action(ANYTHING)(self.clicked)
        app.view(ANYTHING)(self.submitted)
        app.shortcut(ANYTHING)(self.took_shortcut)

    @to_the_end
    async def typed(self, ack: AsyncAck, body: Body) -> None:
        """Pass on a slash command."""
        name, fields = payloads.command(self.router, body, self.people.workspace)
        await self._answer(ack, body, "command", name, fields=fields)

    @to_the_end
    async def took_shortcut(self, ack: AsyncAck, body: Body) -> None:
        """Run the command that a shortcut stands for."""
        await self._answer(ack, body, "command", str(body["callback_id"]).partition(":")[2])

    @to_the_end
    async def clicked(self, ack: AsyncAck, body: Body) -> None:
        """Pass on a click on a button, or a select's choice; somebody's home tab is drawn again afterwards."""
        pressed = body["actions"][0]
        action, value = render.route(pressed.get("action_id", ""))
        chosen = payloads.choice(pressed)
        fields = {} if chosen is None else {"choice": chosen}
        await self._answer(ack, body, "button", action, value=value, fields=fields)
        if body.get("view", {}).get("type") == "home":
            await self.show_home(payloads.author(body), f"{payloads.gesture_id(body)}:home")

    @to_the_end
    async def submitted(self, ack: AsyncAck, body: Body) -> None:
        """Pass on a filled-in form: mistakes are shown at their fields, anything else where the form was opened."""
        if not self._seen.is_new(payloads.gesture_id(body)):
            await ack()
            return
        view = body["view"]
        work = self._underway.begin(self._filled_in(body, view))
        await asyncio.wait({work}, timeout=PATIENCE)
        asker = _asker(body)
        if not work.done():
            await ack()
            await self.replies.say_later(await work, asker)
        else:
            answer = work.result()
            await ack(**self._to_form(answer, asker))
            if isinstance(answer, Reply) and _elsewhere(asker):
                await self.replies.say_later(answer, asker)
        if not asker.origin.channel:  # it was opened at home
            await self.show_home(asker.person, f"{payloads.gesture_id(body)}:home")

    async def show_home(self, person: str, gesture: str) -> None:
        """Draw somebody's home tab."""
        answer = await self._call({"user_id": person, "trigger_id": gesture}, "button", "home.show", "", {})
        if isinstance(answer, Reply):
            await self.replies.publish_home(answer.card, person)

    def later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something that nobody waits for."""
        self._underway.begin(work)

    async def finish(self) -> None:
        """Let what is under way end."""
        await self._underway.finish()

    async def _answer(self, ack: AsyncAck, body: Body, kind: str, action: str, **more: Any) -> None:
        if not self._seen.is_new(payloads.gesture_id(body)):
            await ack()
            return
        work = self._underway.begin(self._call(body, kind, action, more.get("value", ""), more.get("fields", {})))
        await asyncio.wait({work}, timeout=PATIENCE)
        await ack()
        await self.replies.show(await work, _asker(body))

    async def _filled_in(self, body: Body, view: Body) -> Answer:
        handed = self.files.offers(forms.files_given(view))
        files, wrong = await take(forms.files_asked(view), handed)
        if wrong:
            return FormErrors(wrong)
        fields, value = forms.filled(view, self.people.workspace), forms.origin_of(view).value
        return await self._call(body, "form", view["callback_id"], value, fields, files)

    async def _call(
        self,
        body: Body,
        kind: str,
        action: str,
        value: str,
        fields: Mapping[str, Any],
        files: Mapping[str, Upload] = NOTHING,
    ) -> Answer:
        try:
            call = await self._invocation(body, kind, action)
        except PlatformError as error:
            log.warning("person unknown", action="slack.listen", error=str(error))
            return Reply(note(strings.TOO_LATE, strings.NOT_HERE))
        return await self.dispatch(replace(call, value=value, fields=fields, files=files))

    async def _invocation(self, body: Body, kind: str, action: str) -> Invocation:
        workspace, gesture = self.people.workspace, payloads.gesture_id(body)
        who = await self.people.member(payloads.author(body))
        origin = payloads.origin(body)
        name = await self.people.channel_name(origin.channel, origin.name) if origin.channel else ""
        return Invocation(
            id=gesture,
            workspace=workspace,
            person=who.person,
            name=who.name,
            now=self.now(),
            gesture=kind,  # type: ignore[arg-type]
            action=action,
            channel=ids.ours(workspace, origin.channel) if origin.channel else None,
            channel_name=name,
            zone=who.zone,
            organiser=who.organiser,
            message=payloads.message(body, workspace),
            rng=random.Random(gesture),
        )

    def _to_form(self, answer: Answer, asker: Asker) -> dict[str, Any]:
        workspace, view = self.people.workspace, asker.view or {}
        match answer:
            case FormErrors(found):
                return {"response_action": "errors", "errors": forms.errors(found, view)}
            case OpenForm(form):
                return {"response_action": "update", "view": forms.modal(form, asker.origin, workspace)}
            case Reply(card) if not _elsewhere(asker):
                return {"response_action": "update", "view": forms.answer(card, asker.origin, workspace)}
        return {}


def _asker(body: Body) -> Asker:
    return Asker(payloads.author(body), payloads.origin(body), str(body.get("trigger_id") or ""), body.get("view"))


def _elsewhere(asker: Asker) -> bool:
    return bool(asker.origin.response_url)

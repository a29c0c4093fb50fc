"""Take what people type, click and submit in Slack to Mingle.

Acknowledged in time, acted upon once.
"""

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

from adapters.background import BackgroundTasks
from adapters.recent import RecentIds
from adapters.slack import forms, ids, payloads, render, strings
from adapters.slack.files import SlackFiles
from adapters.slack.people import SlackPeople
from adapters.slack.replies import Replies, ReplyTarget
from adapters.uploads import collect_uploads
from bot.core.platform import PlatformError
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Reply, Router
from bot.ui.notices import note_card
from bot.ui.uploads import Upload

ACK_TIMEOUT = 2.2  # seconds until an acknowledgement leaves, done or not; Slack waits three
ANYTHING = re.compile(r".*", re.DOTALL)
NO_UPLOADS: Mapping[str, Upload] = {}

log = structlog.get_logger()

Body = Mapping[str, Any]
Handler = Callable[["SlackListener", AsyncAck, Body], Coroutine[Any, Any, None]]


def run_to_completion(handler: Handler) -> Handler:
    """Let a gesture be answered even when its connection ends or Mingle stops."""

    @wraps(handler)
    async def handled(self: "SlackListener", ack: AsyncAck, body: Body) -> None:
        await asyncio.shield(self._background.start_task(handler(self, ack, body)))

    return handled


@dataclass
class SlackListener:
    """The front door: payloads become invocations, and answers go back where the gesture was
    made."""

    people: SlackPeople
    replies: Replies
    files: SlackFiles
    router: Router
    dispatch: Callable[[Invocation], Awaitable[Answer]]
    now: Callable[[], datetime]
    _recent_ids: RecentIds = field(default_factory=RecentIds)
    _background: BackgroundTasks = field(default_factory=BackgroundTasks)

    def register_handlers(self, app: AsyncApp) -> None:
        """Register one listener for each kind of payload."""
        app.command(ANYTHING)(self.handle_command)
        app.action(ANYTHING)(self.handle_click)
        app.view(ANYTHING)(self.handle_submission)
        app.shortcut(ANYTHING)(self.handle_shortcut)

    @run_to_completion
    async def handle_command(self, ack: AsyncAck, body: Body) -> None:
        """Pass on a slash command."""
        name, fields = payloads.parse_slash_command(self.router, body, self.people.workspace)
        await self._answer(ack, body, "command", name, fields=fields)

    @run_to_completion
    async def handle_shortcut(self, ack: AsyncAck, body: Body) -> None:
        """Run the command that a shortcut stands for."""
        await self._answer(ack, body, "command", str(body["callback_id"]).partition(":")[2])

    @run_to_completion
    async def handle_click(self, ack: AsyncAck, body: Body) -> None:
        """Pass on a click on a button, or a select's choice.

        Somebody's home tab is drawn again afterwards.
        """
        pressed = body["actions"][0]
        action, value = render.parse_route(pressed.get("action_id", ""))
        chosen = payloads.chosen_value(pressed)
        fields = {} if chosen is None else {"choice": chosen}
        await self._answer(ack, body, "button", action, value=value, fields=fields)
        if body.get("view", {}).get("type") == "home":
            await self.show_home(payloads.author_id(body), f"{payloads.interaction_id(body)}:home")

    @run_to_completion
    async def handle_submission(self, ack: AsyncAck, body: Body) -> None:
        """Pass on a filled-in form.

        Mistakes are shown at their fields, anything else where the form was opened.
        """
        if not self._recent_ids.is_new(payloads.interaction_id(body)):
            await ack()
            return
        view = body["view"]
        work = self._background.start_task(self._filled_in(body, view))
        await asyncio.wait({work}, timeout=ACK_TIMEOUT)
        asker = _asker(body)
        if not work.done():
            await ack()
            await self.replies.show_answer_later(await work, asker)
        else:
            answer = work.result()
            await ack(**self._to_form(answer, asker))
            if isinstance(answer, Reply) and _elsewhere(asker):
                await self.replies.show_answer_later(answer, asker)
        if not asker.origin.channel:  # it was opened at home
            await self.show_home(asker.person, f"{payloads.interaction_id(body)}:home")

    async def show_home(self, person: str, interaction_id: str) -> None:
        """Draw somebody's home tab."""
        answer = await self._call(
            {"user_id": person, "trigger_id": interaction_id}, "button", "home.show", "", {}
        )
        if isinstance(answer, Reply):
            await self.replies.publish_home(answer.card, person)

    def run_later(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something that nobody waits for."""
        self._background.start_task(work)

    async def drain_tasks(self) -> None:
        """Let what is under way end."""
        await self._background.drain_tasks()

    async def _answer(self, ack: AsyncAck, body: Body, kind: str, action: str, **more: Any) -> None:
        if not self._recent_ids.is_new(payloads.interaction_id(body)):
            await ack()
            return
        work = self._background.start_task(
            self._call(body, kind, action, more.get("value", ""), more.get("fields", {}))
        )
        await asyncio.wait({work}, timeout=ACK_TIMEOUT)
        await ack()
        await self.replies.show_answer(await work, _asker(body))

    async def _filled_in(self, body: Body, view: Body) -> Answer:
        handed = self.files.offered_files(forms.submitted_files(view))
        files, wrong = await collect_uploads(forms.submitted_file_fields(view), handed)
        if wrong:
            return FormErrors(wrong)
        fields, value = (
            forms.parse_submission(view, self.people.workspace),
            forms.modal_origin(view).value,
        )
        return await self._call(body, "form", view["callback_id"], value, fields, files)

    async def _call(
        self,
        body: Body,
        kind: str,
        action: str,
        value: str,
        fields: Mapping[str, Any],
        files: Mapping[str, Upload] = NO_UPLOADS,
    ) -> Answer:
        try:
            call = await self._invocation(body, kind, action)
        except PlatformError as error:
            log.warning("person unknown", action="slack.listen", error=str(error))
            return Reply(note_card(strings.TOO_LATE, strings.NOT_HERE))
        return await self.dispatch(replace(call, value=value, fields=fields, files=files))

    async def _invocation(self, body: Body, kind: str, action: str) -> Invocation:
        workspace, gesture = self.people.workspace, payloads.interaction_id(body)
        who = await self.people.fetch_member(payloads.author_id(body))
        origin = payloads.parse_origin(body)
        name = await self.people.channel_name(origin.channel, origin.name) if origin.channel else ""
        return Invocation(
            id=gesture,
            workspace=workspace,
            person=who.person,
            name=who.name,
            now=self.now(),
            interaction=kind,  # type: ignore[arg-type]
            action=action,
            channel=ids.qualify_id(workspace, origin.channel) if origin.channel else None,
            channel_name=name,
            zone=who.zone,
            organiser=who.organiser,
            message=payloads.clicked_message(body, workspace),
            rng=random.Random(gesture),
        )

    def _to_form(self, answer: Answer, target: ReplyTarget) -> dict[str, Any]:
        workspace, view = self.people.workspace, target.view or {}
        match answer:
            case FormErrors(found):
                return {"response_action": "errors", "errors": forms.field_errors(found, view)}
            case OpenForm(form):
                return {
                    "response_action": "update",
                    "view": forms.render_modal(form, target.origin, workspace),
                }
            case Reply(card) if not _elsewhere(target):
                return {
                    "response_action": "update",
                    "view": forms.render_answer(card, target.origin, workspace),
                }
        return {}


def _asker(body: Body) -> ReplyTarget:
    return ReplyTarget(
        payloads.author_id(body),
        payloads.parse_origin(body),
        str(body.get("trigger_id") or ""),
        body.get("view"),
    )


def _elsewhere(target: ReplyTarget) -> bool:
    return bool(target.origin.response_url)

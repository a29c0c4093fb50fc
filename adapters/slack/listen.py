"""Slack's payloads as invocations: acknowledged in time, dispatched once, answered."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from time import monotonic

import structlog
from slack_bolt.request.payload_utils import (
    is_block_actions,
    is_shortcut,
    is_slash_command,
    is_view_submission,
)
from structlog.contextvars import bind_contextvars

from adapters.background import BackgroundTasks
from adapters.json_types import JsonObject, Payload
from adapters.recent import RecentIds
from adapters.slack import forms, ids, payloads, render
from adapters.slack.acknowledgement import Acknowledge, HandleInteraction, run_to_completion
from adapters.slack.callers import Callers
from adapters.slack.files import SlackFiles
from adapters.slack.form_responses import respond_to_form
from adapters.slack.people import SlackPeople
from adapters.slack.places import Places
from adapters.slack.replies import WORDS, Replies, ReplyTarget, reply_target
from adapters.uploads import collect_uploads
from bot.core.dispatch import find_target
from bot.core.home_tabs import HOME
from bot.core.interactions import Answer, FormErrors, InteractionKind, Invocation, Reply
from bot.core.open_answers import OpenAnswers
from bot.core.permissions import Role
from bot.core.router import Router
from bot.core.typed_lines import TypedLine
from bot.core.unclear_lines import TYPED
from bot.ui.speech import speaking
from bot.ui.uploads import Upload

ACK_TIMEOUT = 2.2  # seconds until a form is acknowledged, read or not; Slack waits three
HOLD = 0.3  # seconds for which an answer may go before the acknowledgement
HELD_WITHOUT_NOTE = 0.7  # seconds more, where the database does not even take a note
NOTE_IN_CROWD = 0.4  # seconds that an acknowledgement waits for the note, of a crowd
# Gestures that are answered first: on a slow disk so many take less than `HOLD`. Of a larger crowd
# each is acknowledged at once.
MAX_HELD = 20
NO_FIELDS: forms.Fields = {}
NO_UPLOADS: Mapping[str, Upload] = {}

log = structlog.get_logger()


@dataclass
class SlackListener:
    """The way in from Slack: payloads become invocations, and answers are shown in reply."""

    people: SlackPeople
    callers: Callers
    places: Places
    replies: Replies
    files: SlackFiles
    router: Router
    dispatch: Callable[[Invocation], Awaitable[Answer]]
    now: Callable[[], datetime]
    background: BackgroundTasks
    open_answers: OpenAnswers
    _recent_ids: RecentIds = field(default_factory=RecentIds)
    _held: int = 0  # gestures that are not acknowledged yet

    def find_handler(self, body: JsonObject) -> HandleInteraction | None:
        """Return what handles an interaction; None for a payload that is none."""
        if is_slash_command(body):
            return None if "ssl_check" in body else self.handle_command
        if is_block_actions(body):
            return self.handle_click
        if is_view_submission(body):
            return self.handle_submission
        return self.handle_shortcut if is_shortcut(body) else None

    @run_to_completion
    async def handle_command(self, ack: Acknowledge, body: Payload) -> None:
        """Handle a slash command."""
        typed = payloads.parse_slash_command(self.router, body, self.people.workspace)
        await self._handle(
            ack, body, "command", typed.command, fields={**typed.fields}, typed=typed
        )

    @run_to_completion
    async def handle_shortcut(self, ack: Acknowledge, body: Payload) -> None:
        """Run the command that a shortcut stands for."""
        await self._handle(ack, body, "command", str(body["callback_id"]).partition(":")[2])

    @run_to_completion
    async def handle_click(self, ack: Acknowledge, body: Payload) -> None:
        """Handle a click or a menu's choice; a home tab is published again after one from it."""
        element = body["actions"][0]
        action, value = render.parse_route(element.get("action_id", ""))
        chosen = payloads.chosen_value(element)
        fields: forms.Fields = {} if chosen is None else {"choice": chosen}
        if action in (WORDS, TYPED):
            typed = payloads.parse_words(self.router, value, self.people.workspace)
            await self._handle_line(ack, body, typed)
            return
        await self._handle(ack, body, "button", action, value, fields)
        if payloads.parse_origin(body).home:
            await self.show_home(payloads.author_id(body), f"{payloads.interaction_id(body)}:home")

    @run_to_completion
    async def handle_submission(self, ack: Acknowledge, body: Payload) -> None:
        """Handle a form.

        Errors are shown at their fields in the acknowledgement, other answers where the form was
        opened.
        """
        if not self._recent_ids.is_new(payloads.interaction_id(body)):
            await ack()
            return

        target = reply_target(body)
        began = monotonic()
        task = self.background.start_task(self._dispatch_form(body))
        await asyncio.wait({task}, timeout=ACK_TIMEOUT)
        if task.done():
            seconds = max(0.0, began + ACK_TIMEOUT - monotonic())
            await self._acknowledge_form(ack, task.result(), target, seconds)
        else:
            answering = self.background.start_task(self._show_when_ready(task, target))
            await self._acknowledge_meanwhile(ack, answering, target)

        if target.origin.home:
            await self.show_home(target.person, f"{payloads.interaction_id(body)}:home")

    async def answer_words(self, event: Payload, event_id: str) -> None:
        """Answer what somebody wrote to Mingle as the command that it stands for."""
        words = str(event.get("text") or "")
        body = {
            "user_id": event["user"],
            "event_id": event_id,
            "channel_id": event["channel"],
            "channel_name": "directmessage" if event.get("channel_type") == "im" else "",
        }
        typed = payloads.parse_words(self.router, words, self.people.workspace)
        answer = await self._dispatch(
            body, "command", typed.command, fields={**typed.fields}, typed=typed
        )
        thread = str(event.get("thread_ts") or "")
        await self.replies.show_answer(
            answer, replace(reply_target(body), words=words, thread=thread)
        )

    async def run_command(
        self, body: JsonObject, command: str, fields: Mapping[str, str]
    ) -> Answer:
        """Run a command for somebody who typed none; show them what was done, and nothing else."""
        answer = await self._dispatch(body, "command", command, fields={**fields})
        if isinstance(answer, Reply) and answer.outcome == "acted":
            await self.replies.show_answer(answer, reply_target(body))
        return answer

    async def show_home(self, person: str, interaction_id: str) -> None:
        """Publish a person's home tab, which they have opened or clicked in."""
        container = {"type": "message", "channel_id": person, "message_ts": HOME}
        body = {"user_id": person, "trigger_id": interaction_id, "container": container}
        answer = await self._dispatch(body, "button", "home.show")
        if isinstance(answer, Reply):
            with speaking(answer.language):
                await self.replies.publish_home(answer.card, person)

    def run_later(self, work: Coroutine[object, object, object]) -> asyncio.Task[object]:
        """Run something in the background, and return its task; a stop waits for it."""
        return self.background.start_task(work)

    async def name_in_log(self, handling: Coroutine[object, object, None], body: Payload) -> None:
        """Handle an interaction whose ids stand in each line of the log, in a task of its own."""
        ids_of_it = {
            "workspace": self.people.workspace,
            "interaction": payloads.interaction_id(body),
        }
        bind_contextvars(**ids_of_it)
        await handling

    def begin_stop(self) -> None:
        """Let nothing wait for its turn any longer, as the program ends."""
        self.background.start_task(self.replies.begin_stop())

    async def drain_tasks(self, grace: float | None = None) -> None:
        """Wait for the interactions that are being handled, for at most `grace` seconds."""
        await self.background.drain_tasks(grace)

    async def _handle_line(self, ack: Acknowledge, body: Payload, typed: TypedLine) -> None:
        fields: forms.Fields = {**typed.fields}
        await self._handle(ack, body, "command", typed.command, fields=fields, typed=typed)

    async def _handle(
        self,
        ack: Acknowledge,
        body: Payload,
        kind: InteractionKind,
        action: str,
        value: str = "",
        fields: forms.Fields = NO_FIELDS,
        typed: TypedLine | None = None,
    ) -> None:
        """Dispatch an interaction once, acknowledge it at once or soon, and show the answer."""
        if not self._recent_ids.is_new(payloads.interaction_id(body)):
            await ack()
            return

        target = reply_target(body)
        if self._held >= MAX_HELD:
            with suppress(TimeoutError):
                async with asyncio.timeout(NOTE_IN_CROWD):
                    await self._note_answer(target)
            await ack()
            await self._answer(body, target, kind, action, value, fields, typed)
            await self.open_answers.settle(target.interaction)
            return

        # The answer goes first: if this process dies before it, Slack itself tells the person.
        answering = self._answer(body, target, kind, action, value, fields, typed)
        task = self.background.start_task(answering)
        if self._held < MAX_HELD:
            self._held += 1
            try:
                await asyncio.wait({task}, timeout=HOLD)
            finally:
                self._held -= 1
        await self._acknowledge_meanwhile(ack, task, target)

    async def _note_answer(self, target: ReplyTarget) -> bool:
        """Return whether it is written what the person hears if the answer never comes."""
        person = ids.qualify_id(self.people.workspace, target.person)
        return await self.open_answers.note(person, target.interaction)

    async def _acknowledge_meanwhile(
        self, ack: Acknowledge, answering: "asyncio.Task[None]", target: ReplyTarget
    ) -> None:
        """Acknowledge, and wait until the answer is shown; if it never is, the outbox says so."""
        is_open = not answering.done()
        if is_open and not await self._note_answer(target):
            # until then Slack itself would tell the person
            await asyncio.wait({answering}, timeout=HELD_WITHOUT_NOTE)
        await ack()
        await answering
        if is_open:
            await self.open_answers.settle(target.interaction)

    async def _answer(
        self,
        body: Payload,
        target: ReplyTarget,
        kind: InteractionKind,
        action: str,
        value: str,
        fields: forms.Fields,
        typed: TypedLine | None,
    ) -> None:
        answer = await self._dispatch(body, kind, action, value, fields, typed=typed)
        await self.replies.show_answer(answer, target)

    async def _acknowledge_form(
        self, ack: Acknowledge, answer: Answer, target: ReplyTarget, seconds: float
    ) -> None:
        """Acknowledge a form within some seconds, after its answer if that is ready by then."""
        readers = self.people.readers_among([target.person])
        response = respond_to_form(answer, target, self.people.workspace, readers)
        if not (isinstance(answer, Reply) and target.has_response_url):
            await ack(**response)
            return

        showing = self.background.start_task(self.replies.show_answer_later(answer, target))
        await asyncio.wait({showing}, timeout=seconds)
        await self._acknowledge_meanwhile(partial(ack, **response), showing, target)

    async def _show_when_ready(self, answer: "asyncio.Task[Answer]", target: ReplyTarget) -> None:
        await self.replies.show_answer_later(await answer, target)

    async def _dispatch_form(self, body: Payload) -> Answer:
        view = body["view"]
        offered = self.files.offered_files(forms.submitted_files(view))
        files, errors = await collect_uploads(forms.submitted_file_fields(view), offered)
        if errors:
            return FormErrors(errors)

        fields = forms.parse_submission(view, self.people.workspace)
        value = forms.modal_origin(view).value
        return await self._dispatch(body, "form", view["callback_id"], value, fields, files)

    async def _dispatch(
        self,
        body: Payload,
        kind: InteractionKind,
        action: str,
        value: str = "",
        fields: forms.Fields = NO_FIELDS,
        files: Mapping[str, Upload] = NO_UPLOADS,
        typed: TypedLine | None = None,
    ) -> Answer:
        workspace = self.people.workspace
        target = find_target(self.router, kind, action)
        is_restricted = target is not None and target.role is not Role.ANYONE
        author, standing = await self.callers.find_author(
            payloads.author_id(body), payloads.author_name(body), organiser=is_restricted
        )
        origin = payloads.parse_origin(body)
        channel, channel_name = None, ""
        if origin.channel:
            channel = ids.qualify_id(workspace, origin.channel)
            channel_name = await self.people.channel_name(origin.channel, origin.name)

        barred = await self.callers.find_barred(payloads.people_named(fields, workspace))
        if standing:
            barred.setdefault(author.person, standing)
        channels = payloads.channels_named(fields, workspace)
        if kind == "command" and channel_name:
            channels.append(origin.channel)
        joins = kind == "form" and author.organiser and not barred
        closed = await self.places.find_closed(channels, join=joins)
        interaction_id = payloads.interaction_id(body)
        call = Invocation(
            id=interaction_id,
            workspace=workspace,
            person=author.person,
            name=author.name,
            now=self.now(),
            interaction=kind,
            action=action,
            value=value,
            channel=channel,
            channel_name=channel_name,
            zone=author.zone,
            locale=author.locale,
            organiser=author.organiser,
            fields=fields,
            files=files,
            message=payloads.clicked_message(body, workspace),
            unused=typed.unused if typed else "",
            offers=typed.offers if typed else (),
            barred=barred,
            closed=closed,
            chosen_names=self.places.names_of(channels),
            seed=interaction_id,
        )
        return await self.dispatch(call)

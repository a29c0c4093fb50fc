"""Keep one open page up to date: who looks, at which conversation, and what they do there."""

import json
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from typing import Any

from nicegui import Client, ui

from adapters.playground import client_events as g
from adapters.playground import forms, layout, records, strings
from adapters.playground.app import PlaygroundApp
from adapters.playground.clock import STEPS, PlaygroundClock, step_ahead
from adapters.playground.message_list import MessageList
from adapters.playground.post import MessagePosted
from adapters.playground.records import Conversation, Message
from adapters.playground.render import NO_MARKUP, Viewer
from bot.core.permissions import Role
from bot.core.platform import MessageRef, PlatformError
from bot.core.router import Answer, Command, FormErrors, OpenForm
from bot.ui.cards import Form, as_text

REFRESH_INTERVAL = 0.15  # seconds between looks at what has changed
CLOCK_INTERVAL = 60.0  # seconds between looks at the world's own clock
MAX_GROUPS = 12  # group conversations in the side bar, the latest first
MAX_SUGGESTED = 4  # commands offered where nothing was said yet


class Tab:
    """One tab. What was heard is noted at once and drawn together at the next look."""

    def __init__(
        self, app: PlaygroundApp, client: Client, viewer: Viewer, conversation: Conversation
    ) -> None:
        self.app, self.client, self.viewer, self.conversation = app, client, viewer, conversation
        self._form: Form | None = None
        self._limit = records.PAGE_SIZE
        self._fresh: dict[int, Message] = {}
        self._loading = self._side_changed = self._time_changed = False

    async def build_page(self) -> None:
        """Lay the page out, fill it, and begin to listen."""
        _html(layout.render_skip_link())
        with ui.element("div").classes("house"):
            with ui.element("header").classes("top"):
                _html(layout.render_brand()).classes("brand")
                self._who = _html(NO_MARKUP).classes("whose")
                self._time = _html(NO_MARKUP).classes("clock")
            self._side = (
                _html(NO_MARKUP, "nav").classes("side").props(f'aria-label="{strings.MENU}"')
            )
            with ui.element("main").classes("talk"):
                self._head = _html(NO_MARKUP, "header").classes("head")
                self._hint = _html(NO_MARKUP).classes("hint")
                self._log = MessageList()
                _html(layout.render_composer(), "form").classes("composer")
        self._known = _html(NO_MARKUP)
        _html(layout.render_overlays())
        self.app.playground.listeners.append(self.on_message)
        if self.app.clock:
            self.app.clock.listeners.append(self.on_clock_moved)
        self.app.playground.open_tabs[self.viewer.person] += 1
        self.client.on_delete(self.close_tab)
        await self._render_all()
        ui.on("mingle", lambda event: self.handle_event(event.args))
        ui.timer(REFRESH_INTERVAL, self.refresh_page)
        if self.app.clock is None:
            ui.timer(CLOCK_INTERVAL, self.on_clock_moved)

    def close_tab(self) -> None:
        """Stop listening when the tab is gone."""
        self.app.playground.listeners.remove(self.on_message)
        if self.app.clock:
            self.app.clock.listeners.remove(self.on_clock_moved)
        self.app.playground.open_tabs[self.viewer.person] -= 1

    def on_message(self, heard: MessagePosted) -> None:
        """Note what was said or changed where this page can see it."""
        message = heard.message
        if self.viewer.person not in heard.conversation.people or message.only_for not in (
            None,
            self.viewer.person,
        ):
            return
        self._side_changed = True
        if heard.conversation.id == self.conversation.id:
            self._fresh[message.id] = message

    def on_clock_moved(self) -> None:
        """Note that the clock moved."""
        self._time_changed = True

    async def refresh_page(self) -> None:
        """Draw what has changed since the last look, and nothing else."""
        if self._loading:
            return
        if self._fresh:
            await self._render_fresh()
        if self._side_changed:
            self._side_changed = False
            await self._render_side()
        if self._time_changed:
            self._time_changed = False
            self._render_time()

    async def handle_event(self, payload: Any) -> None:
        """Do what somebody did on the page."""
        listener, me = self.app.listener, self.viewer.person
        match g.parse_event(payload):
            case g.LineTyped(gesture, line):
                await self._react(
                    gesture, listener.handle_line(me, self.conversation.id, line, gesture)
                )
            case g.ButtonClicked(gesture, message, action, value, choice):
                sent = MessageRef(self.conversation.id, message)
                await self._react(
                    gesture, listener.handle_click(me, sent, action, value, gesture, choice=choice)
                )
            case g.FormSubmitted(gesture, fields, files) if self._form:
                await self._react(
                    gesture,
                    listener.handle_submission(
                        me, self.conversation.id, self._form, fields, gesture, files
                    ),
                )
            case g.ConversationOpened(channel):
                await self._open(channel)
            case g.DirectOpened(person) if person in self.viewer.faces and person != me:
                await self._open((await self.app.playground.group_conversation([me, person])).id)
            case g.PersonSwitched(person) if person in self.viewer.faces:
                await self._become(person)
            case g.ClockStepped(step) if self.app.clock:
                await self._step(self.app.clock, step)
            case g.EarlierRequested():
                self._limit += records.PAGE_SIZE
                await self._render_messages()

    async def _react(self, interaction_id: str, answering: Awaitable[Answer]) -> None:
        try:
            answer = await answering
        except PlatformError:
            self._run("trouble", strings.TROUBLE)
            answer = FormErrors({})
        if isinstance(answer, FormErrors):
            self._run("errors", dict(answer.errors))
        elif isinstance(answer, OpenForm):
            self._form = answer.form
            rooms = await self.app.playground.conversations_by_id()
            self._run("openForm", forms.render_form(answer.form, self.viewer, rooms))
        else:
            self._form = None
            self._run("closeForm")
        self._run("done", interaction_id)

    async def _open(self, channel: str) -> None:
        room = (await self.app.playground.conversations_by_id()).get(channel)
        if room and self.viewer.person in room.people:
            self.conversation, self._limit = room, records.PAGE_SIZE
            await self._render_conversation()

    async def _become(self, person: str) -> None:
        self.app.playground.open_tabs[self.viewer.person] -= 1
        self.app.playground.open_tabs[person] += 1
        self.viewer = replace(self.viewer, person=person, zone=self.viewer.faces[person].zone)
        if person not in self.conversation.people:
            self.conversation = await first_conversation(self.app, person)
        await self._render_all()

    async def _step(self, clock: PlaygroundClock, step: str) -> None:
        if step == "play":
            clock.playing = not clock.playing
        elif step in STEPS and not self.app.clock_moving:
            self.app.clock_moving = True
            _tell(clock)
            try:
                await clock.advance_to(step_ahead(clock.now(), step, self.viewer.zone or "UTC"))
            finally:
                self.app.clock_moving = False
        _tell(clock)

    async def _render_all(self) -> None:
        self._who.content = str(layout.render_person_switch(self.viewer))
        self._hint.content = str(layout.render_hint(self.viewer))
        self._known.content = str(
            layout.render_completions(self.app.router.commands.values(), self.viewer)
        )
        self._render_time()
        await self._render_conversation()

    async def _render_conversation(self) -> None:
        self._fresh.clear()
        self._head.content = str(layout.render_head(self.conversation, self.viewer))
        self._run(
            "opened",
            _native(self.viewer.person),
            _native(self.conversation.id),
            *layout.composer_labels(self.conversation, self.viewer),
        )
        await self._render_messages()
        await self._render_side()

    async def _render_messages(self) -> None:
        playground, me, room = self.app.playground, self.viewer.person, self.conversation
        self._loading = True
        try:
            async with playground.database.read_transaction() as tx:
                said = await records.latest_messages(
                    tx, playground.workspace, room.id, me, limit=self._limit + 1
                )
            if room is self.conversation:
                shown = said[-self._limit :]
                self._log.show_messages(
                    shown,
                    self.viewer,
                    layout.render_empty(self._suggested_commands()),
                    more=len(said) > len(shown),
                )
        finally:
            self._loading = False
        await self._mark_read()

    async def _render_fresh(self) -> None:
        fresh, self._fresh = self._fresh, {}
        new = [message for message in fresh.values() if self._log.put_message(message, self.viewer)]
        if new:
            last = new[-1]
            self._run("announce", as_text(last.card, self.viewer.zone) if last.card else last.text)
            await self._mark_read()

    async def _mark_read(self) -> None:
        playground = self.app.playground
        async with playground.database.transaction() as tx:
            await records.mark_read(
                tx, playground.workspace, self.conversation.id, self.viewer.person
            )

    async def _render_side(self) -> None:
        playground, me = self.app.playground, self.viewer.person
        mingle = await playground.direct_conversation(me)
        async with playground.database.read_transaction() as tx:
            overview = await records.unread_overview(tx, playground.workspace, me)
        mine = [
            room for room in (await playground.conversations_by_id()).values() if me in room.people
        ]
        groups = [
            room
            for room in mine
            if room.kind == "group" and (room.id in overview or room is self.conversation)
        ]
        groups.sort(key=lambda room: overview.get(room.id, (0, 0))[0], reverse=True)
        channels = [room for room in mine if room.kind == "channel"]
        unread = {channel: unseen for channel, (_, unseen) in overview.items()}
        self._side.content = str(
            layout.render_sidebar(
                channels, [mingle, *groups[:MAX_GROUPS]], self.conversation.id, unread, self.viewer
            )
        )

    def _render_time(self) -> None:
        now, zone = self.app.playground.now(), self.viewer.zone or "UTC"
        self._time.content = str(
            layout.render_time(now, zone, self.app.clock, clock_moving=self.app.clock_moving)
        )

    def _suggested_commands(self) -> list[Command]:
        commands = self.app.router.commands.values()
        return [command for command in commands if command.role is Role.ANYONE][:MAX_SUGGESTED]

    def _run(self, name: str, *arguments: str | Mapping[str, str]) -> None:
        if not self.client.is_deleted:
            said = ", ".join(json.dumps(argument) for argument in arguments)
            self.client.run_javascript(f"mingle.{name}({said})")


async def first_conversation(app: PlaygroundApp, person: str) -> Conversation:
    """Give the conversation that opens for somebody first."""
    rooms = (await app.playground.conversations_by_id()).values()
    return next(room for room in rooms if person in room.people)


def _tell(clock: PlaygroundClock) -> None:
    for ear in list(clock.listeners):
        ear()


def _html(content: str, tag: str = "div") -> ui.html:
    return ui.html(str(content), sanitize=False, tag=tag)


def _native(our_id: str) -> str:
    return our_id.partition("/")[2]

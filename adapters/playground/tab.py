"""Keep one open page up to date: who looks, at which conversation, and what they do there."""

import json
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from typing import Any

from nicegui import Client, ui

from adapters.playground import client_events as g
from adapters.playground import forms, layout, records, strings
from adapters.playground.app import House
from adapters.playground.clock import STEPS, Clock, later
from adapters.playground.message_list import Log
from adapters.playground.post import Heard
from adapters.playground.records import Conversation, Message
from adapters.playground.render import NOTHING, Reader
from bot.core.permissions import Who
from bot.core.platform import PlatformError, Sent
from bot.core.router import Answer, Command, FormErrors, OpenForm
from bot.ui.cards import Form, as_text

REDRAW = 0.15  # seconds between looks at what has changed
MINUTE = 60.0  # seconds between looks at the world's own clock
GROUPS = 12  # group conversations in the side bar, the latest first
TRIES = 4  # commands offered where nothing was said yet


class View:
    """One tab. What was heard is noted at once and drawn together at the next look."""

    def __init__(self, house: House, client: Client, reader: Reader, room: Conversation) -> None:
        self.house, self.client, self.reader, self.room = house, client, reader, room
        self._form: Form | None = None
        self._limit = records.PAGE
        self._fresh: dict[int, Message] = {}
        self._loading = self._side_changed = self._time_changed = False

    async def build(self) -> None:
        """Lay the page out, fill it, and begin to listen."""
        _html(layout.skip())
        with ui.element("div").classes("house"):
            with ui.element("header").classes("top"):
                _html(layout.brand()).classes("brand")
                self._who = _html(NOTHING).classes("whose")
                self._time = _html(NOTHING).classes("clock")
            self._side = _html(NOTHING, "nav").classes("side").props(f'aria-label="{strings.MENU}"')
            with ui.element("main").classes("talk"):
                self._head = _html(NOTHING, "header").classes("head")
                self._hint = _html(NOTHING).classes("hint")
                self._log = Log()
                _html(layout.composer(), "form").classes("composer")
        self._known = _html(NOTHING)
        _html(layout.furniture())
        self.house.playground.ears.append(self.hear)
        if self.house.clock:
            self.house.clock.ears.append(self.tick)
        self.house.playground.played[self.reader.person] += 1
        self.client.on_delete(self.leave)
        await self._draw_all()
        ui.on("mingle", lambda event: self.gesture(event.args))
        ui.timer(REDRAW, self.redraw)
        if self.house.clock is None:
            ui.timer(MINUTE, self.tick)

    def leave(self) -> None:
        """Stop listening when the tab is gone."""
        self.house.playground.ears.remove(self.hear)
        if self.house.clock:
            self.house.clock.ears.remove(self.tick)
        self.house.playground.played[self.reader.person] -= 1

    def hear(self, heard: Heard) -> None:
        """Note what was said or changed where this page can see it."""
        message = heard.message
        if self.reader.person not in heard.conversation.people or message.only_for not in (None, self.reader.person):
            return
        self._side_changed = True
        if heard.conversation.id == self.room.id:
            self._fresh[message.id] = message

    def tick(self) -> None:
        """Note that the clock moved."""
        self._time_changed = True

    async def redraw(self) -> None:
        """Draw what has changed since the last look, and nothing else."""
        if self._loading:
            return
        if self._fresh:
            await self._draw_fresh()
        if self._side_changed:
            self._side_changed = False
            await self._draw_side()
        if self._time_changed:
            self._time_changed = False
            self._draw_time()

    async def gesture(self, payload: Any) -> None:
        """Do what somebody did on the page."""
        listener, me = self.house.listener, self.reader.person
        match g.read(payload):
            case g.Typed(gesture, line):
                await self._react(gesture, listener.typed(me, self.room.id, line, gesture))
            case g.Clicked(gesture, message, action, value, choice):
                sent = Sent(self.room.id, message)
                await self._react(gesture, listener.clicked(me, sent, action, value, gesture, choice=choice))
            case g.Submitted(gesture, fields, files) if self._form:
                await self._react(gesture, listener.submitted(me, self.room.id, self._form, fields, gesture, files))
            case g.Opened(channel):
                await self._open(channel)
            case g.With(person) if person in self.reader.faces and person != me:
                await self._open((await self.house.playground.together([me, person])).id)
            case g.Became(person) if person in self.reader.faces:
                await self._become(person)
            case g.Stepped(step) if self.house.clock:
                await self._step(self.house.clock, step)
            case g.Earlier():
                self._limit += records.PAGE
                await self._draw_log()

    async def _react(self, gesture: str, answering: Awaitable[Answer]) -> None:
        try:
            answer = await answering
        except PlatformError:
            self._run("trouble", strings.TROUBLE)
            answer = FormErrors({})
        if isinstance(answer, FormErrors):
            self._run("errors", dict(answer.errors))
        elif isinstance(answer, OpenForm):
            self._form = answer.form
            rooms = await self.house.playground.conversations()
            self._run("openForm", forms.form(answer.form, self.reader, rooms))
        else:
            self._form = None
            self._run("closeForm")
        self._run("done", gesture)

    async def _open(self, channel: str) -> None:
        room = (await self.house.playground.conversations()).get(channel)
        if room and self.reader.person in room.people:
            self.room, self._limit = room, records.PAGE
            await self._draw_room()

    async def _become(self, person: str) -> None:
        self.house.playground.played[self.reader.person] -= 1
        self.house.playground.played[person] += 1
        self.reader = replace(self.reader, person=person, zone=self.reader.faces[person].zone)
        if person not in self.room.people:
            self.room = await first_room(self.house, person)
        await self._draw_all()

    async def _step(self, clock: Clock, step: str) -> None:
        if step == "play":
            clock.playing = not clock.playing
        elif step in STEPS and not self.house.moving:
            self.house.moving = True
            _tell(clock)
            try:
                await clock.advance(later(clock.now(), step, self.reader.zone or "UTC"))
            finally:
                self.house.moving = False
        _tell(clock)

    async def _draw_all(self) -> None:
        self._who.content = str(layout.who(self.reader))
        self._hint.content = str(layout.hint(self.reader))
        self._known.content = str(layout.known(self.house.router.commands.values(), self.reader))
        self._draw_time()
        await self._draw_room()

    async def _draw_room(self) -> None:
        self._fresh.clear()
        self._head.content = str(layout.head(self.room, self.reader))
        self._run("opened", _native(self.reader.person), _native(self.room.id), *layout.prompts(self.room, self.reader))
        await self._draw_log()
        await self._draw_side()

    async def _draw_log(self) -> None:
        playground, me, room = self.house.playground, self.reader.person, self.room
        self._loading = True
        try:
            async with playground.database.reading() as tx:
                said = await records.latest(tx, playground.workspace, room.id, me, limit=self._limit + 1)
            if room is self.room:
                shown = said[-self._limit :]
                self._log.show(shown, self.reader, layout.empty(self._tries()), more=len(said) > len(shown))
        finally:
            self._loading = False
        await self._mark_read()

    async def _draw_fresh(self) -> None:
        fresh, self._fresh = self._fresh, {}
        new = [message for message in fresh.values() if self._log.put(message, self.reader)]
        if new:
            last = new[-1]
            self._run("announce", as_text(last.card, self.reader.zone) if last.card else last.text)
            await self._mark_read()

    async def _mark_read(self) -> None:
        playground = self.house.playground
        async with playground.database.transaction() as tx:
            await records.mark_read(tx, playground.workspace, self.room.id, self.reader.person)

    async def _draw_side(self) -> None:
        playground, me = self.house.playground, self.reader.person
        mingle = await playground.direct(me)
        async with playground.database.reading() as tx:
            overview = await records.overview(tx, playground.workspace, me)
        mine = [room for room in (await playground.conversations()).values() if me in room.people]
        groups = [room for room in mine if room.kind == "group" and (room.id in overview or room is self.room)]
        groups.sort(key=lambda room: overview.get(room.id, (0, 0))[0], reverse=True)
        channels = [room for room in mine if room.kind == "channel"]
        unread = {channel: unseen for channel, (_, unseen) in overview.items()}
        self._side.content = str(layout.side(channels, [mingle, *groups[:GROUPS]], self.room.id, unread, self.reader))

    def _draw_time(self) -> None:
        now, zone = self.house.playground.now(), self.reader.zone or "UTC"
        self._time.content = str(layout.time(now, zone, self.house.clock, moving=self.house.moving))

    def _tries(self) -> list[Command]:
        commands = self.house.router.commands.values()
        return [command for command in commands if command.who is Who.ANYONE][:TRIES]

    def _run(self, name: str, *arguments: str | Mapping[str, str]) -> None:
        if not self.client.is_deleted:
            said = ", ".join(json.dumps(argument) for argument in arguments)
            self.client.run_javascript(f"mingle.{name}({said})")


async def first_room(house: House, person: str) -> Conversation:
    """Give the conversation that opens for somebody first."""
    rooms = (await house.playground.conversations()).values()
    return next(room for room in rooms if person in room.people)


def _tell(clock: Clock) -> None:
    for ear in list(clock.ears):
        ear()


def _html(content: str, tag: str = "div") -> ui.html:
    return ui.html(str(content), sanitize=False, tag=tag)


def _native(our_id: str) -> str:
    return our_id.partition("/")[2]

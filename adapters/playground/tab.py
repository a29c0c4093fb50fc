"""One open browser tab: its viewer, its conversation, and the events that come from it."""

import json
from collections.abc import Awaitable, Mapping
from dataclasses import replace

from nicegui import Client, ui

from adapters.playground import form_questions, forms, layout, payloads, records, strings, top_bar
from adapters.playground.app import PlaygroundApp
from adapters.playground.clock import STEPS, PlaygroundClock, step_ahead
from adapters.playground.form_questions import Values
from adapters.playground.message_list import MAX_ROWS, MessageList, Unread
from adapters.playground.post import MessagePosted
from adapters.playground.records import Conversation, Message
from adapters.playground.render import NO_MARKUP, Viewer
from adapters.playground.sidebar import first_conversation, load_sidebar
from bot.core.interactions import Answer, FormErrors, OpenForm
from bot.core.platform import MessageRef, PlatformError
from bot.core.reader_languages import language_for
from bot.ui.cards import Form, as_text
from bot.ui.languages import ENGLISH
from bot.ui.speech import say, speaking

REFRESH_INTERVAL = 0.15  # seconds between two refreshes of what has changed
CLOCK_INTERVAL = 60.0  # seconds between two refreshes of the time, where time is real
BEFORE_UNREAD = 10  # messages shown above the first unread one
NO_FIELDS: Values = {}


class Tab:
    """One tab; changes are collected and rendered together every `REFRESH_INTERVAL`."""

    def __init__(
        self, app: PlaygroundApp, client: Client, viewer: Viewer, conversation: Conversation
    ) -> None:
        self.app, self.client, self.viewer, self.conversation = app, client, viewer, conversation
        self._form: Form | None = None
        self._language = ENGLISH
        self._limit = records.PAGE_SIZE
        self._unread = Unread()
        self._fresh: dict[int, Message] = {}
        self._loading = self._sidebar_changed = self._time_changed = False

    async def build_page(self) -> None:
        """Build the elements, render them, and subscribe to messages, the clock and the page."""
        self._build_elements()
        self._subscribe()
        await self._speak()
        ui.on("mingle", lambda event: self.handle_event(event.args))
        ui.timer(REFRESH_INTERVAL, self.refresh_page)
        if self.app.clock is None:
            ui.timer(CLOCK_INTERVAL, self.on_clock_moved)

    def _build_elements(self) -> None:
        # NiceGUI's own frame would be a second `main` around the page's
        self.client.content.move(self.client.layout)
        self.client.page_container.delete()
        _html(layout.render_skip_link())
        with ui.element("div").classes("house"):
            with ui.element("header").classes("top"):
                self._brand = _html(NO_MARKUP).classes("brand")
                self._person_switch = _html(NO_MARKUP).classes("whose")
                self._time = _html(NO_MARKUP).classes("clock")
            self._sidebar = _html(NO_MARKUP, "nav").classes("side")
            with ui.element("main").classes("talk"):
                self._head = _html(NO_MARKUP, "header").classes("head")
                self._hint = _html(NO_MARKUP).classes("hint")
                _html(layout.render_jump_to_unread()).classes("jump")
                self._messages = MessageList()
                _html(layout.render_jump_to_newest()).classes("jump end")
                _html(layout.render_composer(), "form").classes("composer")
        self._completions = _html(NO_MARKUP)
        _html(layout.render_overlays())

    def _subscribe(self) -> None:
        self.app.playground.listeners.append(self.on_message)
        if self.app.clock:
            self.app.clock.listeners.append(self.on_clock_moved)
        self.app.playground.open_tabs[self.viewer.person] += 1
        self.client.on_delete(self.close_tab)

    def close_tab(self) -> None:
        """Unsubscribe when the tab is closed."""
        self.app.playground.listeners.remove(self.on_message)
        if self.app.clock:
            self.app.clock.listeners.remove(self.on_clock_moved)
        self.app.playground.open_tabs[self.viewer.person] -= 1

    def on_message(self, posted: MessagePosted) -> None:
        """Remember a new or changed message that this viewer may see."""
        message, conversation = posted.message, posted.conversation
        is_private = message.only_for not in (None, self.viewer.person)
        if is_private or self.viewer.person not in conversation.people:
            return
        self._sidebar_changed = True
        if conversation.id == self.conversation.id:
            self._fresh[message.id] = message

    def on_clock_moved(self) -> None:
        """Remember that the time must be rendered."""
        self._time_changed = True

    async def refresh_page(self) -> None:
        """Render what has changed since the last refresh, and nothing else."""
        if self._loading:
            return
        with speaking(self._language):
            await self._render_changes()

    async def _render_changes(self) -> None:
        if self._fresh:
            await self._render_fresh()
        if self._sidebar_changed:
            self._sidebar_changed = False
            await self._render_sidebar()
        if self._time_changed:
            self._time_changed = False
            self._render_time()

    async def handle_event(self, payload: object) -> None:
        """Handle an event of the page; one that is not valid is ignored."""
        with speaking(self._language):
            await self._handle(payload)
        await self._speak_anew()

    async def _handle(self, payload: object) -> None:
        match payloads.parse_event(payload):
            case payloads.LineTyped() as event:
                await self._show_answer(event.interaction, await self._handle_line(event))
            case payloads.ButtonClicked() as event:
                await self._show_answer(event.interaction, self._handle_click(event))
            case payloads.FormSubmitted() as event if self._form:
                answering = self._handle_submission(event, self._form)
                await self._show_answer(event.interaction, answering, event.fields, is_form=True)
            case payloads.ConversationOpened(channel):
                await self._open(channel)
            case payloads.DirectOpened(person) if person != self.viewer.person:
                await self._open_direct(person)
            case payloads.PersonSwitched(person) if person in self.viewer.faces:
                await self._switch_person(person)
            case payloads.ClockStepped(step) if self.app.clock:
                await self._step_clock(self.app.clock, step)
            case payloads.EarlierRequested():
                self._limit += records.PAGE_SIZE
                await self._render_messages()

    async def _handle_line(self, event: payloads.LineTyped) -> Awaitable[Answer]:
        """Handle a line for the person and the conversation that its sender had before them."""
        person, conversation = self.viewer.person, self.conversation
        workspace = self.app.playground.workspace
        conversations = await self.app.playground.conversations_by_id()
        shown = conversations.get(f"{workspace}/{event.channel}")
        writer = f"{workspace}/{event.person}"
        if shown and writer in shown.people:
            person, conversation = writer, shown
        return self.app.listener.handle_line(
            person, conversation.id, event.words, event.interaction
        )

    def _handle_click(self, event: payloads.ButtonClicked) -> Awaitable[Answer]:
        return self.app.listener.handle_click(
            self.viewer.person,
            MessageRef(self.conversation.id, event.message),
            event.action,
            event.value,
            event.interaction,
            choice=event.choice,
        )

    def _handle_submission(self, event: payloads.FormSubmitted, form: Form) -> Awaitable[Answer]:
        return self.app.listener.handle_submission(
            self.viewer.person,
            self.conversation.id,
            form,
            event.fields,
            event.interaction,
            event.files,
        )

    async def _show_answer(
        self,
        interaction_id: str,
        answering: Awaitable[Answer],
        given: form_questions.Values = NO_FIELDS,
        *,
        is_form: bool = False,
    ) -> None:
        """Open or close the form, sent with `given`, as an answer asks for; it posts no cards."""
        try:
            answer = await answering
        except PlatformError:
            self._run("trouble", say(strings.TROUBLE))
            answer = FormErrors({})

        if isinstance(answer, FormErrors):
            if answer.anyway and self._form:
                asked = form_questions.ask_in_form(self._form, given, answer.anyway)
                await self._open_form(asked, answer.language)
            self._run("errors", answer.sentences)
        elif isinstance(answer, OpenForm):
            await self._open_form(answer.form, answer.language)
        else:
            self._run("closeForm", "sent" if is_form else "")
            self._form = None
        self._run("done", interaction_id)

    async def _open_form(self, form: Form, language: str) -> None:
        self._form = form
        conversations = await self.app.playground.conversations_by_id()
        with speaking(language):
            self._run("openForm", forms.render_form(form, self.viewer, conversations))

    async def _open(self, channel: str) -> None:
        conversation = (await self.app.playground.conversations_by_id()).get(channel)
        if conversation and self.viewer.person in conversation.people:
            self.conversation = conversation
            await self._render_conversation()

    async def _open_direct(self, person: str) -> None:
        if person in self.viewer.faces:
            people = [self.viewer.person, person]
            conversation = await self.app.playground.group_conversation(people)
            await self._open(conversation.id)

    async def _switch_person(self, person: str) -> None:
        self.app.playground.open_tabs[self.viewer.person] -= 1
        self.app.playground.open_tabs[person] += 1
        self.viewer = replace(self.viewer, person=person, zone=self.viewer.faces[person].zone)
        if person not in self.conversation.people:
            self.conversation = await first_conversation(self.app, person)
        await self._speak()

    async def _step_clock(self, clock: PlaygroundClock, step: str) -> None:
        if step == "play":
            clock.playing = not clock.playing
        elif step in STEPS and not self.app.clock_moving:
            self.app.clock_moving = True
            _notify_listeners(clock)
            try:
                await clock.advance_to(step_ahead(clock.now(), step, self.viewer.zone or "UTC"))
            finally:
                self.app.clock_moving = False
        _notify_listeners(clock)

    async def _speak(self) -> None:
        """Render the page in the language of whoever is played."""
        self._language = await self._find_language()
        with speaking(self._language):
            await self._render_all()

    async def _speak_anew(self) -> None:
        """Render the page anew if its viewer, or an organiser, has just chosen another language."""
        if await self._find_language() != self._language:
            await self._mark_read()  # the answer that said so stands on the page
            await self._speak()

    async def _find_language(self) -> str:
        playground = self.app.playground
        async with playground.database.read_transaction() as tx:
            return await language_for(tx, playground.workspace, [self.viewer.person])

    async def _render_all(self) -> None:
        self._brand.content = str(top_bar.render_brand())
        self._run("speak", layout.page_labels())
        commands = self.app.router.commands.values()
        self._person_switch.content = str(top_bar.render_person_switch(self.viewer))
        self._hint.content = str(layout.render_hint(self.viewer))
        self._completions.content = str(layout.render_completions(commands, self.viewer))
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
        await self._find_unread()
        await self._render_messages()
        await self._render_sidebar()

    async def _find_unread(self) -> None:
        """Find where the unread messages begin, and show as many as there are."""
        playground = self.app.playground
        async with playground.database.read_transaction() as tx:
            first, count = await records.first_unread(
                tx, playground.workspace, self.conversation.id, self.viewer.person
            )
        self._unread = Unread(first, count)
        self._limit = min(max(records.PAGE_SIZE, count + BEFORE_UNREAD), MAX_ROWS)

    async def _render_messages(self) -> None:
        """Render the last messages, unless another conversation was opened meanwhile."""
        playground, conversation = self.app.playground, self.conversation
        before_them = playground.workspace, conversation.id, self.viewer.person
        self._loading = True
        try:
            async with playground.database.read_transaction() as tx:
                messages = await records.latest_messages(tx, *before_them, limit=self._limit + 1)
            if conversation is self.conversation:
                shown = messages[-self._limit :]
                empty = layout.render_empty(self.app.router.commands.values())
                has_more = len(messages) > len(shown)
                self._messages.show_messages(shown, self.viewer, empty, self._unread, more=has_more)
        finally:
            self._loading = False
        await self._mark_read()

    async def _render_fresh(self) -> None:
        """Render new and changed messages; announce the last new one to screen readers."""
        fresh, self._fresh = self._fresh, {}
        added = [
            message
            for message in fresh.values()
            if self._messages.put_message(message, self.viewer)
        ]
        if added:
            last = added[-1]
            text = as_text(last.card) if last.card else last.text
            self._run("announce", text)
            await self._mark_read()

    async def _mark_read(self) -> None:
        playground = self.app.playground
        async with playground.database.transaction() as tx:
            await records.mark_read(
                tx, playground.workspace, self.conversation.id, self.viewer.person
            )

    async def _render_sidebar(self) -> None:
        sidebar = await load_sidebar(self.app.playground, self.conversation, self.viewer)
        self._sidebar.content = str(sidebar)

    def _render_time(self) -> None:
        now, zone = self.app.playground.now(), self.viewer.zone or "UTC"
        self._time.content = str(
            top_bar.render_time(now, zone, self.app.clock, clock_moving=self.app.clock_moving)
        )

    def _run(self, name: str, *arguments: str | Mapping[str, str]) -> None:
        """Call a function of the page's script."""
        if not self.client.is_deleted:
            encoded = ", ".join(json.dumps(argument) for argument in arguments)
            self.client.run_javascript(f"mingle.{name}({encoded})")


def _notify_listeners(clock: PlaygroundClock) -> None:
    for listener in list(clock.listeners):
        listener()


def _html(content: str, tag: str = "div") -> ui.html:
    return ui.html(str(content), sanitize=False, tag=tag)


def _native(our_id: str) -> str:
    return our_id.partition("/")[2]

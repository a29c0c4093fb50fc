"""The contract, on the playground."""

from collections.abc import Mapping
from datetime import datetime

import pytest

from adapters.playground import forms, records, render
from adapters.playground.listen import PlaygroundListener
from adapters.playground.payloads import SubmittedFile
from adapters.playground.post import Playground
from bot.core.interactions import Answer, FormErrors, Invocation
from bot.core.platform import MessageRef
from bot.core.router import Router
from bot.store.engine import Database
from bot.ui.cards import Form
from bot.ui.uploads import Upload
from tests.adapters.announcements import START
from tests.adapters.contract import Contract
from tests.adapters.harness import Asked, Said
from tests.adapters.playground.eyes import Eyes
from tests.adapters.playground.people import NAMES, person_id, settle


class PlaygroundHarness:
    """A playground with four people, and what one of them sees."""

    nobody, nowhere = "playground/nobody", "playground/nowhere"

    def __init__(self, database: Database) -> None:
        self.platform = Playground(database, "playground", self.now)
        self.people = tuple(map(person_id, NAMES))
        self.channel = "playground/lunch"
        self.calls: list[Invocation] = []
        self.listener = PlaygroundListener(self.platform, Router(), self._note)

    def now(self) -> datetime:
        return START

    async def said(self, channel: str) -> list[Said]:
        async with self.platform.database.read_transaction() as tx:
            messages = await records.latest_messages(tx, "playground", channel, self.people[0])
        reader = await self._reader()
        return [
            _said(message, Eyes(render.render_card(message.card, reader)))
            for message in messages
            if message.card
        ]

    async def open(self, form: Form) -> tuple[str, Mapping[str, Asked]]:
        eyes = Eyes(
            forms.render_form(form, await self._reader(), await self.platform.conversations_by_id())
        )
        return eyes.words, {field.id: _asked(field.label, eyes, field.id) for field in form.fields}

    async def submit(
        self, form: Form, fields: Mapping[str, str | tuple[str, ...]]
    ) -> Mapping[str, object]:
        await self.listener.handle_submission(
            self.people[0], self.channel, form, fields, "interaction"
        )
        assert (self.calls[-1].action, self.calls[-1].value) == (form.action, form.value)
        return self.calls[-1].fields

    async def hand_in(self, form: Form, name: str, content: bytes) -> Upload | str:
        handed = {form.file_fields[0].id: SubmittedFile(name, len(content), content)}
        answer = await self.listener.handle_submission(
            self.people[0], self.channel, form, {}, "interaction", handed
        )
        return (
            answer.sentences[form.file_fields[0].id]
            if isinstance(answer, FormErrors)
            else self.calls[-1].files["file"]
        )

    async def click(self, sent: MessageRef, label: str, choice: str = "") -> tuple[str, str, str]:
        message = next(m for m in await self.said(sent.channel) if m.message == sent.message)
        pressed = next(((b.action, b.value) for b in message.buttons if b.label == label), None)
        chosen = None
        if pressed is None:
            eyes = await self._eyes(sent)
            select = next(s for s in eyes.selects if s.attributes["aria-label"] == label)
            pressed = (select.attributes["data-action"], select.attributes["data-value"])
            chosen = next(value for value, words, _ in select.options if words == choice)
        await self.listener.handle_click(
            self.people[0], sent, *pressed, "interaction", choice=chosen
        )
        call = self.calls[-1]
        return call.action, call.value, call.field_text("choice")

    async def _eyes(self, sent: MessageRef) -> Eyes:
        async with self.platform.database.read_transaction() as tx:
            message = await records.find_message(tx, "playground", int(sent.message))
        assert message
        assert message.card
        return Eyes(render.render_card(message.card, await self._reader()))

    async def _reader(self) -> render.Viewer:
        return render.Viewer(
            self.people[0], "Europe/Berlin", await self.platform.colleagues_by_id()
        )

    async def _note(self, call: Invocation) -> Answer:
        self.calls.append(call)
        return None


def _said(message: records.Message, eyes: Eyes) -> Said:
    selects = {
        s.attributes["aria-label"]: tuple(w for value, w, _ in s.options if value)
        for s in eyes.selects
    }
    return Said(
        message.channel, str(message.id), eyes.words, tuple(eyes.buttons), selects,
        tuple(eyes.links),
        tuple(eyes.pings), eyes.files, eyes.pictures,
    )  # fmt: skip


def _asked(label: str, eyes: Eyes, name: str) -> Asked:
    (control,) = eyes.controls[name]
    offered = [(value, words, chosen) for value, words, chosen in control.options if value]
    picked = tuple(value for value, _, chosen in offered if chosen)
    initial: str | tuple[str, ...] = control.attributes.get("value", "")
    if control.tag == "textarea":
        initial = control.text.removeprefix("\n")  # as browsers do
    elif control.tag == "select":
        initial = picked[0] if picked else ""
    elif control.attributes.get("type") == "checkbox":
        initial = picked
    return Asked(label, eyes.words, tuple(words for _, words, _ in offered), initial)


class TestPlayground(Contract):
    @pytest.fixture
    async def harness(self, database: Database) -> PlaygroundHarness:
        await settle(database)
        return PlaygroundHarness(database)

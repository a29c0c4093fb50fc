"""Show people the answer to what they did, where they did it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack import forms, render, strings
from adapters.slack.api import TIMEOUT, Api, Refused
from adapters.slack.forms import Origin
from bot.core.platform import PlatformError
from bot.core.router import Answer, FormErrors, OpenForm, Reply
from bot.ui.cards import Card, Form
from bot.ui.notices import note, refusal

TRIGGER = 2.0  # seconds that opening a modal may wait for its turn; a trigger is worth three
NO_FILE_FORMS = ("missing_scope", "invalid_arguments")  # what Slack may say of a file field without files:read
MOST_ANSWERS = 4  # messages in one answer; Slack takes five

log = structlog.get_logger()


@dataclass(frozen=True)
class Asker:
    """Who waits for an answer, and every way to reach them."""

    person: str
    origin: Origin
    trigger: str = ""
    view: Mapping[str, Any] | None = None

    @property
    def in_modal(self) -> bool:
        """Tell whether they are looking at a modal of ours."""
        return bool(self.view and self.view.get("type") == "modal")


@dataclass
class Replies:
    """The way back, seen by nobody but the one who asked."""

    api: Api
    workspace: str

    async def show(self, answer: Answer, asker: Asker) -> None:
        """Show an answer; one that cannot be shown is logged, and changes nothing."""
        try:
            match answer:
                case OpenForm(form):
                    await self._open(form, asker)
                case Reply(card):
                    await self._say(card, asker)
                case FormErrors(errors):
                    await self._say(refusal(" ".join(errors.values())), asker)
        except PlatformError as error:
            log.warning("not answered", action="slack.reply", error=str(error))

    async def _open(self, form: Form, asker: Asker) -> None:
        view = forms.modal(form, asker.origin, self.workspace)
        verb = "views.push" if asker.in_modal else "views.open"
        try:
            await self.api.call(verb, patience=TRIGGER, trigger_id=asker.trigger, view=view)
        except PlatformError as error:
            log.warning("form not opened", action="slack.reply", error=str(error))
            lacking = form.files and isinstance(error, Refused) and error.error in NO_FILE_FORMS
            if lacking or asker.origin.response_url:
                await self._say(refusal(strings.NO_FILES) if lacking else note(strings.TOO_LATE, strings.BUSY), asker)

    async def _say(self, card: Card, asker: Asker) -> None:
        if asker.in_modal and asker.view:
            view = forms.answer(card, asker.origin, self.workspace)
            await self.api.call("views.update", view_id=asker.view["id"], view=view)
        elif asker.origin.response_url:
            await self._respond(card, asker)
        elif asker.trigger:
            view = forms.answer(card, asker.origin, self.workspace)
            await self.api.call("views.open", patience=TRIGGER, trigger_id=asker.trigger, view=view)
        else:
            await self._whisper(card, asker)

    async def say_later(self, answer: Answer, asker: Asker) -> None:
        """Show the answer to a form whose modal has gone."""
        await self.show(answer, Asker(asker.person, asker.origin))

    async def _respond(self, card: Card, asker: Asker) -> None:
        hook = AsyncWebhookClient(asker.origin.response_url, timeout=TIMEOUT, retry_handlers=[], logger=self._quiet)
        for blocks in render.messages(card, self.workspace)[:MOST_ANSWERS]:
            try:
                answer = await hook.send(
                    text=render.fallback(card), blocks=blocks, response_type="ephemeral", replace_original=False
                )
            except Exception as error:
                log.warning("not answered", action="slack.reply", error=type(error).__name__)
                return
            if answer.status_code != 200:
                log.warning("not answered", action="slack.reply", status=answer.status_code)

    @property
    def _quiet(self) -> Any:
        return self.api.web._logger

    async def _whisper(self, card: Card, asker: Asker) -> None:
        channel = asker.origin.channel
        for blocks in render.messages(card, self.workspace):
            await self.api.call(
                "chat.postEphemeral", channel=channel, user=asker.person, text=render.fallback(card), blocks=blocks
            )

    async def publish_home(self, card: Card, person: str) -> None:
        """Show somebody's home tab."""
        try:
            await self.api.call("views.publish", user_id=person, view=forms.home(card, self.workspace))
        except PlatformError as error:
            log.warning("home not shown", action="slack.home", error=str(error))

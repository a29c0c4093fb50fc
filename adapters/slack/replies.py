"""Show people the answer to what they did, where they did it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack import forms, render, strings
from adapters.slack.api import CALL_TIMEOUT, SlackApi, SlackRefused
from adapters.slack.forms import ModalOrigin
from bot.core.platform import PlatformError
from bot.core.router import Answer, FormErrors, OpenForm, Reply
from bot.ui.cards import Card, Form
from bot.ui.notices import note_card, refusal_card

TRIGGER_PATIENCE = (
    2.0  # seconds that opening a modal may wait for its turn; a trigger is worth three
)
NO_FILE_FORMS = (
    "missing_scope",
    "invalid_arguments",
)  # what Slack may say of a file field without files:read
MAX_ANSWERS = 4  # messages in one answer; Slack takes five

log = structlog.get_logger()


@dataclass(frozen=True)
class ReplyTarget:
    """Who waits for an answer, and every way to reach them."""

    person: str
    origin: ModalOrigin
    trigger_id: str = ""
    view: Mapping[str, Any] | None = None

    @property
    def in_modal(self) -> bool:
        """Tell whether they are looking at a modal of ours."""
        return bool(self.view and self.view.get("type") == "modal")


@dataclass
class Replies:
    """The way back, seen by nobody but the one who asked."""

    api: SlackApi
    workspace: str

    async def show_answer(self, answer: Answer, target: ReplyTarget) -> None:
        """Show an answer; one that cannot be shown is logged, and changes nothing."""
        try:
            match answer:
                case OpenForm(form):
                    await self._open(form, target)
                case Reply(card):
                    await self._say(card, target)
                case FormErrors(errors):
                    await self._say(refusal_card(" ".join(errors.values())), target)
        except PlatformError as error:
            log.warning("not answered", action="slack.reply", error=str(error))

    async def _open(self, form: Form, target: ReplyTarget) -> None:
        view = forms.render_modal(form, target.origin, self.workspace)
        verb = "views.push" if target.in_modal else "views.open"
        try:
            await self.api.call_method(
                verb, patience=TRIGGER_PATIENCE, trigger_id=target.trigger_id, view=view
            )
        except PlatformError as error:
            log.warning("form not opened", action="slack.reply", error=str(error))
            lacking = (
                form.file_fields
                and isinstance(error, SlackRefused)
                and error.error in NO_FILE_FORMS
            )
            if lacking or target.origin.response_url:
                await self._say(
                    refusal_card(strings.NO_FILES)
                    if lacking
                    else note_card(strings.TOO_LATE, strings.BUSY),
                    target,
                )

    async def _say(self, card: Card, target: ReplyTarget) -> None:
        if target.in_modal and target.view:
            view = forms.render_answer(card, target.origin, self.workspace)
            await self.api.call_method("views.update", view_id=target.view["id"], view=view)
        elif target.origin.response_url:
            await self._respond(card, target)
        elif target.trigger_id:
            view = forms.render_answer(card, target.origin, self.workspace)
            await self.api.call_method(
                "views.open", patience=TRIGGER_PATIENCE, trigger_id=target.trigger_id, view=view
            )
        else:
            await self._post_ephemeral(card, target)

    async def show_answer_later(self, answer: Answer, target: ReplyTarget) -> None:
        """Show the answer to a form whose modal has gone."""
        await self.show_answer(answer, ReplyTarget(target.person, target.origin))

    async def _respond(self, card: Card, target: ReplyTarget) -> None:
        hook = AsyncWebhookClient(
            target.origin.response_url, timeout=CALL_TIMEOUT, retry_handlers=[], logger=self._quiet
        )
        for blocks in render.render_messages(card, self.workspace)[:MAX_ANSWERS]:
            try:
                answer = await hook.send(
                    text=render.fallback_text(card),
                    blocks=blocks,
                    response_type="ephemeral",
                    replace_original=False,
                )
            except Exception as error:
                log.warning("not answered", action="slack.reply", error=type(error).__name__)
                return
            if answer.status_code != 200:
                log.warning("not answered", action="slack.reply", status=answer.status_code)

    @property
    def _quiet(self) -> Any:
        return self.api.web._logger

    async def _post_ephemeral(self, card: Card, target: ReplyTarget) -> None:
        channel = target.origin.channel
        for blocks in render.render_messages(card, self.workspace):
            await self.api.call_method(
                "chat.postEphemeral",
                channel=channel,
                user=target.person,
                text=render.fallback_text(card),
                blocks=blocks,
            )

    async def publish_home(self, card: Card, person: str) -> None:
        """Show somebody's home tab."""
        try:
            await self.api.call_method(
                "views.publish", user_id=person, view=forms.render_home(card, self.workspace)
            )
        except PlatformError as error:
            log.warning("home not shown", action="slack.home", error=str(error))

"""Answers to interactions, shown where they were made and visible only to the person who acted."""

from dataclasses import dataclass

import structlog
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.json_types import Payload
from adapters.slack import forms, render, strings
from adapters.slack.api import CALL_TIMEOUT, SlackApi, SlackRefused
from adapters.slack.forms import ModalOrigin
from bot.core.platform import PlatformError
from bot.core.router import Answer, FormErrors, OpenForm, Reply
from bot.ui.cards import Card, Form
from bot.ui.notices import note_card, refusal_card

TRIGGER_PATIENCE = 2.0  # seconds that opening a modal may wait; a trigger is valid for three
# Slack's errors for a file field when the scope files:read is missing.
NO_FILE_FORMS = ("missing_scope", "invalid_arguments")
MAX_ANSWERS = 4  # messages in one answer; Slack takes five
HTTP_OK = 200

log = structlog.get_logger()


@dataclass(frozen=True)
class ReplyTarget:
    """The person who waits for an answer, and every way to reach them."""

    person: str
    origin: ModalOrigin
    trigger_id: str = ""
    view: Payload | None = None

    @property
    def in_modal(self) -> bool:
        """Whether the person is in a modal of ours."""
        return bool(self.view and self.view.get("type") == "modal")


@dataclass
class Replies:
    """Answers in one workspace."""

    api: SlackApi
    workspace: str

    async def show_answer(self, answer: Answer, target: ReplyTarget) -> None:
        """Show an answer; one that cannot be shown is logged."""
        try:
            match answer:
                case OpenForm(form):
                    await self._open(form, target)
                case Reply(card):
                    await self._show_card(card, target)
                case FormErrors(errors):
                    await self._show_card(refusal_card(" ".join(errors.values())), target)
        except PlatformError as error:
            log.warning("not answered", action="slack.reply", error=str(error))

    async def _open(self, form: Form, target: ReplyTarget) -> None:
        """Open a form as a modal; where that fails, say why."""
        view = forms.render_modal(form, target.origin, self.workspace)
        method = "views.push" if target.in_modal else "views.open"
        try:
            await self.api.call_method(
                method, patience=TRIGGER_PATIENCE, trigger_id=target.trigger_id, view=view
            )
        except PlatformError as error:
            log.warning("form not opened", action="slack.reply", error=str(error))
            if _lacks_file_scope(form, error):
                await self._show_card(refusal_card(strings.NO_FILES), target)
            elif target.origin.response_url:
                await self._show_card(note_card(strings.TOO_LATE, strings.BUSY), target)

    async def _show_card(self, card: Card, target: ReplyTarget) -> None:
        """Show a card in the open modal, by response URL, in a new modal or ephemerally."""
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
        """Show the answer to a form whose modal is closed."""
        await self.show_answer(answer, ReplyTarget(target.person, target.origin))

    async def _respond(self, card: Card, target: ReplyTarget) -> None:
        webhook = AsyncWebhookClient(
            target.origin.response_url,
            timeout=CALL_TIMEOUT,
            retry_handlers=[],
            logger=self.api.web._logger,
        )
        for blocks in render.render_messages(card, self.workspace)[:MAX_ANSWERS]:
            try:
                response = await webhook.send(
                    text=render.fallback_text(card),
                    blocks=blocks,
                    response_type="ephemeral",
                    replace_original=False,
                )
            except Exception as error:
                log.warning("not answered", action="slack.reply", error=type(error).__name__)
                return
            if response.status_code != HTTP_OK:
                log.warning("not answered", action="slack.reply", status=response.status_code)

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
        """Publish a person's home tab."""
        try:
            await self.api.call_method(
                "views.publish", user_id=person, view=forms.render_home(card, self.workspace)
            )
        except PlatformError as error:
            log.warning("home not shown", action="slack.home", error=str(error))


def _lacks_file_scope(form: Form, error: PlatformError) -> bool:
    refused = isinstance(error, SlackRefused) and error.error in NO_FILE_FORMS
    return refused and bool(form.file_fields)

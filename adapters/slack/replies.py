"""Answers to interactions, shown where they were made and visible only to the person who acted."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from zlib import crc32

import aiohttp
import msgspec
import structlog

from adapters.answers import AnswerRetries, SendOtherwise
from adapters.json_types import JsonObject, Payload
from adapters.slack import forms, payloads, render, strings
from adapters.slack.answer_session import AnswerSession
from adapters.slack.api import (
    MIN_SERVER_ERROR,
    TOO_MANY,
    SlackApi,
    SlackRefused,
    parse_retry_after,
)
from adapters.slack.forms import ModalOrigin
from adapters.slack.ids import qualify_id
from adapters.slack.newer_blocks import older_blocks
from bot.core import metrics
from bot.core.interactions import Answer, FormErrors, OpenForm, Reply
from bot.core.platform import (
    Disconnected,
    PermanentError,
    PlatformError,
    TemporaryError,
    UnknownOutcome,
)
from bot.core.replacement import Stay, is_replaced, stay_of_card
from bot.ui.cards import Actions, Button, Card, Form
from bot.ui.clocks import Readers
from bot.ui.notices import note_card, refusal_card
from bot.ui.speech import say, speaking

TRIGGER_PATIENCE = 2.0  # seconds that opening a modal may wait; a trigger is valid for three
# Slack's errors for a file field when the scope files:read is missing.
NO_FILE_FORMS = ("missing_scope", "invalid_arguments")
WORDS = "words"  # the button that runs what somebody wrote, where that needs a form
MAX_WORDS = 200  # characters that a button can carry
MAX_ANSWERS = 4  # messages in one answer; Slack takes five
HTTP_OK = 200
JSON = {"Content-Type": "application/json"}

log = structlog.get_logger()


@dataclass(frozen=True)
class ReplyTarget:
    """The person who waits for an answer, and every way to reach them."""

    person: str
    origin: ModalOrigin
    trigger_id: str = ""
    view: Payload | None = None
    interaction: str = ""  # its id
    words: str = ""  # what they wrote to Mingle, where that is what is answered
    thread: str = ""  # in which they wrote it

    @property
    def in_modal(self) -> bool:
        """Whether the person is in a modal of ours."""
        return bool(self.view and self.view.get("type") == "modal")

    @property
    def has_response_url(self) -> bool:
        """Whether a card can be shown in the conversation where the person acted."""
        return bool(self.origin.response_url)


def reply_target(body: Payload) -> ReplyTarget:
    """Return who waits for the answer to an interaction."""
    return ReplyTarget(
        payloads.author_id(body),
        payloads.parse_origin(body),
        str(body.get("trigger_id") or ""),
        body.get("view"),
        payloads.interaction_id(body),
    )


@dataclass
class Replies:
    """Answers in one workspace."""

    api: SlackApi
    workspace: str
    send_otherwise: SendOtherwise
    readers_among: Callable[[Iterable[str]], Readers]  # by Slack's ids of people

    def __post_init__(self) -> None:
        """Wait on the clock that also the rate limits have."""
        self.retries = AnswerRetries(self.api.rate_limiter.sleep)
        self.session = AnswerSession()

    def begin_stop(self) -> Coroutine[object, object, None]:
        """Repeat nothing any longer: what could not be shown is sent by the outbox.

        Return what closes connections.
        """
        self.retries.begin_stop()
        return self.session.close_unused()

    async def show_answer(self, answer: Answer, target: ReplyTarget) -> None:
        """Show an answer where the person acted; if that fails, send it as a direct message."""
        if answer is not None:
            with speaking(answer.language):
                await self._show_spoken(answer, target)

    async def _show_spoken(
        self, answer: Reply | OpenForm | FormErrors, target: ReplyTarget
    ) -> None:
        match answer:
            case OpenForm() if target.words:
                await self._show_or_send(Reply(_form_card(target.words)), target)
            case OpenForm(form):
                await self._open(form, target)
            case Reply():
                await self._show_or_send(answer, target)
            case FormErrors():
                sentences = " ".join(answer.sentences.values())
                await self._show_or_send(Reply(refusal_card(sentences)), target)

    async def _open(self, form: Form, target: ReplyTarget) -> None:
        """Open a form as a modal; where that fails, say why."""
        readers = self.readers_among([target.person])
        view = forms.render_modal(form, target.origin, self.workspace, readers)
        method = "views.push" if target.in_modal else "views.open"
        try:
            await self.api.call_method(
                method,
                patience=TRIGGER_PATIENCE,
                urgent=True,
                trigger_id=target.trigger_id,
                view=view,
            )
        except PlatformError as error:
            log.warning("form not opened", action="slack.reply", error=str(error))
            reason = _why_not_opened(form, error)
            # the trigger is spent, or Slack takes no more modals now
            await self._show_or_send(Reply(reason), replace(target, trigger_id=""))

    async def _show_or_send(self, answer: Reply, target: ReplyTarget) -> None:
        try:
            await self._show(answer, target)
        except PlatformError as error:
            metrics.ANSWERS_BY_MESSAGE.labels("slack").inc()
            log.warning("answered by message", action="slack.reply", error=str(error))
            person = qualify_id(self.workspace, target.person)
            await self.send_otherwise(self.workspace, person, target.interaction, answer.card)

    async def _show(self, answer: Reply, target: ReplyTarget) -> None:
        """Show a card in the open modal, by response URL, in a new modal or ephemerally."""
        if target.in_modal and target.view:
            view = self._render_modal(answer, target)
            await self._insist("views.update", view_id=target.view["id"], view=view)
        elif target.has_response_url:
            await self._respond(answer, target)
        elif target.trigger_id:
            await self.api.call_method(
                "views.open",
                patience=TRIGGER_PATIENCE,
                urgent=True,
                trigger_id=target.trigger_id,
                view=self._render_modal(answer, target),
            )
        elif target.origin.channel:
            await self._post_ephemeral(answer.card, target)
        else:
            raise TemporaryError("no way back to where it was asked")

    async def show_answer_later(self, answer: Answer, target: ReplyTarget) -> None:
        """Show the answer to a form whose modal is closed."""
        await self.show_answer(answer, replace(target, trigger_id="", view=None))

    async def _respond(self, answer: Reply, target: ReplyTarget) -> None:
        """Show a card in place of the answer that was clicked, or else below it.

        A response URL takes five messages within half an hour.
        """
        text, pages = self._render(answer.card, target)
        origin = target.origin
        instead = len(pages) == 1 and _takes_place(answer, origin.mark)
        if instead and origin.message:
            await self._insist(
                "chat.update", channel=origin.channel, ts=origin.message, text=text, blocks=pages[0]
            )
            return

        send = partial(self._send_response, origin.response_url, text, instead=instead)
        for blocks in pages[:MAX_ANSWERS]:
            await self._send_or_simplify(blocks, send)

    async def _send_or_simplify(
        self, blocks: list[JsonObject], send: Callable[[list[JsonObject]], Awaitable[None]]
    ) -> None:
        """Send blocks, or older ones that say the same where Slack does not take these."""
        older = older_blocks(blocks)
        is_newest = older != blocks and self.api.takes_newer_blocks
        first = blocks if is_newest else older
        try:
            await self.retries.call("slack.reply", partial(send, first))
        except PermanentError:
            if not is_newest:
                raise
            await self.retries.call("slack.reply", partial(send, older))
            self.api.takes_newer_blocks = False

    async def _send_response(
        self, url: str, text: str, blocks: list[JsonObject], *, instead: bool
    ) -> None:
        message = {
            "text": text,
            "blocks": blocks,
            "response_type": "ephemeral",
            "replace_original": instead,
        }
        async with self.session.use() as session:
            await _send_response(session, url, message, self.api.web.proxy)

    def _render_modal(self, answer: Reply, target: ReplyTarget) -> JsonObject:
        readers, is_refusal = self.readers_among([target.person]), answer.outcome == "said"
        return forms.render_answer(
            answer.card, target.origin, self.workspace, readers, is_refusal=is_refusal
        )

    def _render(self, card: Card, target: ReplyTarget) -> tuple[str, list[list[JsonObject]]]:
        """Return a card for one person, as plain text and as the blocks of messages."""
        readers = self.readers_among([target.person])
        pages = render.render_messages(card, self.workspace, readers=readers)
        render.mark_answer(pages, _mark_of(card, len(pages)))
        return render.fallback_text(card, readers), pages

    async def _post_ephemeral(self, card: Card, target: ReplyTarget) -> None:
        """Show a card to one person; in their own messages with Mingle it stays."""
        text, pages = self._render(card, target)
        if target.origin.channel.startswith("D"):
            for blocks in pages:
                await self.api.post_blocks(target.origin.channel, blocks, text, urgent=True)
            return

        thread: JsonObject = {"thread_ts": target.thread} if target.thread else {}
        for blocks in pages:
            await self._insist(
                "chat.postEphemeral",
                channel=target.origin.channel,
                user=target.person,
                text=text,
                blocks=blocks,
                **thread,
            )

    async def publish_home(self, card: Card, person: str) -> None:
        """Publish a person's home tab."""
        view = forms.render_home(card, self.workspace, self.readers_among([person]))
        try:
            await self._insist("views.publish", user_id=person, view=view)
        except PlatformError as error:
            log.warning("home not shown", action="slack.home", error=str(error))

    async def _insist(self, method: str, *, urgent: bool = True, **arguments: Any) -> None:
        """Call a method that only the person sees the effect of, until it succeeds."""
        await self.retries.call(
            "slack.reply", lambda: self.api.call_method(method, urgent=urgent, **arguments)
        )


async def _send_response(
    session: aiohttp.ClientSession, url: str, message: JsonObject, proxy: str | None
) -> None:
    """Send one message to a response URL; raise a PlatformError unless Slack takes it.

    Slack's own client does much around each that no answer needs, such as what it would log.
    """
    try:
        async with session.post(
            url, data=msgspec.json.encode(message), headers=JSON, proxy=proxy
        ) as response:
            await response.read()  # else the connection is not kept
            status, headers = response.status, response.headers
    except Exception as error:
        raise UnknownOutcome(f"response_url: {type(error).__name__}") from error

    if status == TOO_MANY:
        seconds = parse_retry_after(headers.get("Retry-After"))
        raise TemporaryError(f"response_url: asked to wait {seconds:.0f} s", seconds)
    if status >= MIN_SERVER_ERROR:
        raise UnknownOutcome(f"response_url: {status}")
    if status != HTTP_OK:
        raise PermanentError(f"response_url: {status}")


def _mark_of(card: Card, pages: int) -> str:
    """Return what a click in an answer brings back: how long it is needed, and its title."""
    items = [item for part in card.parts if isinstance(part, Actions) for item in part.items]
    is_step = any(item.action == WORDS for item in items)
    stay = Stay.STEP if is_step else stay_of_card(card, pages=pages)
    return f"{stay}.{crc32(card.title.encode()):08x}"


def _takes_place(answer: Reply, mark: str) -> bool:
    """Return whether an answer is shown instead of the one with this mark."""
    stay, _, title = mark.partition(".")
    if stay not in set(Stay):
        return False
    same_title = title == _mark_of(answer.card, 1).partition(".")[2]
    return is_replaced(Stay(stay), answer.outcome, same_title=same_title)


def _form_card(words: str) -> Card:
    """Return a card with a button that opens the form, which Slack allows only after a click."""
    if len(words) > MAX_WORDS:
        return note_card(say(strings.ONE_CLICK), say(strings.TYPE_AS_COMMAND))
    button = Button(WORDS, say(strings.OPEN_FORM), words, "main")
    return Card("note", say(strings.ONE_CLICK), (Actions((button,)),))


def _why_not_opened(form: Form, error: PlatformError) -> Card:
    if isinstance(error, Disconnected):
        return note_card(say(strings.RESTS), say(strings.TOKEN_DEAD))
    if _lacks_file_scope(form, error):
        return refusal_card(say(strings.NO_FILES))
    return note_card(say(strings.TOO_LATE), say(strings.BUSY))


def _lacks_file_scope(form: Form, error: PlatformError) -> bool:
    refused = isinstance(error, SlackRefused) and error.error in NO_FILE_FORMS
    return refused and bool(form.file_fields)

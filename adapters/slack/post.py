"""The platform port for a Slack workspace, on the Web API.

Each message carries its key in its metadata, by which it is found again.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from adapters.faces import NO_FACES, Faces, pictured_people
from adapters.json_types import JsonObject, Payload
from adapters.recent import BoundedDict
from adapters.render_guard import rendering
from adapters.slack import calendar_links, forms, ids, render
from adapters.slack.api import ApiResponse, SlackApi, SlackRefused
from adapters.slack.images import NOT_READY, ImageUploads
from adapters.slack.people import SlackPeople
from adapters.slack.places import NoteKind
from adapters.slack.refusals import PERSON_ERRORS, name_obstacle
from adapters.slack.thread_followups import ThreadFollowUps
from bot.core.home_tabs import HOME
from bot.core.platform import (
    ChannelMember,
    LookupUnsupported,
    MessageRef,
    PeopleGone,
    PeopleUnreachable,
    PermanentError,
    UnknownOutcome,
)
from bot.dates.calendar_event import CalendarEvent
from bot.ui.cards import Card
from bot.ui.clocks import Readers

EVENT_TYPE = "mingle_message"  # the type of our metadata
MAX_REMEMBERED = 10_000  # messages of this process
MAX_SEARCHED = 5  # pages of history that are searched for a message
PAGE_SIZE = 100
HOME_PATIENCE = 1.0  # seconds that a home tab waits for its turn; its next drawing is newer
T = TypeVar("T")
log = structlog.get_logger()
TIMESTAMP = re.compile(r"[0-9]{1,12}\.[0-9]{1,8}")


class SlackPlatform:
    """The port for one workspace.

    `bot` is Slack's bot id, as messages name their author; `history` says whether Mingle may read
    the history of conversations.
    """

    # A call gives up after 10 seconds, and Slack gets a minute more.
    settle_time = timedelta(seconds=70)
    deduplicates_for = timedelta(0)
    lists_all_members = True

    def __init__(
        self, api: SlackApi, people: SlackPeople, *, bot: str = "", history: bool = False
    ) -> None:
        self.api = api
        self.people = people
        self.workspace = people.workspace
        self.bot = bot
        self.history = history
        self._sent_by_key: BoundedDict[str, MessageRef] = BoundedDict(MAX_REMEMBERED)
        self._unsure_cards: BoundedDict[str, Card] = BoundedDict(MAX_REMEMBERED)
        self._conversations: dict[frozenset[str], str] = {}
        self._people_by_conversation: dict[str, frozenset[str]] = {}
        self._images = ImageUploads(api)
        # keeps whether a channel is private, where somebody listens
        self.note_kind: NoteKind | None = None
        self._follow_ups = ThreadFollowUps(api, people.workspace, self.settle_time, history=history)

    async def post(self, channel: str, card: Card, key: str) -> MessageRef:
        """Post a card in a channel or an existing conversation."""
        try:
            return await self._post(ids.native_id(self.workspace, channel), card, key)
        except SlackRefused as error:
            raise name_obstacle(error, channel) from error

    async def edit_message(self, sent: MessageRef, card: Card) -> None:
        """Replace the card of an earlier message, or a person's home tab.

        New files are added in the thread of a message.
        """
        if sent.message == HOME:
            await self._publish_home(sent.channel, card)
            return
        if not TIMESTAMP.fullmatch(sent.message):
            raise PermanentError(f"no message {sent.message} here")
        channel = ids.native_id(self.workspace, sent.channel)
        readers = self._readers(channel)
        text = render.fallback_text(card, readers)

        async def update(faces: Faces, picture_ids: render.PictureIds) -> None:
            first, *_ = render.render_messages(card, self.workspace, picture_ids, faces, readers)
            await self.api.call_method(
                "chat.update", channel=channel, ts=sent.message, text=text, blocks=first
            )

        await self._send_with_pictures(card, update)
        await self._follow_ups.add_missing_files(sent, card)

    async def _publish_home(self, person: str, card: Card) -> None:
        """Draw somebody's home tab again, after whatever people wait for."""
        user = ids.native_id(self.workspace, person)
        with rendering():
            view = forms.render_home(card, self.workspace, self.people.readers_among([user]))
        await self.api.call_method("views.publish", patience=HOME_PATIENCE, user_id=user, view=view)

    async def introduce(self, people: Sequence[str], card: Card, key: str) -> MessageRef:
        """Post a card in a group DM with these people; the same people have the same group DM."""
        natives = frozenset(ids.native_id(self.workspace, person) for person in people)
        if len(natives) < 2:
            raise PermanentError("an introduction needs at least two people")
        if key in self._sent_by_key:
            return self._sent_by_key[key]
        try:
            return await self._post(await self._open(natives), card, key)
        except SlackRefused as error:
            raise name_obstacle(error) from error

    async def send_dm(self, person: str, card: Card, key: str) -> MessageRef:
        """Post a card in a DM; a message to a person's id opens it by itself."""
        native = ids.native_id(self.workspace, person)
        alone = frozenset([native])
        try:
            sent = await self._post(self._conversations.get(alone, native), card, key)
        except SlackRefused as error:
            await self._raise_about_people(alone, error)
            raise name_obstacle(error) from error
        self._remember(alone, ids.native_id(self.workspace, sent.channel))
        return sent

    async def find_sent(self, to: Sequence[str], key: str, since: datetime) -> MessageRef | None:
        """Return the message with this key from our own messages since then, or None.

        Only keys are compared. What follows a message in its thread is sent once it is found.
        Raise LookupUnsupported where history cannot be read.
        """
        if key in self._sent_by_key:
            return self._sent_by_key[key]
        if not self.history:
            raise LookupUnsupported("slack.history is off, so I may not look for messages")

        natives = [ids.native_id(self.workspace, our_id) for our_id in to]
        try:
            is_people = ids.is_person(natives[0])
            channel = await self._open(frozenset(natives)) if is_people else natives[0]
            sent = await self._search_history(channel, key, since)
        except SlackRefused as error:
            raise LookupUnsupported(str(error)) from error

        card = self._unsure_cards.pop(key, None) if sent else None
        if sent and card:
            await self._follow_ups.send_follow_ups(sent, card)
        return sent

    async def list_members(self, channel: str) -> list[ChannelMember]:
        """Return the people in a channel who may be introduced.

        One that Mingle cannot write to is refused, although Slack lists its people all the same.
        """
        native = ids.native_id(self.workspace, channel)
        try:
            told = await self.api.call_idempotent("conversations.info", channel=native)
            if told["channel"].get("is_archived"):
                raise SlackRefused("is_archived")
            if told["channel"].get("is_member") is False:
                raise SlackRefused("not_in_channel")
            members = await self.people.channel_members(native)
        except SlackRefused as error:
            raise name_obstacle(error, channel) from error
        if self.note_kind and "is_private" in told["channel"]:
            self.note_kind(native, bool(told["channel"]["is_private"]))
        return members

    async def announce_event(
        self, channel: str, event: CalendarEvent, card: Card, key: str
    ) -> MessageRef:
        """Post an event's card with a link that adds it to a calendar, and a calendar file."""
        return await self.post(channel, calendar_links.with_calendar_entry(card, event), key)

    async def change_event(
        self, sent: MessageRef, event: CalendarEvent, card: Card, *, news: bool
    ) -> None:
        """Replace an announcement's card; with `news` its thread gets a newer calendar file."""
        if not news:
            await self.edit_message(sent, calendar_links.with_calendar_link(card, event))
            return
        shown = calendar_links.with_calendar_entry(card, event)
        await self.edit_message(sent, shown)
        await self._follow_ups.add_newer_files(sent, shown)

    async def _post(self, channel: str, card: Card, key: str) -> MessageRef:
        if key in self._sent_by_key:
            return self._sent_by_key[key]

        readers = self._readers(channel)

        async def post_first(faces: Faces, picture_ids: render.PictureIds) -> ApiResponse:
            with rendering():
                first, *_ = render.render_messages(
                    card, self.workspace, picture_ids, faces, readers
                )
                text = render.fallback_text(card, readers)
            return await self.api.post_blocks(channel, first, text, metadata=_metadata(key))

        try:
            answer = await self._send_with_pictures(card, post_first)
        except UnknownOutcome:
            self._unsure_cards[key] = card
            raise

        sent = MessageRef(ids.qualify_id(self.workspace, answer["channel"]), answer["ts"])
        self._sent_by_key[key] = sent
        await self._follow_ups.send_follow_ups(sent, card)
        return sent

    def _readers(self, conversation: str) -> Readers:
        """Return who reads a conversation, which may be named by the person whose DM it is."""
        if ids.is_person(conversation):
            return self.people.readers_among([conversation])
        people = self._people_by_conversation.get(conversation)
        return self.people.readers_among(people) if people else self.people.readers_here()

    async def _send_with_pictures(
        self, card: Card, send: Callable[[Faces, render.PictureIds], Awaitable[T]]
    ) -> T:
        """Send a card with its pictures and faces; without faces that Slack cannot download."""
        faces = NO_FACES
        if pictured := pictured_people(card):
            faces = await self.people.find_faces(pictured)
        try:
            return await self._images.send_with_images(card, partial(send, faces))
        except SlackRefused as error:
            if not faces or error.error != NOT_READY:
                raise
        log.warning("faces left out", action="slack.faces", error=NOT_READY)
        return await self._images.send_with_images(card, partial(send, NO_FACES))

    async def _open(self, people: frozenset[str]) -> str:
        """Return the DM or group DM of these people, opened once."""
        if people not in self._conversations:
            try:
                answer = await self.api.call_idempotent("conversations.open", users=sorted(people))
            except SlackRefused as error:
                await self._raise_about_people(people, error)
                raise
            self._remember(people, answer["channel"]["id"])
        return self._conversations[people]

    def _remember(self, people: frozenset[str], conversation: str) -> None:
        self._conversations[people] = conversation
        self._people_by_conversation[conversation] = people

    async def _raise_about_people(self, people: frozenset[str], error: SlackRefused) -> None:
        """Raise PeopleGone or PeopleUnreachable if the refusal is about some of these people.

        Slack does not say about whom, so each is looked up, and a DM with each is opened.
        """
        if error.error not in PERSON_ERRORS:
            return
        gone = [native for native in sorted(people) if await self.people.has_left(native)]
        if gone:
            raise PeopleGone(str(error), self._our_ids(gone)) from error

        hidden = sorted(people)
        if len(people) > 1:
            hidden = [native for native in hidden if not await self._takes_dms(native)]
        raise PeopleUnreachable(str(error), self._our_ids(hidden)) from error

    async def _takes_dms(self, native: str) -> bool:
        try:
            await self.api.call_idempotent("conversations.open", users=[native])
        except SlackRefused as error:
            return error.error not in PERSON_ERRORS
        return True

    def _our_ids(self, natives: Sequence[str]) -> list[str]:
        return [ids.qualify_id(self.workspace, native) for native in natives]

    async def _search_history(self, channel: str, key: str, since: datetime) -> MessageRef | None:
        """Search at most five pages of history."""
        cursor: dict[str, str] = {}
        for _ in range(MAX_SEARCHED):
            answer = await self.api.call_idempotent(
                "conversations.history",
                channel=channel,
                oldest=f"{since.timestamp():.6f}",
                include_all_metadata=True,
                limit=PAGE_SIZE,
                **cursor,
            )
            for message in answer["messages"]:
                if message.get("bot_id") == self.bot and _key_of(message) == key:
                    return MessageRef(ids.qualify_id(self.workspace, channel), message["ts"])

            next_cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not next_cursor:
                return None
            cursor = {"cursor": next_cursor}
        raise LookupUnsupported("too much was said there since then")


def _metadata(key: str) -> JsonObject:
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def _key_of(message: Payload) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    payload = metadata.get("event_payload")
    return payload.get("key") if isinstance(payload, dict) else None

"""The platform port for the playground, on a chat in our own database."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypedDict

import msgspec
from msgspec import Struct

from adapters.playground import records
from adapters.playground.grouped_writes import GroupedWrites
from adapters.playground.records import Colleague, Conversation, Message
from bot.core.interactions import Reply
from bot.core.platform import ChannelMember, MessageRef, PermanentError
from bot.core.replacement import is_replaced, stay_of_card
from bot.dates import ics
from bot.dates.calendar_event import CalendarEvent
from bot.store.engine import Database, Transaction
from bot.ui.cards import Card, File
from bot.ui.pictures import card_pictures, render_png


class MessagePosted(Struct, frozen=True):
    """A message that was just posted or changed, and its conversation."""

    message: Message
    conversation: Conversation


MessageListener = Callable[[MessagePosted], None]


class Playground:
    """The chat. `listeners` are called after each commit, in order.

    `open_tabs` counts the open tabs in which somebody plays a colleague.
    """

    settle_time = timedelta(0)  # no answer is ever lost
    deduplicates_for = timedelta(0)
    lists_all_members = True

    def __init__(self, database: Database, workspace: str, now: Callable[[], datetime]) -> None:
        self.database = database
        self.workspace = workspace
        self.now = now
        self.listeners: list[MessageListener] = []
        self._writes = GroupedWrites(database)
        self.open_tabs: Counter[str] = Counter()
        self._colleagues: dict[str, Colleague] = {}
        self._conversations: dict[str, Conversation] = {}
        self._channels: list[Conversation] = []

    async def load_conversations(self) -> None:
        """Load colleagues and conversations into memory; again after a seed has added some."""
        async with self.database.read_transaction() as tx:
            colleagues = await records.find_colleagues(tx, self.workspace)
            conversations = await records.find_conversations(tx, self.workspace)
        self._colleagues = {colleague.id: colleague for colleague in colleagues}
        self._conversations = {conversation.id: conversation for conversation in conversations}
        self._channels = [each for each in conversations if each.kind == "channel"]

    async def colleagues_by_id(self) -> dict[str, Colleague]:
        """Return all colleagues by id."""
        if not self._colleagues:
            await self.load_conversations()
        return self._colleagues

    async def conversations_by_id(self) -> dict[str, Conversation]:
        """Return all conversations by id."""
        if not self._conversations:
            await self.load_conversations()
        return self._conversations

    async def channels_of(self, person: str) -> list[Conversation]:
        """Return the channels with this person in them."""
        if not self._conversations:
            await self.load_conversations()
        return [channel for channel in self._channels if person in channel.people]

    async def post(self, channel: str, card: Card, key: str) -> MessageRef:
        """Post a card in a channel or an existing conversation."""
        return await self._post(await self._conversation(channel), card, key)

    async def edit_message(self, sent: MessageRef, card: Card) -> None:
        """Replace the card of an earlier message."""
        conversation = await self._conversation(sent.channel)
        number = int(sent.message) if sent.message.isdecimal() else -1
        changed = await self._writes.run(
            lambda tx: records.change_message(tx, self.workspace, number, card, self.now())
        )
        if changed is None:
            raise PermanentError(f"no message {sent.message} here")
        self._notify_listeners(changed, conversation)

    async def introduce(self, people: Sequence[str], card: Card, key: str) -> MessageRef:
        """Post a card in a group conversation; the same people have the same one."""
        return await self._post(await self._group_of(people), card, key)

    async def send_dm(self, person: str, card: Card, key: str) -> MessageRef:
        """Post a card in a person's conversation with Mingle."""
        return await self._post(await self._direct_with(person), card, key)

    async def find_sent(
        self,
        to: Sequence[str],
        key: str,
        since: datetime,  # noqa: ARG002
    ) -> MessageRef | None:
        """Return the message with this key to this channel or these people, or None.

        `since` is ignored: it is in real time, and the playground has its own.
        """
        async with self.database.read_transaction() as tx:
            message = await records.find_by_key(tx, self.workspace, key)
        if message is None:
            return None
        conversation = await self._conversation(message.channel)
        is_addressed = message.channel in to or set(conversation.people) == set(to)
        return _message_ref(message) if is_addressed else None

    async def list_members(self, channel: str) -> list[ChannelMember]:
        """Return the people in a channel."""
        colleagues = await self.colleagues_by_id()
        people = (await self._conversation(channel)).people
        members = [colleagues[person] for person in people]
        return [ChannelMember(who.id, who.name, who.zone, who.organiser) for who in members]

    async def announce_event(
        self, channel: str, event: CalendarEvent, card: Card, key: str
    ) -> MessageRef:
        """Post an event's card with a calendar file."""
        return await self.post(channel, self._with_calendar_file(card, event), key)

    async def change_event(
        self,
        sent: MessageRef,
        event: CalendarEvent,
        card: Card,
        *,
        news: bool,  # noqa: ARG002
    ) -> None:
        """Replace an announcement's card and its calendar file."""
        await self.edit_message(sent, self._with_calendar_file(card, event))

    async def post_as_person(self, channel: str, person: str, words: str) -> None:
        """Post chat of a person, which Mingle never reads."""
        await self._add(await self._conversation(channel), {"author": person, "text": words})

    async def replace_answer(self, clicked: MessageRef, person: str, answer: Reply) -> bool:
        """Show an answer instead of the one that was clicked; return whether it takes its place."""
        number = int(clicked.message) if clicked.message.isdecimal() else -1
        async with self.database.read_transaction() as tx:
            shown = await records.find_message(tx, self.workspace, number)
        if shown is None or shown.only_for != person or shown.card is None:
            return False
        same_title = shown.card.title == answer.card.title
        if not is_replaced(stay_of_card(shown.card), answer.outcome, same_title=same_title):
            return False
        await self.edit_message(_message_ref(shown), answer.card)
        return True

    async def show_answer(
        self, channel: str, person: str, card: Card | None, line: str = ""
    ) -> None:
        """Post the line that somebody typed and its answer, visible only to them."""
        messages: list[_NewMessage] = []
        if line:
            messages.append({"author": person, "text": line, "only_for": person})
        if card:
            messages.append({"card": card, "only_for": person})
        await self._add(await self._conversation(channel), *messages)

    async def direct_conversation(self, person: str) -> Conversation:
        """Return a person's conversation with Mingle, opened once."""
        return await self._open(await self._direct_with(person))

    async def group_conversation(self, people: Sequence[str]) -> Conversation:
        """Return the conversation of exactly these people, opened once."""
        return await self._open(await self._group_of(people))

    async def _direct_with(self, person: str) -> Conversation:
        await self._check_known([person])
        native = person.removeprefix(f"{self.workspace}/")
        return Conversation(f"{self.workspace}/mingle-{native}", "direct", "Mingle", "", (person,))

    async def _group_of(self, people: Sequence[str]) -> Conversation:
        everyone = sorted(set(people))
        await self._check_known(everyone)
        if len(everyone) < 2:
            raise PermanentError("an introduction needs at least two people")
        digest = hashlib.sha256("\n".join(everyone).encode()).hexdigest()[:16]
        return Conversation(f"{self.workspace}/group-{digest}", "group", "", "", tuple(everyone))

    async def _open(self, conversation: Conversation) -> Conversation:
        if conversation.id not in await self.conversations_by_id():
            await self._writes.run(
                lambda tx: records.open_conversation(tx, self.workspace, conversation)
            )
        return self._conversations.setdefault(conversation.id, conversation)

    async def _post(self, conversation: Conversation, card: Card, key: str) -> MessageRef:
        """Post a card once per key; a repeated key returns the earlier message."""
        if self.open_tabs.total():
            await _prerender_pictures(card)
        added = await self._add(conversation, {"card": card, "key": key})
        if added:
            return _message_ref(added[0])

        async with self.database.read_transaction() as tx:
            earlier = await records.find_by_key(tx, self.workspace, key)
        assert earlier
        return _message_ref(earlier)

    async def _add(self, conversation: Conversation, *new_messages: "_NewMessage") -> list[Message]:
        """Insert messages in one transaction, then notify the listeners; return the new ones.

        It opens the conversation that is not open yet.
        """
        is_open = conversation.id in await self.conversations_by_id()

        async def write(tx: Transaction) -> list[Message]:
            if not is_open:
                await records.open_conversation(tx, self.workspace, conversation)
            now = self.now()
            added = [
                await records.add_message(tx, self.workspace, conversation.id, now, **new_message)
                for new_message in new_messages
            ]
            return [message for message in added if message]

        added = await self._writes.run(write)
        opened = self._conversations.setdefault(conversation.id, conversation)
        for message in added:
            self._notify_listeners(message, opened)
        return added

    async def _conversation(self, channel: str) -> Conversation:
        conversation = (await self.conversations_by_id()).get(channel)
        if conversation is None:
            raise PermanentError(f"no channel {channel} here")
        return conversation

    async def _check_known(self, people: Sequence[str]) -> None:
        colleagues = await self.colleagues_by_id()
        for person in people:
            if person not in colleagues:
                raise PermanentError(f"nobody here is {person}")

    def _with_calendar_file(self, card: Card, event: CalendarEvent) -> Card:
        file = File("event.ics", "text/calendar", ics.write_calendar([event], self.now()))
        return msgspec.structs.replace(card, parts=(*card.parts, file))

    def _notify_listeners(self, message: Message, conversation: Conversation) -> None:
        posted = MessagePosted(message, conversation)
        for listener in list(self.listeners):
            listener(posted)


class _NewMessage(TypedDict, total=False):
    """The values of a message to be inserted."""

    author: str
    card: Card
    key: str
    only_for: str
    text: str


async def _prerender_pictures(card: Card) -> None:
    """Render a card's pictures in threads, so that the page finds them in the cache."""
    for picture in card_pictures(card):
        by_day = asyncio.to_thread(render_png, picture, dark=False)
        by_night = asyncio.to_thread(render_png, picture, dark=True)
        await asyncio.gather(by_day, by_night)


def _message_ref(message: Message) -> MessageRef:
    return MessageRef(message.channel, str(message.id))

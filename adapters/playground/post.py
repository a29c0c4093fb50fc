"""Say in the playground what the core wants said: the platform port, on a chat of our own."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from adapters.playground import records
from adapters.playground.records import Colleague, Conversation, Message
from bot.core.platform import ChannelMember, MessageRef, PermanentError
from bot.dates import ics
from bot.dates.calendar_event import CalendarEvent
from bot.store.engine import Database
from bot.ui.cards import Card, File
from bot.ui.pictures import card_pictures, render_png


class MessagePosted(Struct, frozen=True):
    """Something that was just said or changed, and where."""

    message: Message
    conversation: Conversation


MessageListener = Callable[[MessagePosted], None]


class Playground:
    """The chat itself. Its ears are called after each commit, in order."""

    settle_time = timedelta(0)  # what is said is there at once
    lists_all_members = True

    def __init__(self, database: Database, workspace: str, now: Callable[[], datetime]) -> None:
        self.database = database
        self.workspace = workspace
        self.now = now
        self.listeners: list[MessageListener] = []
        self.open_tabs: Counter[str] = (
            Counter()
        )  # colleagues whom somebody plays at a screen, and in how many tabs
        self._colleagues: dict[str, Colleague] = {}
        self._conversations: dict[str, Conversation] = {}

    async def load_conversations(self) -> None:
        """Learn who and what is here; called again when a seed has added to it."""
        async with self.database.read_transaction() as tx:
            self._colleagues = {c.id: c for c in await records.find_colleagues(tx, self.workspace)}
            self._conversations = {
                c.id: c for c in await records.find_conversations(tx, self.workspace)
            }

    async def colleagues_by_id(self) -> dict[str, Colleague]:
        """Give everybody who works here, by id."""
        if not self._colleagues:
            await self.load_conversations()
        return self._colleagues

    async def conversations_by_id(self) -> dict[str, Conversation]:
        """Give every conversation, by id."""
        if not self._conversations:
            await self.load_conversations()
        return self._conversations

    async def post(self, channel: str, card: Card, key: str) -> MessageRef:
        """Say something in a channel or an earlier conversation."""
        return await self._say(await self._conversation(channel), card, key)

    async def edit_message(self, sent: MessageRef, card: Card) -> None:
        """Change what an earlier message says."""
        where = await self._conversation(sent.channel)
        number = int(sent.message) if sent.message.isdecimal() else -1
        async with self.database.transaction() as tx:
            changed = await records.change_message(tx, self.workspace, number, card, self.now())
        if changed is None:
            raise PermanentError(f"no message {sent.message} here")
        self._tell(changed, where)

    async def introduce(self, people: Sequence[str], card: Card, key: str) -> MessageRef:
        """Bring these people together in a conversation of their own.

        The same people resume the same one.
        """
        return await self._say(await self.group_conversation(people), card, key)

    async def send_dm(self, person: str, card: Card, key: str) -> MessageRef:
        """Say something to one person alone."""
        return await self._say(await self.direct_conversation(person), card, key)

    async def find_sent(self, to: Sequence[str], key: str, since: datetime) -> MessageRef | None:  # noqa: ARG002
        """Tell whether a message with this key was ever said to this channel or these people.

        The playground lives in a time of its own, so no real moment says how far to look back.
        """
        async with self.database.read_transaction() as tx:
            said = await records.find_by_key(tx, self.workspace, key)
        if said is None:
            return None
        where = await self._conversation(said.channel)
        return _sent(said) if said.channel in to or set(where.people) == set(to) else None

    async def list_members(self, channel: str) -> list[ChannelMember]:
        """Name the people in a channel."""
        people = await self.colleagues_by_id()
        there = [people[person] for person in (await self._conversation(channel)).people]
        return [ChannelMember(c.id, c.name, c.zone, c.organiser) for c in there]

    async def announce_event(
        self, channel: str, event: CalendarEvent, card: Card, key: str
    ) -> MessageRef:
        """Tell a channel about an event, with a calendar entry to keep."""
        return await self.post(channel, self._with_entry(card, event), key)

    async def change_event(
        self,
        sent: MessageRef,
        event: CalendarEvent,
        card: Card,
        *,
        news: bool,  # noqa: ARG002
    ) -> None:
        """Change what an announcement says, and the calendar entry that hangs on it."""
        await self.edit_message(sent, self._with_entry(card, event))

    async def post_as_person(self, channel: str, person: str, words: str) -> None:
        """Let a person say something in plain words, which Mingle never reads."""
        await self._add(await self._conversation(channel), {"author": person, "text": words})

    async def show_answer(
        self, channel: str, person: str, card: Card | None, line: str = ""
    ) -> None:
        """Show the line that somebody typed and the answer to it where it was typed, seen by nobody
        else."""
        typed = [{"author": person, "text": line, "only_for": person}] if line else []
        answer = [{"card": card, "only_for": person}] if card else []
        await self._add(await self._conversation(channel), *typed, *answer)

    async def direct_conversation(self, person: str) -> Conversation:
        """Give a person's own talk with Mingle."""
        await self._check([person])
        native = person.removeprefix(f"{self.workspace}/")
        return await self._begin(
            Conversation(f"{self.workspace}/mingle-{native}", "direct", "Mingle", "", (person,))
        )

    async def group_conversation(self, people: Sequence[str]) -> Conversation:
        """Give the conversation that exactly these people share."""
        everyone = sorted(set(people))
        await self._check(everyone)
        if len(everyone) < 2:
            raise PermanentError("an introduction needs at least two people")
        digest = hashlib.sha256("\n".join(everyone).encode()).hexdigest()[:16]
        return await self._begin(
            Conversation(f"{self.workspace}/group-{digest}", "group", "", "", tuple(everyone))
        )

    async def _begin(self, wanted: Conversation) -> Conversation:
        known = (await self.conversations_by_id()).get(wanted.id)
        if known:
            return known
        async with self.database.transaction() as tx:
            await records.open_conversation(tx, self.workspace, wanted)
        return self._conversations.setdefault(wanted.id, wanted)

    async def _say(self, where: Conversation, card: Card, key: str) -> MessageRef:
        for picture in card_pictures(
            card
        ):  # drawn beside what goes on, so that the page finds it done
            await asyncio.gather(
                *(asyncio.to_thread(render_png, picture, dark=dark) for dark in (False, True))
            )
        if said := await self._add(where, {"card": card, "key": key}):
            return _sent(said[0])
        async with self.database.read_transaction() as tx:
            earlier = await records.find_by_key(tx, self.workspace, key)
        assert earlier
        return _sent(earlier)

    async def _add(self, where: Conversation, *drafts: dict[str, Any]) -> list[Message]:
        async with self.database.transaction() as tx:
            added = [
                await records.add_message(tx, self.workspace, where.id, self.now(), **draft)
                for draft in drafts
            ]
        messages = [message for message in added if message]
        for message in messages:
            self._tell(message, where)
        return messages

    async def _conversation(self, channel: str) -> Conversation:
        known = (await self.conversations_by_id()).get(channel)
        if known is None:
            raise PermanentError(f"no channel {channel} here")
        return known

    async def _check(self, people: Sequence[str]) -> None:
        strangers = [person for person in people if person not in await self.colleagues_by_id()]
        if strangers:
            raise PermanentError(f"nobody here is {strangers[0]}")

    def _with_entry(self, card: Card, event: CalendarEvent) -> Card:
        entry = File("event.ics", "text/calendar", ics.write_calendar([event], self.now()))
        return msgspec.structs.replace(card, parts=(*card.parts, entry))

    def _tell(self, message: Message, where: Conversation) -> None:
        heard = MessagePosted(message, where)
        for ear in list(self.listeners):
            ear(heard)


def _sent(message: Message) -> MessageRef:
    return MessageRef(message.channel, str(message.id))

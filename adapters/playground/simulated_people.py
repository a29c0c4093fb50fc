"""Let simulated colleagues live.

They read what reaches them, and type and click as their habits are.
"""

import heapq
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from adapters.playground import form_autofill, records
from adapters.playground.habits import TABLE_HOURS, TOPICS, Topic, at_work
from adapters.playground.listen import PlaygroundListener
from adapters.playground.post import MessagePosted
from adapters.playground.records import Colleague
from adapters.playground.seed_data import load_seed_data
from adapters.playground.workspace import LUNCH_CHANNEL
from bot.core.platform import MessageRef
from bot.core.router import Answer, OpenForm, Reply
from bot.ui.cards import Actions, Button, Card, Form, People

HISTORY_KEPT = timedelta(days=21)  # older messages are not answered any more
RECALL_SPAN = timedelta(days=7)  # how far back a restart looks for what is still to be answered
HUMAN_PAUSE = timedelta(hours=1)  # how long a colleague waits who is played by somebody at a screen


class PlannedAction(Struct, frozen=True, order=True):
    """Something that somebody will do.

    Click this on that message, or type a line (then there is no message).
    """

    due: datetime
    person: str
    message: int
    action: str
    value: str = ""


class SimulatedPeople:
    """A crowd with an inbox.

    The same seed and the same messages give the same clicks, also after a restart.
    """

    def __init__(self, listener: PlaygroundListener, rng: random.Random) -> None:
        self._listener, self._playground = listener, listener.playground
        self._seed = rng.getrandbits(64)
        self._people: dict[str, Colleague] = {}
        self._zones: dict[str, str] = {}
        self._agenda: list[PlannedAction] = []
        self._standing: dict[int, MessagePosted] = {}
        self._decided: dict[int, set[tuple[str, str, str]]] = defaultdict(set)
        self._done: set[tuple[str, str, str]] = set()
        self._week: datetime | None = self._playground.now()
        self._recalled = False
        self._playground.listeners.append(self.on_message)

    def next_due(self) -> datetime | None:
        """Tell when somebody will do something next."""
        first = self._agenda[0].due if self._agenda else self._week
        return min(first, self._week) if first and self._week else first

    async def run_due_actions(self, now: datetime) -> None:
        """Do what is due by now."""
        if not self._recalled:
            await self._recall(now)
        if self._week and self._week <= now:
            self._plan_week(now)
        while self._agenda and self._agenda[0].due <= now:
            intention = heapq.heappop(self._agenda)
            if self._playground.open_tabs[intention.person] > 0:
                heapq.heappush(self._agenda, _later(intention, now + HUMAN_PAUSE))
            else:
                await self._do(self._people[intention.person], intention)

    def on_message(self, heard: MessagePosted) -> None:
        """Read a message or its change, and decide who will answer, how and when."""
        message = heard.message
        if message.card is None or message.only_for:
            return
        self._standing[message.id] = heard
        for person in heard.conversation.people:
            if person in self._people:
                self._decide(
                    self._people[person],
                    message.id,
                    message.card,
                    heard.conversation.kind,
                    message.at,
                )

    def _decide(self, who: Colleague, message: int, card: Card, room: str, at: datetime) -> None:
        for topic, value, offered in _offers(card, room):
            if (who.id, topic.name, value) in self._decided[message] or (
                topic.near and not self._near(who, card)
            ):
                continue
            self._decided[message].add((who.id, topic.name, value))
            action, chance = self._choose(who, topic, value, offered, room)
            if action:
                due = at_work(at + topic.answer_delay(room, chance), who.zone, chance)
                heapq.heappush(self._agenda, PlannedAction(due, who.id, message, action, value))

    def _near(self, who: Colleague, card: Card) -> bool:
        seated = (
            guest.person for part in card.parts if isinstance(part, People) for guest in part.people
        )
        return self._zones.get(next(seated, ""), who.zone) == who.zone

    def _choose(
        self, who: Colleague, topic: Topic, value: str, offered: set[str], room: str
    ) -> tuple[str | None, random.Random]:
        # The message is no part of it: asked twice about the same thing, somebody says the same.
        own, common = (
            self._chance(who.id, room, topic.name, value),
            self._chance(room, topic.name, value),
        )
        return topic.choose_answer(
            who.habits, offered, own, common if topic.together else own, room
        ), own

    async def _do(self, who: Colleague, intention: PlannedAction) -> None:
        if intention.message == 0:
            await self._type(who, intention.action)
            return
        heard = self._standing.get(intention.message)
        if not heard or not heard.message.card:
            return
        standing = {(button.action, button.value) for button in _buttons(heard.message.card)}
        if (intention.action, intention.value) in standing:
            await self._click(who, heard, intention.action, intention.value)

    async def _click(self, who: Colleague, heard: MessagePosted, action: str, value: str) -> None:
        if (who.id, action, value) in self._done:
            return
        self._done.add((who.id, action, value))
        gesture = f"{who.id} {heard.message.id} {action} {value}"
        sent = MessageRef(heard.message.channel, str(heard.message.id))
        answer = await self._listener.handle_click(who.id, sent, action, value, gesture, alone=True)
        await self._go_on(who, heard, answer, gesture)
        if action == "people.join" and self._chance(gesture).random() < who.habits["fills"]:
            await self._type(who, "/mingle profile")

    async def _go_on(
        self, who: Colleague, heard: MessagePosted, answer: Answer, interaction_id: str
    ) -> None:
        """Fill in the form that opened, or read on in the private answer."""
        if isinstance(answer, OpenForm):
            await self._fill(who, heard.message.channel, answer.form, interaction_id)
        elif isinstance(answer, Reply):
            for topic, value, offered in _offers(answer.card, "direct"):
                action, _ = self._choose(who, topic, value, offered, "direct")
                if action and topic.at_once:
                    await self._click(who, heard, action, value)

    async def _fill(self, who: Colleague, channel: str, form: Form, interaction_id: str) -> None:
        fields = form_autofill.fill_form(form, who, self._chance(interaction_id, form.action))
        await self._listener.handle_submission(
            who.id, channel, form, fields, f"{interaction_id} form", alone=True
        )

    async def _type(self, who: Colleague, line: str) -> None:
        channel = (
            LUNCH_CHANNEL
            if line.startswith("/lunch")
            else (await self._playground.direct_conversation(who.id)).id
        )
        gesture = f"{who.id} {line} {self._playground.now().isoformat()}"
        answer = await self._listener.handle_line(who.id, channel, line, gesture, alone=True)
        if isinstance(answer, OpenForm):
            await self._fill(who, channel, answer.form, gesture)

    def _plan_week(self, now: datetime) -> None:
        """Decide who opens a table and who suggests a prompt this week; forget what is long
        past."""
        monday = (now - timedelta(days=now.weekday())).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        self._week = monday + timedelta(weeks=1)
        for who in self._people.values():
            chance = self._chance(who.id, monday.isoformat())
            for habit, line in (
                ("opens", _table_line(chance)),
                ("suggests", _suggestion_line(chance)),
            ):
                day = monday + timedelta(days=chance.randrange(5), hours=chance.choice(TABLE_HOURS))
                due = day.replace(tzinfo=ZoneInfo(who.zone)).astimezone(now.tzinfo)
                if chance.random() < who.habits[habit] and due >= now:
                    heapq.heappush(self._agenda, PlannedAction(due, who.id, 0, line))
        for number in [
            n for n, heard in self._standing.items() if heard.message.at < now - HISTORY_KEPT
        ]:
            del self._standing[number]
            self._decided.pop(number, None)

    async def _recall(self, now: datetime) -> None:
        """Learn who is here, and read again what may still wait for an answer.

        What was clicked is not done twice.
        """
        self._recalled = True
        everybody = (await self._playground.colleagues_by_id()).values()
        self._people = {who.id: who for who in everybody if who.simulated}
        self._zones = {who.id: who.zone for who in everybody}
        rooms = await self._playground.conversations_by_id()
        async with self._playground.database.read_transaction() as tx:
            recent = await records.cards_since(tx, self._playground.workspace, now - RECALL_SPAN)
        for message in recent:
            self.on_message(MessagePosted(message, rooms[message.channel]))

    def _chance(self, *about: object) -> random.Random:
        return random.Random(f"{self._seed} {about}")


def _offers(card: Card, room: str) -> Iterator[tuple[Topic, str, set[str]]]:
    """Find what a card asks of its readers: each topic once for each thing it is about."""
    buttons = list(_buttons(card))
    for topic in TOPICS:
        if room not in topic.conversation_kinds:
            continue
        for value in dict.fromkeys(
            button.value for button in buttons if button.action in topic.actions
        ):
            yield topic, value, {button.action for button in buttons if button.value == value}


def _buttons(card: Card) -> Iterator[Button]:
    for part in card.parts:
        if isinstance(part, Actions):
            yield from (item for item in part.items if isinstance(item, Button))


def _later(intention: PlannedAction, due: datetime) -> PlannedAction:
    return PlannedAction(
        due, intention.person, intention.message, intention.action, intention.value
    )


def _table_line(chance: random.Random) -> str:
    time, seats = chance.choice(("12:00", "12:30", "13:00")), chance.choice((3, 4, 4, 6))
    place, topic = (chance.choice(load_seed_data()[kind]) for kind in ("places", "topics"))
    return f'/lunch {time} seats:{seats} at:"{place}" topic:"{topic}"'


def _suggestion_line(chance: random.Random) -> str:
    return f"/prompt suggest {chance.choice(load_seed_data()['suggestions'])}"

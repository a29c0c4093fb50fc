"""Simulated colleagues: they read their messages, and type and click by their habits."""

import heapq
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from adapters.playground import form_autofill, records
from adapters.playground.habits import TABLE_HOURS, TOPICS, Topic, at_work
from adapters.playground.learnings import Learnings
from adapters.playground.listen import PlaygroundListener
from adapters.playground.post import MessagePosted
from adapters.playground.records import Colleague
from adapters.playground.seed_data import load_seed_data
from adapters.playground.workspace import LUNCH_CHANNEL
from bot.core.interactions import Answer, OpenForm, Reply
from bot.core.platform import MessageRef
from bot.ui.cards import Actions, Button, Card, Form, People

HISTORY_KEPT = timedelta(days=21)  # older messages are not answered any more
RECALL_SPAN = timedelta(days=7)  # messages that are read again after a restart
# Ends of actions that nobody presses by chance: they end something for good, or for everybody.
LASTING = (
    "decline",
    "leave",
    "mute",
    "pause",
    "pause_month",
    "rest",
    "stop",
    "remove",
    "hide",
    "drop",
    "discard",
)
HUMAN_PAUSE = timedelta(hours=1)  # postponement while a person at a screen plays the colleague


class PlannedAction(Struct, frozen=True, order=True):
    """A click on a message, or with `message` 0 a line to be typed, at a later moment."""

    due: datetime
    person: str
    message: int
    action: str
    value: str = ""


class SimulatedPeople:
    """All simulated colleagues, with a queue of what they are going to do.

    The same seed and the same messages lead to the same clicks, also after a restart.
    """

    def __init__(self, listener: PlaygroundListener, rng: random.Random) -> None:
        self._listener, self._playground = listener, listener.playground
        self._seed = rng.getrandbits(64)
        self._people: dict[str, Colleague] = {}
        self._zones: dict[str, str] = {}
        self._agenda: list[PlannedAction] = []
        self._posted: dict[int, MessagePosted] = {}
        self._decided: dict[int, set[tuple[str, str, str]]] = defaultdict(set)
        self._done: set[tuple[str, str, str]] = set()
        self._learnings = Learnings()
        self._week: datetime | None = self._playground.now()
        self._recalled = False
        self._playground.listeners.append(self.on_message)

    @property
    def everybody(self) -> list[Colleague]:
        """Return all simulated colleagues, in the order in which they came."""
        return list(self._people.values())

    def welcome(self, who: Colleague) -> None:
        """Let a new colleague take part."""
        self._people[who.id] = who
        self._zones[who.id] = who.zone

    def dismiss(self, person: str) -> None:
        """Let a colleague do nothing any more."""
        self._people.pop(person, None)

    def next_due(self) -> datetime | None:
        """Return when somebody does something next; None if nothing is planned."""
        planned = [action.due for action in self._agenda[:1]]
        if self._week:
            planned.append(self._week)
        return min(planned, default=None)

    async def run_due_actions(self, now: datetime) -> None:
        """Do what is due by now; what a person at a screen plays is postponed."""
        if not self._recalled:
            await self._recall(now)
        if self._week and self._week <= now:
            self._plan_week(now)
        while self._agenda and self._agenda[0].due <= now:
            action = heapq.heappop(self._agenda)
            if action.person not in self._people:
                continue
            if self._playground.open_tabs[action.person] > 0:
                postponed = msgspec.structs.replace(action, due=now + HUMAN_PAUSE)
                heapq.heappush(self._agenda, postponed)
            else:
                await self._do(self._people[action.person], action)

    def on_message(self, posted: MessagePosted) -> None:
        """Read a new or changed message, and plan who answers it, how and when."""
        message = posted.message
        if message.card is None or message.only_for:
            return
        self._posted[message.id] = posted
        self._learnings.hear(message.card)
        questions = list(_questions(message.card, posted.conversation.kind))
        for person in posted.conversation.people if questions else ():
            if person in self._people:
                self._decide(self._people[person], posted, message.card, questions)

    def _decide(
        self,
        who: Colleague,
        posted: MessagePosted,
        card: Card,
        questions: Sequence["_Question"],
    ) -> None:
        """Plan a person's answers to a card; each question is decided once per message."""
        kind, message = posted.conversation.kind, posted.message
        decided = self._decided[message.id]
        for question in questions:
            topic, value = question.topic, question.value
            if (who.id, topic.name, value) in decided:
                continue
            if topic.near and not self._is_near(who, card):
                continue

            decided.add((who.id, topic.name, value))
            action, chance = self._choose(who, question, kind)
            if action:
                due = at_work(message.at + topic.answer_delay(kind, chance), who.zone, chance)
                planned = PlannedAction(due, who.id, message.id, action, value)
                heapq.heappush(self._agenda, planned)

    def _is_near(self, who: Colleague, card: Card) -> bool:
        """Return whether somebody is in the zone of the first person on a card."""
        for part in card.parts:
            if isinstance(part, People) and part.people:
                return self._zones.get(part.people[0].person, who.zone) == who.zone
        return True

    def _choose(
        self, who: Colleague, question: "_Question", kind: str
    ) -> tuple[str | None, random.Random]:
        """Return the action that somebody chooses, and their source of chance.

        The message is not part of the seed, so that the same question gets the same answer.
        """
        topic, value = question.topic, question.value
        own = self._chance(who.id, kind, topic.name, value)
        common = self._chance(kind, topic.name, value) if topic.together else own
        action = topic.choose_answer(who.habits, question.offered, own, common, kind)
        return action, own

    async def _do(self, who: Colleague, action: PlannedAction) -> None:
        """Type a line, or click a button if the message still has it."""
        if action.message == 0:
            await self._type(who, action.action)
            return

        posted = self._posted.get(action.message)
        if not posted or not posted.message.card:
            return
        buttons = {(button.action, button.value) for button in _buttons(posted.message.card)}
        if (action.action, action.value) in buttons:
            await self._click(who, posted, action.action, action.value)

    async def _click(self, who: Colleague, posted: MessagePosted, action: str, value: str) -> None:
        if (who.id, action, value) in self._done:
            return
        self._done.add((who.id, action, value))

        message = posted.message
        interaction_id = f"{who.id} {message.id} {action} {value}"
        sent = MessageRef(message.channel, str(message.id))
        answer = await self._listener.handle_click(
            who.id, sent, action, value, interaction_id, alone=True
        )
        await self._follow_up(who, posted, answer, interaction_id)
        if action == "people.join":
            chance = self._chance(interaction_id)
            if chance.random() < who.habits["fills"]:
                await self._type(who, "/mingle profile")

    async def press_any(self, who: Colleague, chance: random.Random) -> None:
        """Click some button of a message that stands in one of somebody's conversations."""
        found = []
        for posted in self._posted.values():
            if who.id in posted.conversation.people and posted.message.card:
                buttons = _buttons(posted.message.card)
                found += [(posted, button) for button in buttons if is_harmless(button)]
        if found:
            posted, button = chance.choice(found)
            await self._click(who, posted, button.action, button.value)

    async def _follow_up(
        self, who: Colleague, posted: MessagePosted, answer: Answer, interaction_id: str
    ) -> None:
        """Fill in a form that opened, or click on in a private answer."""
        message = posted.message
        if isinstance(answer, OpenForm):
            await self._submit(who, message.channel, answer.form, interaction_id, message.card)
        elif isinstance(answer, Reply):
            for question in _questions(answer.card, "direct"):
                action, _ = self._choose(who, question, "direct")
                if action and question.topic.at_once:
                    await self._click(who, posted, action, question.value)

    async def _submit(
        self,
        who: Colleague,
        channel: str,
        form: Form,
        interaction_id: str,
        about: Card | None = None,
    ) -> None:
        chance = self._chance(interaction_id, form.action)
        learned = ""
        if about and form_autofill.asks_what_was_learned(form):
            learned = self._learnings.choose(about, who, chance)
        fields = form_autofill.fill_form(form, who, chance, learned)
        await self._listener.handle_submission(
            who.id, channel, form, fields, f"{interaction_id} form", alone=True
        )

    async def _type(self, who: Colleague, line: str) -> None:
        channel = LUNCH_CHANNEL
        if not line.startswith("/lunch"):
            channel = (await self._playground.direct_conversation(who.id)).id

        interaction_id = f"{who.id} {line} {self._playground.now().isoformat()}"
        answer = await self._listener.handle_line(who.id, channel, line, interaction_id, alone=True)
        if isinstance(answer, OpenForm):
            await self._submit(who, channel, answer.form, interaction_id)

    def _plan_week(self, now: datetime) -> None:
        """Plan who opens a table and who suggests a prompt this week; drop old messages."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        monday = midnight - timedelta(days=now.weekday())
        self._week = monday + timedelta(weeks=1)
        for who in self._people.values():
            self._plan_lines(who, monday, now)
        self._drop_messages(now - HISTORY_KEPT)

    def _plan_lines(self, who: Colleague, monday: datetime, now: datetime) -> None:
        chance = self._chance(who.id, monday.isoformat())
        lines = {"opens": _table_line(chance), "suggests": _suggestion_line(chance)}
        for habit, line in lines.items():
            day = monday + timedelta(days=chance.randrange(5), hours=chance.choice(TABLE_HOURS))
            due = day.replace(tzinfo=ZoneInfo(who.zone)).astimezone(now.tzinfo)
            if chance.random() < who.habits[habit] and due >= now:
                heapq.heappush(self._agenda, PlannedAction(due, who.id, 0, line))

    def _drop_messages(self, before: datetime) -> None:
        old = [number for number, posted in self._posted.items() if posted.message.at < before]
        for number in old:
            del self._posted[number]
            self._decided.pop(number, None)

    async def _recall(self, now: datetime) -> None:
        """Load the colleagues, and after a restart read recent messages again.

        The core ignores a click that was made before the restart, since its id is the same.
        """
        self._recalled = True
        everybody = (await self._playground.colleagues_by_id()).values()
        self._people = {who.id: who for who in everybody if who.simulated}
        self._zones = {who.id: who.zone for who in everybody}
        conversations = await self._playground.conversations_by_id()
        async with self._playground.database.read_transaction() as tx:
            recent = await records.cards_since(tx, self._playground.workspace, now - RECALL_SPAN)
        for message in recent:
            self.on_message(MessagePosted(message, conversations[message.channel]))

    def _chance(self, *about: object) -> random.Random:
        return random.Random(f"{self._seed} {about}")


class _Question(NamedTuple):
    """What a card asks about one thing, and the actions among which to choose."""

    topic: Topic
    value: str
    offered: set[str]


def _questions(card: Card, kind: str) -> Iterator[_Question]:
    """Yield what a card asks in a kind of conversation: each topic once for each value."""
    buttons = list(_buttons(card))
    offered: dict[str, set[str]] = {}
    for button in buttons:
        offered.setdefault(button.value, set()).add(button.action)

    for topic in TOPICS:
        if kind in topic.conversation_kinds:
            values = [button.value for button in buttons if button.action in topic.actions]
            for value in dict.fromkeys(values):
                yield _Question(topic, value, offered[value])


def _buttons(card: Card) -> Iterator[Button]:
    for part in card.parts:
        if isinstance(part, Actions):
            yield from (item for item in part.items if isinstance(item, Button))


def is_harmless(button: Button) -> bool:
    """Return whether a click does not end a feature for everybody."""
    return not button.action.endswith(LASTING)


def _table_line(chance: random.Random) -> str:
    data = load_seed_data()
    time = chance.choice(("12:00", "12:30", "13:00"))
    seats = chance.choice((3, 4, 4, 6))
    place = chance.choice(data["places"])
    topic = chance.choice(data["topics"])
    return f'/lunch {time} seats:{seats} at:"{place}" topic:"{topic}"'


def _suggestion_line(chance: random.Random) -> str:
    return f"/prompt suggest {chance.choice(load_seed_data()['suggestions'])}"

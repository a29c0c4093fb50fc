"""A platform that has bad days: the playground behind rate limits, outages and refusals."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from adapters.playground.post import Playground
from bot.core.platform import (
    ChannelMember,
    MessageRef,
    PeopleGone,
    PeopleUnreachable,
    PermanentError,
    PermissionMissing,
    PlaceGone,
    Platform,
    TemporaryError,
)
from bot.dates.calendar_event import CalendarEvent
from bot.ui.cards import Card
from bot.ui.speech import mark

LIMITED_SHARE = 0.02  # of the calls, refused for a moment as too many
CATCH_UP = timedelta(hours=1)  # after a trouble, until everything can have been changed
LOOKED_FOR = timedelta(hours=25)  # nothing tells Mingle that a channel is back: it looks each night
LOOK_AGAIN = timedelta(minutes=15)  # after which a call is repeated during an outage


class Trouble(Struct, frozen=True):
    """What a platform refuses for a time: everything, or what concerns these people or channels.

    Kinds: outage, no_groups (no conversation of several), unseen (nobody may be put into a
    conversation with these people), silent (no direct message reaches them), lost (a channel).
    """

    kind: str
    begins: datetime
    ends: datetime
    about: tuple[str, ...] = ()


class TroubledPlatform(Platform):
    """The playground as its people know it, with troubles; `gone` have left the company."""

    settle_time = Playground.settle_time
    deduplicates_for = Playground.deduplicates_for
    lists_all_members = Playground.lists_all_members

    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        self.troubles: list[Trouble] = []
        self.gone: set[str] = set()

    @property
    def outages(self) -> list[tuple[datetime, datetime]]:
        """Return from when until when nothing can be said at all."""
        return [(each.begins, each.ends) for each in self.troubles if each.kind == "outage"]

    def closed_channels(self) -> list[str]:
        """Return the conversations in which nothing can be changed now; “*” stands for all."""
        now = self.playground.now()
        recent = []
        for each in self.troubles:
            rest = LOOKED_FOR if each.kind == "lost" else CATCH_UP
            if each.begins <= now < each.ends + rest:
                recent.append(each)
        lost = [channel for each in recent if each.kind == "lost" for channel in each.about]
        return [*lost, *("*" for each in recent if each.kind == "outage")]

    async def post(self, channel: str, card: Card, key: str) -> MessageRef:
        """Post a card, unless the channel is lost."""
        self._check(key, channels=(channel,))
        return await self.playground.post(channel, card, key)

    async def edit_message(self, sent: MessageRef, card: Card) -> None:
        """Replace the card of a message, unless its channel is lost."""
        self._check(f"{sent.message} edit", channels=(sent.channel,))
        await self.playground.edit_message(sent, card)

    async def introduce(self, people: Sequence[str], card: Card, key: str) -> MessageRef:
        """Introduce people, unless one has left or may not be seen."""
        self._check(key)
        self._check_left(people)
        self._refuse("no_groups", ("",))
        self._refuse("unseen", people)
        return await self.playground.introduce(people, card, key)

    async def send_dm(self, person: str, card: Card, key: str) -> MessageRef:
        """Send a card to a person, unless they have left or no message reaches them."""
        self._check(key)
        self._check_left([person])
        self._refuse("silent", [person])
        return await self.playground.send_dm(person, card, key)

    async def find_sent(self, to: Sequence[str], key: str, since: datetime) -> MessageRef | None:
        """Return the message with this key, or None."""
        self._check(f"{key} find")
        return await self.playground.find_sent(to, key, since)

    async def list_members(self, channel: str) -> list[ChannelMember]:
        """Return the people in a channel who have not left the company."""
        self._check(f"{channel} members", channels=(channel,))
        members = await self.playground.list_members(channel)
        return [member for member in members if member.person not in self.gone]

    async def announce_event(
        self, channel: str, event: CalendarEvent, card: Card, key: str
    ) -> MessageRef:
        """Announce an event, unless the channel is lost."""
        self._check(key, channels=(channel,))
        return await self.playground.announce_event(channel, event, card, key)

    async def change_event(
        self, sent: MessageRef, event: CalendarEvent, card: Card, *, news: bool
    ) -> None:
        """Change an announcement, unless its channel is lost."""
        self._check(f"{sent.message} change", channels=(sent.channel,))
        await self.playground.change_event(sent, event, card, news=news)

    def _check(self, call: str, channels: Sequence[str] = ()) -> None:
        """Raise what an outage, the rate limit or a lost channel answers."""
        now = self.playground.now()
        if not self.troubles:
            return
        for trouble in self._now("outage"):
            wait = min(LOOK_AGAIN, trouble.ends - now)
            raise TemporaryError("the platform is down", max(1.0, wait.total_seconds()))
        chance = random.Random(f"{call} {now.isoformat()}")
        if chance.random() < LIMITED_SHARE:
            raise TemporaryError("too many calls", chance.uniform(5, 90))
        self._refuse("lost", channels)

    def _check_left(self, people: Sequence[str]) -> None:
        left = [person for person in people if person in self.gone]
        if left:
            raise PeopleGone("somebody has left", left)

    def _refuse(self, kind: str, concerned: Sequence[str]) -> None:
        for trouble in self._now(kind):
            about = [each for each in concerned if each in (trouble.about or ("",))]
            if about:
                raise _refusal(kind, about)

    def _now(self, kind: str) -> list[Trouble]:
        now = self.playground.now()
        return [
            trouble
            for trouble in self.troubles
            if trouble.kind == kind and trouble.begins <= now < trouble.ends
        ]


_ARCHIVED = mark("That channel is archived. Set Mingle up in another one.")


def _refusal(kind: str, about: Sequence[str]) -> PermanentError:
    """Return what the platform answers to a call that concerns these people or channels."""
    match kind:
        case "no_groups":
            words = "Mingle may not open group conversations."
            return PermissionMissing(words, ["group conversations"])
        case "lost":
            return PlaceGone(_ARCHIVED, about[0])
        case "unseen":
            return PeopleUnreachable("Nobody may be put into a conversation with them.", about)
    return PeopleUnreachable("They take no direct messages.", about)


def plan_troubles(
    people: Sequence[str], channels: Sequence[str], start: datetime, weeks: int, seed: str
) -> list[Trouble]:
    """Return the troubles of so many weeks from a Monday on, many of them at a draw."""
    chance = random.Random(f"{seed} trouble")
    troubles = []
    for week in range(weeks):
        monday = start + timedelta(weeks=week)
        draw = monday + timedelta(days=1, hours=1)  # Tuesday at ten
        if chance.random() < 0.3:
            begins = chance.choice((draw, monday + timedelta(hours=chance.uniform(0, 100))))
            length = timedelta(hours=chance.uniform(0.5, 8))
            troubles.append(Trouble("outage", begins, begins + length))
        if chance.random() < 0.1:
            troubles.append(Trouble("no_groups", draw, draw + timedelta(hours=30)))
        if chance.random() < 0.15:
            about = tuple(chance.sample(people, 2))
            ends = draw + timedelta(days=chance.uniform(1, 15))
            troubles.append(Trouble("unseen", monday, ends, about))
        if chance.random() < 0.06:
            ends = monday + timedelta(days=chance.uniform(3, 20))
            troubles.append(Trouble("lost", draw, ends, (chance.choice(channels),)))

    silent = tuple(chance.sample(people, max(1, len(people) // 40)))
    troubles.append(Trouble("silent", start, start + timedelta(weeks=weeks), silent))
    return troubles

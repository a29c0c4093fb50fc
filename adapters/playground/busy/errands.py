"""What busy people do by themselves: they plan, invite, travel, pause, come and go."""

import random
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from adapters.playground import records
from adapters.playground.busy.happenings import Happening
from adapters.playground.busy.roster import load_words
from adapters.playground.busy.trouble import TroubledPlatform
from adapters.playground.form_autofill import initial_values
from adapters.playground.listen import PlaygroundListener
from adapters.playground.records import Colleague
from adapters.playground.simulated_people import SimulatedPeople, is_harmless
from adapters.playground.workspace import (
    GENERAL_CHANNEL,
    LUNCH_CHANNEL,
    PROMPTS_CHANNEL,
    insert_everyone,
)
from bot.core.interactions import Answer, OpenForm, Reply
from bot.core.platform import ChannelMember, MessageRef
from bot.pairings.tables import group_member
from bot.people import platform_updates
from bot.people import records as people
from bot.ui.cards import Actions, Form, Select

Fields = Mapping[str, str | tuple[str, ...]]
STARTS = ("/mingle next", "/mingle next", "/mingle start", "/mingle start", "/mingle standing")
CLICKS = 5  # in one errand
STOPS = 0.2  # of those who meet newcomers half-way, or have a plan: who takes it back
DAYS_HERE = (0, 20, 50, 80, 85, 88)  # of those who say that they are new
CHANNELS = (LUNCH_CHANNEL, PROMPTS_CHANNEL, GENERAL_CHANNEL)


@dataclass
class Scene:
    """Where errands happen: the way in, the people, the platform, and what they tell."""

    listener: PlaygroundListener
    crowd: SimulatedPeople
    platform: TroubledPlatform
    newcomers: list[Colleague]
    planned: list[str] = field(default_factory=list)  # who have their first ninety days planned
    happenings: list[Happening] = field(default_factory=list)

    def tell(self, kind: str, who: Colleague, other: str = "", back_on: date | None = None) -> None:
        """Note what a person did just now."""
        at = self.listener.playground.now()
        self.happenings.append(Happening(kind, at, who.id, other, back_on))

    async def type(
        self, who: Colleague, line: str, given: Fields | None = None, channel: str = ""
    ) -> Answer:
        """Type a line, in the conversation with Mingle if no channel is given; submit its form."""
        playground = self.listener.playground
        where = channel or (await playground.direct_conversation(who.id)).id
        call = f"{who.id} {line} {playground.now().isoformat()}"
        answer = await self.listener.handle_line(who.id, where, line, call, alone=True)
        if not isinstance(answer, OpenForm) or given is None:
            return answer

        return await self.submit(who, answer.form, given, where, f"{call} form")

    async def submit(
        self, who: Colleague, form: Form, given: Fields, where: str, call: str
    ) -> Answer:
        """Submit a form that opened, with some of its fields changed."""
        fields = {**initial_values(form), **given}
        return await self.listener.handle_submission(who.id, where, form, fields, call, alone=True)

    async def click(self, who: Colleague, click: "Click", number: int) -> Answer:
        """Click in an answer that only they see; `number` counts the clicks of one errand."""
        call = f"{who.id} {click} {number} {self.listener.playground.now().isoformat()}"
        answer = MessageRef(GENERAL_CHANNEL, "")
        return await self.listener.handle_click(
            who.id, answer, click.action, click.value, call, choice=click.choice, alone=True
        )


class Click(NamedTuple):
    """A button, or what is chosen from a menu."""

    action: str
    value: str
    choice: str | None = None


Errand = Callable[[Scene, Colleague, random.Random], Awaitable[None]]


async def _plan_event(scene: Scene, who: Colleague, chance: random.Random) -> None:
    words = load_words()
    day = scene.listener.playground.now() + timedelta(days=chance.randrange(2, 15))
    given = {
        "title": chance.choice(words["titles"]),
        "when": f"{day:%Y-%m-%d} {chance.choice(words['times'])}",
        "place": "Market hall",
        "capacity": chance.choice(("", "3", "8")),
        "channel": chance.choice((GENERAL_CHANNEL, LUNCH_CHANNEL)),
    }
    await scene.type(who, "/events new", given)


async def _ask_to_lunch(scene: Scene, who: Colleague, chance: random.Random) -> None:
    others = [other for other in scene.crowd.everybody if other.id != who.id]
    other = chance.choice(others)
    when = chance.choice(("", " tomorrow 12:30", " Friday 12:00"))
    await scene.type(who, f"/lunch with @{other.name}{when}", channel=LUNCH_CHANNEL)


async def _pause(scene: Scene, who: Colleague, chance: random.Random) -> None:
    await scene.type(who, f"/mingle pause {chance.choice(load_words()['absences'])}")
    async with scene.listener.playground.database.read_transaction() as tx:
        known = await people.find_person(tx, scene.listener.playground.workspace, who.id)
    scene.tell("paused", who, back_on=known.paused_until if known else None)


async def _leave_lunches(scene: Scene, who: Colleague, _chance: random.Random) -> None:
    await scene.type(who, "/mingle leave", channel=LUNCH_CHANNEL)
    scene.tell("out", who)


async def _join_lunches(scene: Scene, who: Colleague, _chance: random.Random) -> None:
    await scene.type(who, "/mingle join", channel=LUNCH_CHANNEL)


async def _block(scene: Scene, who: Colleague, chance: random.Random) -> None:
    """Name somebody whom they would rather not meet: often one whom they are to meet now."""
    group = select(group_member.c.group).where(group_member.c.person == who.id)
    latest = group.order_by(group_member.c.id.desc()).limit(1).scalar_subquery()
    async with scene.listener.playground.database.read_transaction() as tx:
        company = await tx.scalars(
            select(group_member.c.person).where(
                group_member.c.group == latest, group_member.c.person != who.id
            )
        )
    anybody = [other.id for other in scene.crowd.everybody if other.id != who.id]
    other = chance.choice(company or anybody)
    await _add_block(scene, who, other)


async def _add_block(scene: Scene, who: Colleague, other: str) -> None:
    form = await scene.type(who, "/mingle rather-not")
    if isinstance(form, OpenForm):
        named = initial_values(form.form)["others"]
        others = (*named, other) if isinstance(named, tuple) else (other,)
        answer = await scene.type(who, "/mingle rather-not", {"others": others})
        if isinstance(answer, Reply):
            scene.tell("blocked", who, other)


async def _leave_company(scene: Scene, who: Colleague, chance: random.Random) -> None:
    """Leave for good; the platform reports it at once, or Mingle finds out."""
    if len(scene.crowd.everybody) < 4 or who.organiser:
        return

    playground = scene.listener.playground
    scene.crowd.dismiss(who.id)
    scene.platform.gone.add(who.id)
    scene.tell("gone", who)
    member = ChannelMember(who.id, who.name, who.zone)
    is_reported = chance.random() < 0.5
    async with playground.database.transaction() as tx:
        for channel in CHANNELS:
            await records.remove_member(tx, playground.workspace, channel, who.id)
        if is_reported:
            await platform_updates.person_changed(
                tx, playground.workspace, member, playground.now(), left=True
            )
    await playground.load_conversations()


async def _join_company(scene: Scene, _who: Colleague, _chance: random.Random) -> None:
    """Let a newcomer join every channel; the platform reports it."""
    if not scene.newcomers:
        return

    newcomer = scene.newcomers.pop(0)
    playground = scene.listener.playground
    event = f"{newcomer.id} joins"
    async with playground.database.transaction() as tx:
        await insert_everyone(tx, [newcomer])
        for channel in CHANNELS:
            await records.add_member(tx, playground.workspace, channel, newcomer.id)
            await platform_updates.channel_changed(
                tx, playground.workspace, channel, event, playground.now()
            )
    await playground.load_conversations()
    scene.crowd.welcome(newcomer)
    scene.tell("joined", newcomer)


async def _travel(scene: Scene, who: Colleague, chance: random.Random) -> None:
    """Announce that they are in another town for some days, where Mingle can be told."""
    towns = sorted({other.profile["office"][0] for other in scene.crowd.everybody})
    town = chance.choice(towns)
    first = scene.listener.playground.now() + timedelta(days=chance.randrange(0, 8))
    last = first + timedelta(days=chance.randrange(1, 6))
    await scene.type(who, f"/mingle away {town} {first:%Y-%m-%d} to {last:%Y-%m-%d}")


async def _look_around(scene: Scene, who: Colleague, chance: random.Random) -> None:
    line = chance.choice(
        ("/mingle", "/mingle me", "/mingle why", "/events", "/lunch tables", "/associations")
    )
    await scene.type(who, line)


async def _wander(scene: Scene, who: Colleague, chance: random.Random) -> None:
    """Ask what one could do, and click on from answer to answer."""
    answer = await scene.type(who, chance.choice(STARTS), channel=GENERAL_CHANNEL)
    for number in range(CLICKS):
        clicks = list(_list_clicks(answer))
        if not clicks:
            return
        answer = await scene.click(who, chance.choice(clicks), number)


def _list_clicks(answer: Answer) -> Iterator[Click]:
    """Yield what can be clicked or chosen in an answer without ending something for everybody."""
    for part in answer.card.parts if isinstance(answer, Reply) else ():
        for item in part.items if isinstance(part, Actions) else ():
            if isinstance(item, Select):
                yield from (Click(item.action, item.value, one.value) for one in item.choices)
            elif is_harmless(item):
                yield Click(item.action, item.value)


async def _ask_poll(scene: Scene, who: Colleague, chance: random.Random) -> None:
    given = {
        "channel": chance.choice((GENERAL_CHANNEL, LUNCH_CHANNEL)),
        "closes": chance.choice(("in 1 day", "in 3 days")),
        "several": chance.choice(("no", "yes")),
        "secret": chance.choice(("secret", "secret", "named")),
        "repeat": chance.choice(("no", "no", "w1")),
    }
    await scene.type(who, f"/poll {chance.choice(load_words()['polls'])}", given)


async def _be_new(scene: Scene, who: Colleague, chance: random.Random) -> None:
    """Have somebody's first ninety days planned by their first day; now and then somebody stops.

    Some have been here for a while: so what comes late in the plan comes in a short life as well.
    """
    if scene.planned and chance.random() < STOPS:
        other = scene.planned.pop(chance.randrange(len(scene.planned)))
        who = next((each for each in scene.crowd.everybody if each.id == other), who)
        await scene.click(who, Click("newcomer.stop", ""), 0)
        return

    day = scene.listener.playground.now() - timedelta(days=chance.choice(DAYS_HERE))
    profile = await scene.click(who, Click("profile.open", ""), 0)
    if isinstance(profile, OpenForm):
        where = (await scene.listener.playground.direct_conversation(who.id)).id
        started, call = {"started": f"{day:%Y-%m-%d}"}, f"{who.id} started {day.isoformat()}"
        await scene.submit(who, profile.form, started, where, call)
    await scene.click(who, Click("newcomer.spread", ""), 1)
    scene.planned.append(who.id)


async def _help_newcomers(scene: Scene, who: Colleague, chance: random.Random) -> None:
    """Agree to be named, or offer to welcome the next newcomer, and now and then take it back."""
    agrees = chance.random() > STOPS
    if chance.random() < 0.5:
        await scene.click(who, Click("who.name" if agrees else "who.unname", "me"), 0)
    else:
        action = "newcomer.welcome" if agrees else "newcomer.unwelcome"
        await scene.click(who, Click(action, "me"), 0)


async def _press(scene: Scene, who: Colleague, chance: random.Random) -> None:
    await scene.crowd.press_any(who, chance)


# How often each is done in a week, by fifty people together.
ERRANDS: dict[str, tuple[float, Errand]] = {
    "event": (1.5, _plan_event),
    "lunch": (6, _ask_to_lunch),
    "pause": (1.2, _pause),
    "out": (0.4, _leave_lunches),
    "in": (0.8, _join_lunches),
    "block": (0.6, _block),
    "leave": (0.4, _leave_company),
    "join": (0.4, _join_company),
    "travel": (2, _travel),
    "look": (4, _look_around),
    "poll": (1, _ask_poll),
    "wander": (6, _wander),
    "press": (12, _press),
    "new": (0.7, _be_new),
    "help": (1, _help_newcomers),
}

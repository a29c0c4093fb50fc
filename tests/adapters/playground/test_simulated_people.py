"""Check that simulated colleagues live by their habits, at humane hours, and the same way twice."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.playground import workspace
from adapters.playground.form_autofill import fill_form, initial_values
from adapters.playground.habits import TOPICS, at_work
from adapters.playground.listen import PlaygroundListener
from adapters.playground.post import Playground
from adapters.playground.records import Colleague
from adapters.playground.simulated_people import SimulatedPeople
from bot.core.interactions import Answer, Invocation, OpenForm, Reply
from bot.features import ROUTER
from bot.store.engine import Database
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    ChannelField,
    Choice,
    ChoiceField,
    DateField,
    Form,
    PeopleField,
    TextField,
)

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
SHARE = Form(
    "learning.save",
    "What did you learn?",
    (
        TextField("text", "Learned"),
        ChoiceField("share", "Share", (Choice("named", "A"), Choice("private", "B"))),
    ),
    "group:1",
)
CHECK_IN = Card(
    "round",
    "Did you meet?",
    (
        Actions(
            tuple(
                Button(action, action, "1")
                for action in ("lunch.met", "lunch.not_yet", "lunch.cant")
            )
        ),
    ),
)


@dataclass
class Simulation:
    """Simulated colleagues, and a core that records what they do."""

    playground: Playground
    answers: dict[str, Answer] = field(default_factory=dict)
    calls: list[Invocation] = field(default_factory=list)
    at: datetime = MONDAY

    def __post_init__(self) -> None:
        self.listener = PlaygroundListener(self.playground, ROUTER, self.take)
        self.playground.now = lambda: self.at
        self.crowd = SimulatedPeople(self.listener, random.Random(7))

    async def take(self, call: Invocation) -> Answer:
        self.calls.append(call)
        return self.answers.get(call.action)

    async def live(self, days: float) -> None:
        until = self.at + timedelta(days=days)
        while (due := self.crowd.next_due()) and due <= until:
            self.at = max(due, self.at)
            await self.crowd.run_due_actions(self.at)
        self.at = until

    def counted(self) -> Counter[str]:
        return Counter(call.action for call in self.calls)


async def _simulate(database: Database, people: int = 26) -> Simulation:
    async with database.transaction() as tx:
        await workspace.seed_workspace(tx, people)
    simulation = Simulation(Playground(database, workspace.WORKSPACE, lambda: MONDAY))
    await simulation.crowd.run_due_actions(MONDAY)
    simulation.calls.clear()
    return simulation


async def _ask(simulation: Simulation, card: Card = CHECK_IN) -> None:
    for who in (await simulation.playground.colleagues_by_id()).values():
        await simulation.playground.send_dm(who.id, card, f"ask {who.id} {card.title}")


async def test_most_answer_a_check_in_once_and_most_of_them_met(database: Database) -> None:
    simulation = await _simulate(database, 100)
    await _ask(simulation)
    await simulation.live(3)
    counted = simulation.counted()
    answered = counted["lunch.met"] + counted["lunch.not_yet"] + counted["lunch.cant"]
    assert 75 <= answered <= 98
    assert counted["lunch.met"] > 0.9 * answered  # all concern the same lunch, and mostly agree
    clicks = [call for call in simulation.calls if call.interaction == "button"]
    assert max(Counter(call.person for call in clicks).values()) == 1


async def test_answers_come_at_working_hours(database: Database) -> None:
    simulation = await _simulate(database)
    simulation.at = datetime(2026, 3, 6, 21, tzinfo=UTC)  # a Friday night
    await _ask(simulation)
    await simulation.live(5)
    clicks = [call for call in simulation.calls if call.interaction == "button"]
    assert clicks
    for call in clicks:
        local = call.now.astimezone(ZoneInfo(call.zone))
        assert local.weekday() < 5
        assert 9 <= local.hour < 18


async def test_the_newcomer_is_left_to_whoever_plays(database: Database) -> None:
    simulation = await _simulate(database)
    await _ask(simulation)
    await simulation.live(5)
    assert workspace.NEWCOMER.id not in {call.person for call in simulation.calls}


async def test_a_colleague_who_is_played_keeps_still(database: Database) -> None:
    simulation = await _simulate(database)
    await _ask(simulation)
    for who in await simulation.playground.colleagues_by_id():
        simulation.playground.open_tabs[who] = 1
    await simulation.live(1)
    assert not simulation.calls
    simulation.playground.open_tabs.clear()
    await simulation.live(1)
    assert simulation.calls


async def test_the_same_seed_lives_the_same_life(database: Database, tmp_path: object) -> None:
    simulation = await _simulate(database)
    await _ask(simulation)
    await simulation.live(3)
    first = [(call.id, call.action, call.now) for call in simulation.calls]
    again = Simulation(Playground(database, workspace.WORKSPACE, lambda: MONDAY))
    await again.live(3)
    assert {call[:2] for call in first} <= {(call.id, call.action) for call in again.calls}


async def test_a_button_that_is_gone_is_not_clicked(database: Database) -> None:
    simulation = await _simulate(database)
    sent = await simulation.playground.send_dm("playground/tom-becker", CHECK_IN, "ask")
    await simulation.playground.edit_message(sent, Card("round", "Thank you"))
    await simulation.live(3)
    assert not [call for call in simulation.calls if call.interaction == "button"]


async def test_who_joins_mostly_tells_about_themselves(database: Database) -> None:
    simulation = await _simulate(database)
    profile = Form(
        "profile.save",
        "About you",
        (TextField("team", "Team"), TextField("zone", "Zone", initial="UTC")),
    )
    simulation.answers = {"mingle profile": OpenForm(profile)}
    await _ask(
        simulation, Card("round", "Lunch?", (Actions((Button("people.join", "I'm in", "1"),)),))
    )
    await simulation.live(2)
    counted = simulation.counted()
    assert counted["people.join"] >= 20
    assert counted["profile.save"] >= counted["people.join"] * 0.7
    saved = next(call for call in simulation.calls if call.action == "profile.save")
    assert saved.field_text("team")


async def test_who_met_may_share_what_they_learned(database: Database) -> None:
    simulation = await _simulate(database)
    share = Card(
        "round", "Glad you met", (Actions((Button("learning.share", "Share", "group:1"),)),)
    )
    simulation.answers = {"lunch.met": Reply(share), "learning.share": OpenForm(SHARE)}
    await _ask(simulation)
    await simulation.live(2)
    learned = [call for call in simulation.calls if call.action == "learning.save"]
    assert 2 <= len(learned) < 26
    assert all(
        call.field_text("text") and call.field_text("share") in ("named", "private")
        for call in learned
    )
    assert {call.value for call in learned} == {"group:1"}


async def test_some_open_tables_in_the_channel_and_some_sit_down(database: Database) -> None:
    simulation = await _simulate(database)
    await simulation.live(70)
    lines = [call for call in simulation.calls if call.action == "lunch"]
    assert 10 <= len(lines) <= 40
    assert {call.channel for call in lines} == {workspace.LUNCH_CHANNEL}
    assert all(
        call.field_text("when") and call.field_text("at") and call.field_text("seats")
        for call in lines
    )
    simulation.calls.clear()
    take = Card("table", "A table", (Actions((Button("table.join", "Take a seat", "1"),)),))
    await simulation.playground.post(workspace.LUNCH_CHANNEL, take, "table")
    await simulation.live(0.5)
    assert 1 <= simulation.counted()["table.join"] <= 10


async def test_colleagues_are_told_once_and_stay_themselves(database: Database) -> None:
    async with database.transaction() as tx:
        await workspace.seed_workspace(tx)
        await workspace.seed_workspace(tx)
    people = await Playground(database, workspace.WORKSPACE, lambda: MONDAY).colleagues_by_id()
    assert len(people) == 27
    assert workspace.simulated_roster(60)[:26] == workspace.simulated_roster(26)
    assert len({who.id for who in workspace.simulated_roster(400)}) == 400
    assert all(who.habits["skips"] == 0.5 for who in workspace.simulated_roster(5, 0.5))


async def test_an_organiser_sets_everything_up_by_typing(database: Database) -> None:
    simulation = await _simulate(database)
    form = Form(
        "setup.save",
        "Lunch pairings",
        (ChannelField("channel", "Channel"), TextField("zone", "Zone")),
    )
    simulation.answers = {"mingle setup": OpenForm(form), "prompt setup": OpenForm(form)}
    await workspace.set_up_features(simulation.listener, "Europe/Lisbon")
    saved = [call for call in simulation.calls if call.interaction == "form"]
    assert [call.field_text("channel") for call in saved] == [
        workspace.LUNCH_CHANNEL,
        workspace.PROMPTS_CHANNEL,
    ]
    assert {call.field_text("zone") for call in saved} == {"Europe/Lisbon"}
    assert all(call.organiser for call in saved)


def test_forms_are_filled_from_the_profile_and_otherwise_left_alone() -> None:
    days = (Choice("mon", "Monday"), Choice("tue", "Tuesday"))
    form = Form(
        "profile.save",
        "About you",
        (
            TextField("interests", "Interests"),
            TextField("zone", "Zone", initial="UTC"),
            ChoiceField("slots", "Slots", days, most=2),
            ChoiceField("mode", "Mode", days, initial=("mon",)),
            PeopleField("others", "Others", initial=("x",)),
            DateField("until", "Until", initial=MONDAY.date()),
        ),
    )
    who = Colleague(
        "a", "Ada", "UTC", profile={"interests": ("tea", "chess"), "slots": ("tue", "fri")}
    )
    assert fill_form(form, who, random.Random(1)) == {
        "interests": "tea, chess",
        "zone": "UTC",
        "slots": ("tue",),
        "mode": "mon",
        "others": ("x",),
        "until": "2026-03-02",
    }
    assert initial_values(form)["slots"] == ()


@pytest.mark.parametrize("hour", range(0, 24 * 7, 5))
def test_everybody_sleeps_and_has_weekends(hour: int) -> None:
    moment = MONDAY + timedelta(hours=hour, minutes=7)
    due = at_work(moment, "Europe/Lisbon", random.Random(hour))
    local = due.astimezone(ZoneInfo("Europe/Lisbon"))
    assert due >= moment
    assert local.weekday() < 5
    assert 9 <= local.hour < 18


def test_every_button_that_colleagues_know_exists() -> None:
    habits = workspace.simulated_roster()[0].habits
    known = {action for topic in TOPICS for action in topic.chances(habits)}
    assert known <= ROUTER.buttons.keys()
    assert all(topic.actions <= known for topic in TOPICS)

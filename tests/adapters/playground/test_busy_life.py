"""Check that a busy life is busy, has its bad days, and is the same twice."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from adapters.playground import workspace
from adapters.playground.busy.errands import ERRANDS
from adapters.playground.busy.roster import TOWNS, busy_roster, load_words
from adapters.playground.busy.trouble import Trouble, TroubledPlatform, plan_troubles
from adapters.playground.post import Playground
from bot.cli.simulate import Rehearsal, rehearse
from bot.core.platform import PeopleGone, PermanentError, Platform, TemporaryError
from bot.store.engine import Database
from bot.ui.cards import Card

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
CARD = Card("note", "Hello")
WEEKS = Rehearsal(people=14, weeks=2, seed="7", life="busy", towns=2)


async def _troubled(database: Database, *troubles: Trouble) -> TroubledPlatform:
    roster = busy_roster(4, 2, 0.1, "1")
    async with database.transaction() as tx:
        await workspace.insert_everyone(tx, roster)
    platform = TroubledPlatform(Playground(database, workspace.WORKSPACE, lambda: MONDAY))
    platform.troubles = list(troubles)
    return platform


@pytest.mark.rehearsal
async def test_two_busy_weeks_bring_everything_and_are_lived_alike_twice() -> None:
    first = (await rehearse(WEEKS, quiet=True)).report
    assert first.rounds == 2
    assert first.introductions_drawn > 8
    assert first.messages_sent > 100
    assert first.prompts_posted == 2

    again = (await rehearse(WEEKS, quiet=True)).report
    assert again.introductions_drawn == first.introductions_drawn
    assert again.messages_sent == first.messages_sent


def test_a_roster_fills_its_towns_evenly_with_ordinary_words() -> None:
    roster = busy_roster(60, 3, 0.15, "1")
    towns = Counter(who.profile["office"][0] for who in roster)
    assert towns == dict.fromkeys(list(TOWNS)[:3], 20)
    assert len({who.id for who in roster}) == 60
    known = {word for matter in load_words()["interests"] for word in matter}
    assert all(set(who.profile["interests"]) <= known for who in roster)
    assert len({who.profile["mode"] for who in roster}) == 3
    assert busy_roster(60, 3, 0.15, "1") == roster != busy_roster(60, 3, 0.15, "2")


def test_troubles_come_often_at_draws_and_to_people_and_channels() -> None:
    troubles = plan_troubles(["a", "b", "c"], ["lunch"], MONDAY, 52, "1")
    kinds = Counter(trouble.kind for trouble in troubles)
    assert kinds.keys() == {"outage", "no_groups", "unseen", "silent", "lost"}
    assert all(trouble.begins < trouble.ends for trouble in troubles)


@pytest.mark.parametrize("kind", ["no_groups", "unseen", "silent", "lost"])
async def test_what_a_trouble_is_about_is_refused_and_nothing_else(
    database: Database, kind: str
) -> None:
    about = {"no_groups": (), "lost": (workspace.LUNCH_CHANNEL,)}
    one, other, third, _ = [who.id for who in busy_roster(4, 2, 0.1, "1")]
    week = (MONDAY, MONDAY + timedelta(days=7))
    platform = await _troubled(database, Trouble(kind, *week, about.get(kind, (one,))))

    refused = set()
    for name, call in {
        "group": platform.introduce([one, other], CARD, "group"),
        "direct": platform.send_dm(one, CARD, "direct"),
        "channel": platform.post(workspace.LUNCH_CHANNEL, CARD, "channel"),
        "somebody else": platform.send_dm(third, CARD, "third"),
    }.items():
        try:
            await call
        except PermanentError:
            refused.add(name)
    blamed = {"no_groups": "group", "unseen": "group", "silent": "direct", "lost": "channel"}
    assert refused == {blamed[kind]}


async def test_an_outage_is_said_to_pass_and_who_left_is_named(database: Database) -> None:
    one, other, *_ = [who.id for who in busy_roster(4, 2, 0.1, "1")]
    outage = Trouble("outage", MONDAY, MONDAY + timedelta(minutes=5))
    down = await _troubled(database, outage)
    with pytest.raises(TemporaryError) as refused:
        await down.send_dm(one, CARD, "hello")
    assert refused.value.retry_after == 300
    assert down.outages == [(outage.begins, outage.ends)]

    platform: Platform = TroubledPlatform(down.playground)
    assert isinstance(platform, TroubledPlatform)
    platform.gone.add(other)
    with pytest.raises(PeopleGone) as left:
        await platform.introduce([one, other], CARD, "introduction")
    assert left.value.people == (other,)
    assert len(await platform.list_members(workspace.LUNCH_CHANNEL)) == 3


def test_every_errand_happens_now_and_then() -> None:
    assert all(often > 0 for often, _ in ERRANDS.values())

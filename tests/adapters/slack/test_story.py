"""Live a fortnight in Slack: set up, join, meet, learn, open a table, take up a prompt, pause, leave."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.store.engine import Database
from tests.adapters.slack.town import MONDAY, Town, town
from tests.platforms.slack import reading

TUESDAY, WEDNESDAY, NEXT_TUESDAY = (MONDAY + timedelta(days=days, hours=2) for days in (1, 2, 8))


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_fortnight_goes_as_told(database: Database, mode: str) -> None:
    async with town(database, mode) as there:
        await live(there)
        assert not [request for request in there.slack.requests if request.error]
        check(there)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_fortnight_goes_the_same_whatever_slack_does(database: Database, seed: int) -> None:
    async with town(database, seed=seed) as there:
        faults = there.slack.faults
        faults.lost_answers, faults.errors, faults.duplicates, faults.limits = 0.05, 0.05, 0.10, 0.02
        faults.socket_drops = 0.03
        await live(there)
        assert [request for request in there.slack.requests if request.fault]
        check(there)


async def live(there: Town) -> None:
    """Do what people do in two weeks."""
    tom, amara, jun, sofia, *_ = there.people
    await there.command(there.manager, "/mingle setup")
    await there.fill(there.manager, {"zone": "Europe/Berlin"})
    await there.settle()
    for person in there.people:
        await there.click(person, "I'm in")
    await there.command(there.manager, "/prompt setup")
    await there.fill(there.manager, {"zone": "Europe/Berlin"})
    await there.until(TUESDAY)
    await there.click(tom, "We met")
    await there.settle()
    await there.form_by(tom, "Share what you learned")
    await there.fill(tom, {"text": "Ask first, then build.", "share": "named"})
    await there.command(jun, '/lunch tomorrow 12:30 seats:3 at:"Ramen bar" topic:python')
    await there.settle()
    for person in (sofia, amara):
        await there.click(person, "Take a seat", containing="Jun has a table")
        await there.settle()
    await there.until(WEDNESDAY)
    await there.click(sofia, "I'll do it")
    await there.settle()
    await there.command(tom, "/mingle pause in two weeks")
    await there.command(amara, "/mingle leave")
    await there.until(NEXT_TUESDAY)


def check(there: Town) -> None:
    """See what everybody was left with: the same whatever happened on the way, and nothing twice."""
    tom, amara, *_ = there.people
    introductions = [m for c in there.introductions() for m in c.messages if there.says(m, "meet")]
    assert len(introductions) == 4 + 3
    later = [m for m in introductions if float(m.ts) > (NEXT_TUESDAY - timedelta(hours=3)).timestamp()]
    met_again = {user for m in later for user in there.home.channels[m.channel].members}
    assert {tom.id, amara.id}.isdisjoint(met_again)
    (table,) = [m for m in there.lunch.messages if there.says(m, "ate together")]
    assert "@Jun Li, @Sofia Vega, @Amara Obi" in reading.words(there.home, table)
    (prompt,) = [m for m in there.lunch.messages if there.says(m, "This week's prompt")]
    assert there.says(prompt, "1 will do it.")
    _, second = (m for m in there.lunch.messages if there.says(m, "This week's lunches are set"))
    assert there.says(second, "Ask first, then build.\n— @Tom Becker")
    assert len(there.lunch.messages) == 4
    keys = Counter(m.metadata["event_payload"]["key"] for m in there.slack.messages if m.metadata)
    assert set(keys.values()) == {1}

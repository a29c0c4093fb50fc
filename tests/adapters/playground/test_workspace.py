"""Check that the playground's channels are set up, however early the program was stopped."""

import pytest
from sqlalchemy import func, select

from adapters.playground import workspace
from adapters.playground.listen import PlaygroundListener
from adapters.playground.post import Playground
from adapters.playground.seed_associations import join_associations
from bot.associations.tables import association, association_member, chapter, opening
from bot.core.dispatch import dispatch
from bot.core.interactions import Answer, Invocation
from bot.digest.tables import digest
from bot.features import ROUTER
from bot.happy_hour.tables import poll
from bot.know_how.tables import named_expert
from bot.pairings.tables import pairing_program
from bot.prompts.tables import prompt_channel
from bot.sources.tables import source
from bot.store.engine import Database
from tests.adapters.playground.test_simulated_people import MONDAY

ZONE = "Europe/Berlin"
DIRECTORY = (association, chapter, association_member, opening)


class Stopped(Exception):
    """The program was killed at this moment."""


async def _set_up(database: Database, interactions: int) -> None:
    left = interactions

    async def take(call: Invocation) -> Answer:
        nonlocal left
        if left == 0:
            raise Stopped
        left -= 1
        return await dispatch(ROUTER, database, call)

    listener = PlaygroundListener(
        Playground(database, workspace.WORKSPACE, lambda: MONDAY), ROUTER, take
    )
    await workspace.set_up_features(listener, ZONE)
    await workspace.plan_happy_hours(listener)
    await workspace.follow_sites(listener)
    await join_associations(listener)
    await workspace.agree_to_be_named(listener)


EVERYTHING = 200  # interactions, more than it takes


@pytest.mark.parametrize("lived", [*range(6), *range(36, 46), *range(46, 74, 4)])
async def test_channels_are_set_up_although_the_program_was_stopped_in_between(
    database: Database, lived: int
) -> None:
    async with database.transaction() as tx:
        await workspace.seed_workspace(tx, 26)
    with pytest.raises(Stopped):
        await _set_up(database, lived)
    for _ in range(2):
        await _set_up(database, EVERYTHING)
    async with database.read_transaction() as tx:
        once = [
            await tx.scalar(select(func.count()).select_from(each))
            for each in (pairing_program, prompt_channel, digest)
        ]
        named = [await tx.scalar(select(func.count()).select_from(each)) for each in DIRECTORY]
        polls = await tx.scalar(
            select(func.count()).select_from(poll).where(poll.c.state == "open")
        )
        followed = await tx.scalars(select(source.c.address))
        experts = await tx.scalars(select(named_expert.c.person))
    assert named == [2, 3, 6, 3]
    assert len(experts) == len(set(experts)) > 10
    assert (once, polls, sorted(followed)) == ([1, 1, 1], 1, sorted(workspace.FOLLOWED_SITES))


def test_as_many_colleagues_as_a_rehearsal_takes_have_names_of_their_own() -> None:
    everybody = workspace.simulated_roster(2_000)
    assert len({colleague.id for colleague in everybody}) == len(everybody)
    assert len({colleague.name for colleague in everybody}) == len(everybody)
